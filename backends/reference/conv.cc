// conv2d, depthwise_conv2d and fully_connected with portable kernels.
#include "backends/conv_spec.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/conv2d_s8.h"
#include "iegen/depthwise_conv2d_s8.h"
#include "iegen/fully_connected_s8.h"

namespace iegen::reference {
namespace {

void RunConv2d(const ir::Spec& spec, absl::Span<void* const> p) {
  Conv2dS8(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
           In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]), Out<int8_t>(p[6]));
}

void RunDepthwise(const ir::Spec& spec, absl::Span<void* const> p) {
  DepthwiseConv2dS8(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
                    In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

void RunFullyConnected(const ir::Spec& spec, absl::Span<void* const> p) {
  FullyConnectedS8(FromSpec<FullyConnectedSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                   In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

constexpr Kernel kKernels[] = {
    {"conv2d_s8", "Conv2dS8", "iegen/conv2d_s8.h", RunConv2d},
    {"depthwise_conv2d_s8", "DepthwiseConv2dS8", "iegen/depthwise_conv2d_s8.h", RunDepthwise},
    {"fully_connected_s8", "FullyConnectedS8", "iegen/fully_connected_s8.h", RunFullyConnected},
};

// Input, weights, bias, multipliers and shifts: how the calls of all three kernels begin.
template <class S>
CallBuilder BeginCall(const S& spec, const NodeView& node, const FilterOrder& order,
                      const ir::LinearRequant& requant) {
  CallBuilder call(spec);
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("bias", ir::ElemType::kInt32, FoldedBias(node, order));
  call.Constant("multipliers", ir::ElemType::kInt32, requant.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, requant.shifts);
  return call;
}

absl::StatusOr<BoundCall> BindConv2d(const NodeView& node) {
  ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const ir::Shape& w = node.in_shape(1);
  s.groups = s.in_channels / w[3];
  const auto taps = static_cast<int32_t>(w.elements(1, 4));
  CallBuilder call = BeginCall(s, node, {w[0], taps, taps, 1}, RequantPerChannel(node, w[0]));
  call.Scratch(Conv2dS8ScratchBytes(s));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindDepthwise(const NodeView& node) {
  ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const ir::Shape& w = node.in_shape(1);
  s.depth_multiplier = s.out_channels / s.in_channels;
  const FilterOrder order{w[3], w[1] * w[2], 1, w[3]};
  CallBuilder call = BeginCall(s, node, order, RequantPerChannel(node, w[3]));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindFullyConnected(const NodeView& node) {
  const ir::Shape& w = node.in_shape(1);
  const ir::LinearRequant requant = RequantOf(node);
  const ClampRange clamp = ActivationClamp(node.op<ir::FullyConnected>().act, node.out());
  FullyConnectedSpec s;
  s.batches = static_cast<int32_t>(node.in_shape(0).elements() / w[1]);
  s.in_features = w[1], s.out_features = w[0];
  s.per_channel = requant.multipliers.size() > 1 ? 1 : 0;
  s.weights_zero_point = node.in(1).quant.zero_point();
  s.in_zero_point = node.in(0).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  CallBuilder call = BeginCall(s, node, {w[0], w[1], w[1], 1}, requant);
  call.Output(node);
  return call.Take();
}

int64_t ConstantBytes(const NodeView& node, int64_t channels) {
  return node.in(1).bytes() + 9 * channels;
}

}  // namespace

int64_t MacCost(const Target& target, int64_t macs, int64_t outputs) {
  constexpr int64_t kRequantise = 22;  // multiply, two roundings, clamp, store
  return macs * target.mac_cost_percent / 100 + outputs * kRequantise;
}

// Portable convolutions copy each window once for all output channels, unless it is contiguous.
Offer OfferConv2d(const NodeView& node, const Target& target) {
  const int64_t macs = MacsOf(node), outputs = node.out_shape().elements();
  const int64_t channels = node.out_shape()[3];
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int64_t copies = Conv2dS8WindowsAreContiguous(s) ? 0 : macs / channels * 3 / 2;
  const Cost cost{MacCost(target, macs, outputs) + copies, 1100, ConstantBytes(node, channels)};
  return {{&kKernels[0], cost, "portable, any shape", true, 0, false, BindConv2d}};
}

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  constexpr int64_t kSlowerThanMatrix = 3;  // one product for each load, no sharing
  const int64_t outputs = node.out_shape().elements();
  const Cost cost{MacCost(target, MacsOf(node) * kSlowerThanMatrix, outputs), 1300,
                  ConstantBytes(node, node.out_shape()[3])};
  return {{&kKernels[1], cost, "portable, any shape", true, 0, false, BindDepthwise}};
}

Offer OfferFullyConnected(const NodeView& node, const Target& target) {
  const Cost cost{MacCost(target, MacsOf(node), node.out_shape().elements()), 700,
                  ConstantBytes(node, node.in_shape(1)[0])};
  return {{&kKernels[2], cost, "portable, any shape", true, 0, false, BindFullyConnected}};
}

absl::Span<const Kernel> ConvKernels() { return kKernels; }

}  // namespace iegen::reference
