// Operators whose output follows from shapes and constants.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/checked.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// The shape in constant input `i`.
absl::StatusOr<ir::IntList> ShapeIn(const OperatorReader& op, size_t i) {
  IEGEN_ASSIGN_OR_RETURN(ir::IntList shape, op.Integers(i, "shape"));
  if (CheckedElements(shape)) return shape;
  return Error(absl::StrCat("shape ", ir::ShapeText(ir::Shape(shape)), " of ", op.name(),
                            " is negative or too large"));
}

// Input `i`, a list of dimensions, with ones in front up to `rank`.
absl::StatusOr<ir::ValueId> WithRank(OperatorReader& op, size_t i, int32_t rank) {
  const ir::TensorType& type = op.Type(i);
  const int32_t missing = rank - type.shape[0];
  if (missing == 0) return op.Input(i);
  const ir::TensorType front{type.elem, ir::Shape{missing}, {}};
  const std::vector<int32_t> narrow(static_cast<size_t>(missing), 1);
  const std::vector<int64_t> wide(static_cast<size_t>(missing), 1);
  const bool is_wide = type.elem == ir::ElemType::kInt64;
  const ir::ValueId ones =
      op.AddConstant(front, is_wide ? ir::BytesOf<int64_t>(wide) : ir::BytesOf<int32_t>(narrow));
  return op.EmitBetween(ir::Concat{0}, {ones, op.Input(i)});
}

}  // namespace

// Of shapes that broadcast, one of two different dimensions is 1.
absl::Status ImportBroadcastArgs(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  const ir::Shape &a = op.Type(0).shape, &b = op.Type(1).shape;
  if (a.rank() != 1 || b.rank() != 1) {
    return Error(absl::StrCat("BROADCAST_ARGS of ", ir::ShapeText(a), " and ", ir::ShapeText(b),
                              ", expected two lists"));
  }
  const int32_t rank = std::max(a[0], b[0]);
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId left, WithRank(op, 0, rank));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId right, WithRank(op, 1, rank));
  return op.EmitTo(op.Output(), ir::Binary{ir::BinaryKind::kMaximum}, {left, right});
}

absl::Status ImportBroadcastTo(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  ir::BroadcastTo node;
  IEGEN_ASSIGN_OR_RETURN(node.shape, ShapeIn(op, 1));
  return op.Emit(std::move(node), 1);
}

absl::Status ImportFill(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  ir::BroadcastTo node;
  IEGEN_ASSIGN_OR_RETURN(node.shape, ShapeIn(op, 0));
  if (op.Type(1).shape.elements() != 1) {
    return Error(absl::StrCat("FILL with a value of shape ", ir::ShapeText(op.Type(1).shape),
                              ", expected one element"));
  }
  return op.EmitTo(op.Output(), std::move(node), {op.Input(1)});
}

absl::Status ImportShape(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  const std::vector<int32_t>& dims = op.Type(0).shape.dims();
  const ir::TensorType& out = op.OutputType();
  if (out.shape != ir::Shape{static_cast<int32_t>(dims.size())}) {
    return Error(absl::StrCat("output has shape ", ir::ShapeText(out.shape), ", expected [",
                              dims.size(), "]"));
  }
  if (out.elem == ir::ElemType::kInt32) {
    op.SetConstant(op.Output(), ir::BytesOf<int32_t>(dims));
    return absl::OkStatus();
  }
  if (out.elem == ir::ElemType::kInt64) {
    const std::vector<int64_t> wide(dims.begin(), dims.end());
    op.SetConstant(op.Output(), ir::BytesOf<int64_t>(wide));
    return absl::OkStatus();
  }
  return Error(absl::StrCat("output has type ", ir::UserNameOf(out.elem), ", expected int32"));
}

absl::Status ImportZerosLike(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  const ir::TensorType &in = op.Type(0), &out = op.OutputType();
  if (out.shape != in.shape || out.elem != in.elem) {
    return Error(absl::StrCat("output is ", ir::UserNameOf(out.elem), " ", ir::ShapeText(out.shape),
                              ", expected ", ir::UserNameOf(in.elem), " ",
                              ir::ShapeText(in.shape)));
  }
  // Bytes of zero, as TensorFlow Lite Micro has it, whatever the zero point.
  op.SetConstant(op.Output(), std::string(static_cast<size_t>(out.bytes()), '\0'));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::tflite
