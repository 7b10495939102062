// Leaves out rows and columns that nobody reads: the last row in front of a pool that drops it, the
// odd ones in front of a stride, all but a few where only the last step of a sequence is used.
// Whatever is read of a dimension is evenly spaced, so the operators around it go on with another
// stride, dilation and padding. Works on every dimension of operators that go element by element.
#include "passes/pass.h"
#include "passes/pixels/needs.h"

namespace iegen::passes {
namespace {

int32_t Narrow(int64_t x) { return static_cast<int32_t>(x); }

// Rewrites one node's attributes for what is left of its input and output.
class Cropper {
 public:
  Cropper(const PixelNeeds& needs, ir::Graph* graph) : needs_(needs), graph_(*graph) {}

  void Crop(ir::Node& node) const {
    if (node.in.empty() || node.in[0] == ir::kNoValue || node.out.size() != 1) return;
    if (needs_.Whole(node.in[0]) && needs_.Whole(node.out[0])) return;
    if (auto* conv = std::get_if<ir::Conv2d>(&node.op)) CropWindows(node, conv);
    if (auto* depthwise = std::get_if<ir::DepthwiseConv2d>(&node.op)) CropWindows(node, depthwise);
    if (auto* pool = std::get_if<ir::Pool2d>(&node.op)) CropWindows(node, pool);
    if (auto* slice = std::get_if<ir::Slice>(&node.op)) CropSlice(node, slice);
    if (auto* pad = std::get_if<ir::Pad>(&node.op)) CropPad(node, pad);
    if (auto* reshape = std::get_if<ir::Reshape>(&node.op)) {
      for (size_t d = 0; d < reshape->shape.size(); ++d) {
        reshape->shape[d] = Narrow(Out(node, d).count);
      }
    }
  }

 private:
  const Progression& In(const ir::Node& node, size_t dim) const {
    return needs_.of(node.in[0], static_cast<int>(dim));
  }
  const Progression& Out(const ir::Node& node, size_t dim) const {
    return needs_.of(node.out[0], static_cast<int>(dim));
  }

  template <class Op>
  void CropWindows(const ir::Node& node, Op* op) const {
    for (size_t axis : {0, 1}) {
      const size_t dim = axis + 1;
      const Windows w = WindowsOf(graph_, node, static_cast<int>(dim));
      const Windows cropped = Cropped(w, Out(node, dim), In(node, dim));
      op->stride[axis] = Narrow(cropped.stride);
      if constexpr (!std::is_same_v<Op, ir::Pool2d>) op->dilation[axis] = Narrow(cropped.dilation);
      op->pad[2 * axis] = Narrow(cropped.before);
      op->pad[2 * axis + 1] = Narrow(cropped.after);
    }
  }

  void CropSlice(const ir::Node& node, ir::Slice* slice) const {
    for (size_t d = 0; d < slice->begin.size(); ++d) {
      const Progression &in = In(node, d), &out = Out(node, d);
      const int64_t begin = slice->begin[d] + slice->stride[d] * out.first;
      slice->begin[d] = Narrow((begin - in.first) / in.spacing());
      slice->stride[d] = out.count == 1 ? 1 : Narrow(slice->stride[d] * out.step / in.spacing());
      slice->size[d] = Narrow(out.count);
    }
  }

  void CropPad(const ir::Node& node, ir::Pad* pad) const {
    for (size_t d = 0; d < pad->before.size(); ++d) {
      const Progression &in = In(node, d), &out = Out(node, d);
      pad->before[d] = Narrow((in.first + pad->before[d] - out.first) / out.spacing());
      pad->after[d] = Narrow(out.count - in.count - pad->before[d]);
    }
  }

  const PixelNeeds& needs_;
  ir::Graph& graph_;
};

}  // namespace

absl::Status RemovePixels(ir::Graph& graph, const PassContext&) {
  const PixelNeeds needs(graph);
  for (ir::Node& node : graph.nodes()) Cropper(needs, &graph).Crop(node);
  for (size_t v = 0; v < graph.value_count(); ++v) {
    const auto id = static_cast<ir::ValueId>(v);
    ir::Shape& shape = graph.value(id).type.shape;
    for (int dim = 0; dim < shape.rank(); ++dim) shape[dim] = Narrow(needs.of(id, dim).count);
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
