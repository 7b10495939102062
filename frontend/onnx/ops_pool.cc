// Pooling.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

// With ceil_mode the last window may begin inside the image and end outside of its padding: more
// padding at the end.
absl::Status RoundUp(const NodeReader& op, const ir::Shape& image, WindowAttributes* w) {
  IEGEN_ASSIGN_OR_RETURN(const int64_t ceil_mode, op.Int("ceil_mode", 0));
  for (size_t i = 0; ceil_mode != 0 && i < 2; ++i) {
    const int64_t in = image[static_cast<int>(i) + 1];
    const int64_t room = in + w->pad[2 * i] + w->pad[2 * i + 1] - w->kernel[i];
    const int64_t more = room > 0 ? (w->stride[i] - room % w->stride[i]) % w->stride[i] : 0;
    const bool begins_inside = room + more < in + w->pad[2 * i];
    if (begins_inside) w->pad[2 * i + 1] += static_cast<int32_t>(more);
  }
  return absl::OkStatus();
}

absl::StatusOr<WindowAttributes> ReadPool(NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const WindowAttributes w, ReadWindow(op, {}));
  if (w.dilation == ir::Int2{1, 1}) return w;
  return Unsupported("pooling with dilations").Why("only windows without gaps are supported");
}

ir::Pool2d PoolOf(ir::PoolKind kind, const WindowAttributes& w) {
  ir::Pool2d node;
  node.kind = kind;
  node.kernel = w.kernel;
  node.stride = w.stride;
  node.pad = w.pad;
  return node;
}

bool Padded(const WindowAttributes& w) { return w.pad != ir::Int4{0, 0, 0, 0}; }

absl::Status ImportGlobal(NodeReader& op, const ir::Op& mean) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId image, ImageOf(op, 0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(mean, {image}));
  return SetImage(op, out);
}

}  // namespace

absl::Status ImportMaxPool(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(WindowAttributes w, ReadPool(op));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId image, ImageOf(op, 0));
  IEGEN_RETURN_IF_ERROR(RoundUp(op, op.graph().ShapeOf(image), &w));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out,
                         op.graph().Emit(PoolOf(ir::PoolKind::kMax, w), {image}));
  return SetImage(op, out);
}

// Where padding counts it is put there as zeros, and the window does not know of it.
absl::Status ImportAveragePool(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(WindowAttributes w, ReadPool(op));
  IEGEN_ASSIGN_OR_RETURN(const int64_t counted, op.Int("count_include_pad", 0));
  IEGEN_ASSIGN_OR_RETURN(ir::ValueId image, ImageOf(op, 0));
  if (counted != 0 && Padded(w)) {
    const ir::Pad pad{{0, w.pad[0], w.pad[2], 0}, {0, w.pad[1], w.pad[3], 0}};
    IEGEN_ASSIGN_OR_RETURN(image, op.graph().Emit(pad, {image}));
    w.pad = {0, 0, 0, 0};
  }
  IEGEN_RETURN_IF_ERROR(RoundUp(op, op.graph().ShapeOf(image), &w));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out,
                         op.graph().Emit(PoolOf(ir::PoolKind::kAverage, w), {image}));
  return SetImage(op, out);
}

absl::Status ImportGlobalAveragePool(NodeReader& op) {
  return ImportGlobal(op, ir::Mean{{1, 2}, true});
}

absl::Status ImportGlobalMaxPool(NodeReader& op) {
  return ImportGlobal(op, ir::Reduce{ir::ReduceKind::kMax, {1, 2}, true});
}

}  // namespace iegen::frontend::onnx
