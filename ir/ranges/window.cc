#include "ir/ranges/window.h"

namespace iegen::ir {
namespace {

template <class Conv>
void SetGeometry(const Conv& op, const Shape& in, const Shape& filter, const Shape& out,
                 Window* w) {
  w->batch = in[0], w->in_height = in[1], w->in_width = in[2], w->in_channels = in[3];
  w->out_height = out[1], w->out_width = out[2], w->out_channels = out[3];
  w->kernel_height = filter[1], w->kernel_width = filter[2];
  w->stride_h = op.stride[0], w->stride_w = op.stride[1];
  w->dilation_h = op.dilation[0], w->dilation_w = op.dilation[1];
  w->pad_top = op.pad[0], w->pad_left = op.pad[2];
  w->act = op.act;
}

}  // namespace

absl::optional<Window> WindowOf(const Graph& graph, const Node& node) {
  Window w;
  if (node.in.size() < 2) return absl::nullopt;
  const Shape& in = graph.type(node.in[0]).shape;
  const Shape& filter = graph.type(node.in[1]).shape;
  if (const auto* conv = std::get_if<Conv2d>(&node.op)) {
    SetGeometry(*conv, in, filter, graph.type(node.out[0]).shape, &w);
    w.depth = filter[3];
    return w;
  }
  if (const auto* depthwise = std::get_if<DepthwiseConv2d>(&node.op)) {
    SetGeometry(*depthwise, in, filter, graph.type(node.out[0]).shape, &w);
    w.depthwise = true;
    return w;
  }
  if (const auto* dense = std::get_if<FullyConnected>(&node.op)) {
    w.in_channels = w.depth = filter[1];
    w.out_channels = filter[0];
    w.in_width = w.out_width = static_cast<int32_t>(in.elements() / filter[1]);
    w.act = dense->act;
    return w;
  }
  return absl::nullopt;
}

}  // namespace iegen::ir
