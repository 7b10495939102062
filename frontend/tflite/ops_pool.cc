#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status ImportPool(OperatorReader& op, ir::PoolKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::Pool2DOptions* options, op.Options<schema::Pool2DOptions>());
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.Type(0), 4, "input"));
  ir::Pool2d node;
  node.kind = kind;
  node.kernel = {options->filter_height(), options->filter_width()};
  node.stride = {options->stride_h(), options->stride_w()};
  IEGEN_ASSIGN_OR_RETURN(
      node.pad, PadsOf({options->padding(), node.kernel, node.stride, {1, 1}}, op.Type(0)));
  IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  return op.Emit(node, 1);
}

// Axes from the end are negative in the file; the IR wants them sorted, each once.
absl::StatusOr<ir::IntList> Normalised(ir::IntList axes, const ir::Shape& shape) {
  for (int32_t& axis : axes) {
    if (axis < -shape.rank() || axis >= shape.rank()) {
      return Error(
          absl::StrCat("axis ", axis, " is out of range for shape ", ir::ShapeText(shape)));
    }
    if (axis < 0) axis += shape.rank();
  }
  absl::c_sort(axes);
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  return axes;
}

}  // namespace

absl::Status ImportAveragePool2d(OperatorReader& op) {
  return ImportPool(op, ir::PoolKind::kAverage);
}

absl::Status ImportMaxPool2d(OperatorReader& op) { return ImportPool(op, ir::PoolKind::kMax); }

absl::Status ImportMean(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::ReducerOptions* options,
                         op.OptionsIfAny<schema::ReducerOptions>());
  ir::Mean node;
  IEGEN_ASSIGN_OR_RETURN(ir::IntList axes, op.Integers(1, "list of axes"));
  IEGEN_ASSIGN_OR_RETURN(node.axes, Normalised(std::move(axes), op.Type(0).shape));
  node.keep_dims = options != nullptr && options->keep_dims();
  return op.Emit(std::move(node), 1);
}

}  // namespace iegen::frontend::tflite
