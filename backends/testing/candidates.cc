#include "backends/testing/candidates.h"

#include <algorithm>

#include "ir/builder.h"

namespace iegen::testing {
namespace {

template <class T>
std::vector<T> Copy(const T* first, int32_t count) {
  return std::vector<T>(first, first + count);
}

// The bias of the model: the case has the input's zero point folded in.
std::vector<int32_t> PlainBias(const ConvCase& c) {
  std::vector<int32_t> bias = Copy(c.bias(), c.spec().out_channels);
  for (int32_t o = 0; o < c.spec().out_channels; ++o) {
    for (int32_t k = 0; k < c.taps(); ++k) {
      bias[static_cast<size_t>(o)] += c.spec().in_zero_point * c.weight(o, k);
    }
  }
  return bias;
}

// Padding after an axis of `size`: negative where more windows would fit.
int32_t After(int32_t out, int32_t stride, int32_t reach, int32_t before, int32_t size) {
  const int32_t after = (out - 1) * stride + reach - before - size;
  return -after < stride ? std::max(0, after) : after;
}

template <class Op>
Op Attributes(const ConvSpec& s) {
  const int32_t reach_h = (s.kernel_height - 1) * s.dilation_h + 1;
  const int32_t reach_w = (s.kernel_width - 1) * s.dilation_w + 1;
  Op op;
  op.stride = {s.stride_h, s.stride_w};
  op.dilation = {s.dilation_h, s.dilation_w};
  op.pad = {s.pad_top, After(s.out_height, s.stride_h, reach_h, s.pad_top, s.in_height), s.pad_left,
            After(s.out_width, s.stride_w, reach_w, s.pad_left, s.in_width)};
  return op;
}

// The filter as the operator has it: OHWI, or 1HWC.
ir::Shape FilterShape(const ConvCase& c) {
  const ConvSpec& s = c.spec();
  if (c.depthwise()) return {1, s.kernel_height, s.kernel_width, s.out_channels};
  return {s.out_channels, s.kernel_height, s.kernel_width, s.in_channels};
}

// A graph of one node: x and the filter have these shapes.
ir::Graph OneNode(const ConvCase& c, const ir::Op& op, ir::Shape x_shape, ir::Shape w_shape) {
  const ConvSpec& s = c.spec();
  const int32_t channels = s.out_channels;
  ir::Builder b("case");
  const ir::ValueId x =
      b.Input("x", {ir::ElemType::kInt8, std::move(x_shape), ir::PerTensor(1.0f, s.in_zero_point)});
  const ir::ValueId w =
      b.Constant("w", {ir::ElemType::kInt8, std::move(w_shape), ir::PerTensor(1.0f, 0)},
                 Copy(c.weights(), channels * c.taps()));
  const ir::ValueId bias = b.Constant("b", {ir::ElemType::kInt32, {channels}, {}}, PlainBias(c));
  const ir::ValueId m =
      b.Constant("m", {ir::ElemType::kInt32, {channels}, {}}, Copy(c.multiplier(), channels));
  const ir::ValueId n =
      b.Constant("n", {ir::ElemType::kInt8, {channels}, {}}, Copy(c.shift(), channels));
  // ReLU and the whole range stand in the activation; a narrow clamp is not drawn for graphs.
  const auto y = b.Add("y", op, {x, w, bias, m, n}, ir::PerTensor(1.0f, s.out_zero_point));
  if (y.ok()) b.Output(*y);
  return b.Take();
}

}  // namespace

ir::Graph GraphOf(const ConvCase& c) {
  const ConvSpec& s = c.spec();
  const ir::Op op = c.depthwise() ? ir::Op(Attributes<ir::DepthwiseConv2d>(s))
                                  : ir::Op(Attributes<ir::Conv2d>(s));
  return OneNode(c, op, {s.batch, s.in_height, s.in_width, s.in_channels}, FilterShape(c));
}

ir::Graph FullyConnectedGraphOf(const ConvCase& c) {
  const ConvSpec& s = c.spec();
  return OneNode(c, ir::FullyConnected(), {s.batches, s.in_features},
                 {s.out_features, s.in_features});
}

Candidate FindCandidate(const ir::Graph& graph, absl::string_view target,
                        absl::string_view kernel) {
  const absl::StatusOr<const Target*> found = FindTarget(target);
  if (!found.ok() || graph.nodes().empty()) return {};
  for (Candidate& candidate : CandidatesFor(NodeView(graph, graph.nodes()[0]), **found)) {
    if (candidate.kernel->name == kernel) return std::move(candidate);
  }
  return {};
}

std::string RunCandidate(const ir::Graph& graph, const Candidate& candidate,
                         const std::string& input) {
  const NodeView view(graph, graph.nodes()[0]);
  if (!candidate.bind) return "the kernel is not offered or does not apply";
  absl::StatusOr<BoundCall> bound = candidate.bind(view);
  if (!bound.ok()) return std::string(bound.status().message());
  std::string in = input, out(static_cast<size_t>(view.out().bytes()), '\0'), scratch;
  for (const BoundOperand& o : bound->operands) {
    if (o.scratch_bytes > 0) scratch.assign(static_cast<size_t>(o.scratch_bytes), 'U');
  }
  std::string filter = *graph.value(view.node().in[1]).data;
  std::vector<void*> operands;
  for (BoundOperand& o : bound->operands) {
    switch (o.kind) {
      case BoundOperand::Kind::kInput:
        operands.push_back(o.index == 0 ? in.data() : filter.data());
        break;
      case BoundOperand::Kind::kOutput:
        operands.push_back(out.data());
        break;
      case BoundOperand::Kind::kConstant:
        operands.push_back(o.bytes.data());
        break;
      case BoundOperand::Kind::kScratch:
        operands.push_back(scratch.data());
        break;
      case BoundOperand::Kind::kNull:
        operands.push_back(nullptr);
        break;
    }
  }
  candidate.kernel->run(bound->spec, operands);
  return out;
}

}  // namespace iegen::testing
