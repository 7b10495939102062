#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// Axes from the end are negative in the file.
absl::StatusOr<int32_t> FromTheFront(int32_t axis, const ir::Shape& shape) {
  if (axis >= -shape.rank() && axis < shape.rank()) return axis < 0 ? axis + shape.rank() : axis;
  return Error(absl::StrCat("axis ", axis, " is out of range for shape ", ir::ShapeText(shape)));
}

// The IR wants axes sorted; TFLite takes doubled ones once.
absl::StatusOr<ir::IntList> Normalised(ir::IntList axes, const ir::Shape& shape) {
  for (int32_t& axis : axes) {
    IEGEN_ASSIGN_OR_RETURN(axis, FromTheFront(axis, shape));
  }
  absl::c_sort(axes);
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  return axes;
}

// Node: a struct with `axes` and `keep_dims`.
template <class Node>
absl::Status ImportReducer(OperatorReader& op, Node node) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::ReducerOptions* options,
                         op.OptionsIfAny<schema::ReducerOptions>());
  IEGEN_ASSIGN_OR_RETURN(ir::IntList axes, op.Integers(1, "list of axes"));
  IEGEN_ASSIGN_OR_RETURN(node.axes, Normalised(std::move(axes), op.Type(0).shape));
  node.keep_dims = options != nullptr && options->keep_dims();
  return op.Emit(std::move(node), 1);
}

absl::Status ImportReduce(OperatorReader& op, ir::ReduceKind kind) {
  ir::Reduce node;
  node.kind = kind;
  return ImportReducer(op, std::move(node));
}

// The one axis that constant input 1 names.
absl::StatusOr<int32_t> AxisOf(const OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList axes, op.Integers(1, "axis"));
  if (axes.size() == 1) return FromTheFront(axes[0], op.Type(0).shape);
  return Error(absl::StrCat(op.name(), " has ", axes.size(), " axes, expected one"));
}

absl::Status ImportArg(OperatorReader& op, ir::ArgKind kind) {
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, AxisOf(op));
  return op.Emit(ir::ArgReduce{kind, axis}, 1);
}

}  // namespace

absl::Status ImportArgMax(OperatorReader& op) { return ImportArg(op, ir::ArgKind::kMax); }

absl::Status ImportArgMin(OperatorReader& op) { return ImportArg(op, ir::ArgKind::kMin); }

absl::Status ImportCumsum(OperatorReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, AxisOf(op));
  IEGEN_ASSIGN_OR_RETURN(const schema::CumsumOptions* options,
                         op.OptionsIfAny<schema::CumsumOptions>());
  ir::CumSum node{axis, false, false};
  if (options != nullptr) {
    node.exclusive = options->exclusive();
    node.reverse = options->reverse();
  }
  return op.Emit(node, 1);
}

absl::Status ImportMean(OperatorReader& op) { return ImportReducer(op, ir::Mean{}); }

absl::Status ImportReduceAll(OperatorReader& op) { return ImportReduce(op, ir::ReduceKind::kAll); }

absl::Status ImportReduceMax(OperatorReader& op) { return ImportReduce(op, ir::ReduceKind::kMax); }

absl::Status ImportReduceMin(OperatorReader& op) { return ImportReduce(op, ir::ReduceKind::kMin); }

absl::Status ImportSum(OperatorReader& op) { return ImportReduce(op, ir::ReduceKind::kSum); }

}  // namespace iegen::frontend::tflite
