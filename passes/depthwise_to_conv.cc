// A depthwise convolution of one input channel is an ordinary convolution: every output channel
// reads the one that is there. Kernels for depthwise convolutions walk along channels, so they are
// slow on one; those for convolutions are not. The filter changes from [1, KH, KW, O] to
// [O, KH, KW, 1].
#include "absl/strings/str_cat.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

std::string Transposed(const std::string& filter, size_t channels) {
  const size_t taps = filter.size() / channels;
  std::string result(filter.size(), '\0');
  for (size_t tap = 0; tap < taps; ++tap) {
    for (size_t o = 0; o < channels; ++o) result[o * taps + tap] = filter[tap * channels + o];
  }
  return result;
}

void Rewrite(ir::Graph& graph, ir::Node& node) {
  const auto depthwise = std::get<ir::DepthwiseConv2d>(node.op);
  const ir::Value filter = graph.value(node.in[1]);
  const ir::Shape& shape = filter.type.shape;
  ir::TensorType type = filter.type;
  type.shape = ir::Shape{shape[3], shape[1], shape[2], 1};
  type.quant.axis = 0;
  node.in[1] = graph.AddConstant(absl::StrCat(filter.name, "_transposed"), type,
                                 Transposed(*filter.data, static_cast<size_t>(shape[3])));
  node.op = ir::Conv2d{depthwise.stride, depthwise.dilation, depthwise.pad, depthwise.act};
}

}  // namespace

absl::Status DepthwiseToConv(ir::Graph& graph, const PassContext&) {
  for (ir::Node& node : graph.nodes()) {
    if (!std::holds_alternative<ir::DepthwiseConv2d>(node.op)) continue;
    // One channel to one channel is a plain depthwise convolution as well, and stays.
    const bool one_to_many =
        graph.type(node.in[0]).shape[3] == 1 && graph.type(node.out[0]).shape[3] > 1;
    if (one_to_many && graph.value(node.in[1]).constant()) Rewrite(graph, node);
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
