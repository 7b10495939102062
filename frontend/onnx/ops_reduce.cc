// Operators that combine the elements along axes.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

// The axes of a reduction from the front; all where none are named.
absl::StatusOr<Axes> ReducedAxes(const NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> named, op.Ints("axes"));
  if (named.empty()) {
    IEGEN_ASSIGN_OR_RETURN(named, op.Integers(1, "axes"));
  }
  Axes axes;
  for (int64_t axis : named) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t known, op.Axis(axis, op.Rank(0)));
    if (!absl::c_linear_search(axes, known)) axes.push_back(known);
  }
  IEGEN_ASSIGN_OR_RETURN(const int64_t nothing, op.Int("noop_with_empty_axes", 0));
  if (!axes.empty() || nothing != 0) return axes;
  for (int32_t axis = 0; axis < op.Rank(0); ++axis) axes.push_back(axis);
  return axes;
}

absl::StatusOr<ir::Op> ReductionOf(const std::string& name, const Axes& axes) {
  if (name == "ReduceMean") return ir::Op(ir::Mean{axes, true});
  if (name == "ReduceMax") return ir::Op(ir::Reduce{ir::ReduceKind::kMax, axes, true});
  if (name == "ReduceMin") return ir::Op(ir::Reduce{ir::ReduceKind::kMin, axes, true});
  if (name == "ReduceSum") return ir::Op(ir::Reduce{ir::ReduceKind::kSum, axes, true});
  return Internal(absl::StrCat(name, " is no reduction"));
}

}  // namespace

absl::Status ImportReduce(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 2));
  IEGEN_ASSIGN_OR_RETURN(const Axes axes, ReducedAxes(op));
  IEGEN_ASSIGN_OR_RETURN(const int64_t keep, op.Int("keepdims", 1));
  IEGEN_ASSIGN_OR_RETURN(View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(view, op.graph().Aligned(std::move(view)));
  Axes places;
  for (int32_t axis : axes) places.push_back(view.perm[static_cast<size_t>(axis)]);
  absl::c_sort(places);
  ir::ValueId out = view.id;
  if (!places.empty()) {
    IEGEN_ASSIGN_OR_RETURN(const ir::Op node, ReductionOf(op.node().op_type(), places));
    IEGEN_ASSIGN_OR_RETURN(out, op.graph().Emit(node, {view.id}));
  }
  View result = op.graph().Back(out, view.Places());
  if (keep == 0) {
    std::vector<int32_t> dims;
    for (int i = 0; i < result.shape.rank(); ++i) {
      if (!absl::c_linear_search(axes, i)) dims.push_back(result.shape[i]);
    }
    result.shape = ir::Shape(std::move(dims));
  }
  op.Set(std::move(result));
  return absl::OkStatus();
}

// Softmax and LogSoftmax along one axis, which must be the last in memory. Before opset 13 all
// dimensions from the axis on count as one.
absl::Status ImportSoftmax(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  const bool flat = op.opset() < 13;
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", flat ? 1 : -1));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, op.Rank(0)));
  if (flat && op.Shape(0).elements(axis, op.Rank(0)) != op.Shape(0)[axis]) {
    return Unsupported(absl::StrCat("a softmax over all dimensions from axis ", axis, " on"))
        .Hint("export the model again with opset 13 or newer");
  }
  const ir::Op node = op.node().op_type() == "Softmax" || op.node().op_type() == "QLinearSoftmax"
                          ? ir::Op(ir::Softmax{})
                          : ir::Op(ir::LogSoftmax{});
  IEGEN_ASSIGN_OR_RETURN(View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(view, op.graph().Aligned(std::move(view)));
  Axes order = view.Places();
  if (order.back() != axis) {
    order.erase(absl::c_find(order, axis));
    order.push_back(axis);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId in, op.graph().InOrder(view, order));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, {in}));
  op.Set(op.graph().Back(out, order));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
