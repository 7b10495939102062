// Arithmetic, comparisons and choices between two values.
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/binary.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status ImportBinary(OperatorReader& op, ir::BinaryKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  return op.Emit(ir::Binary{kind, ir::Activation::kNone}, 2);
}

// With a fused activation in options of type T.
template <class T>
absl::Status ImportFused(OperatorReader& op, ir::BinaryKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const T* options, op.OptionsIfAny<T>());
  ir::Binary node{kind, ir::Activation::kNone};
  if (options != nullptr) {
    IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  }
  return op.Emit(node, 2);
}

absl::Status ImportCompare(OperatorReader& op, ir::CompareKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  return op.Emit(ir::Compare{kind}, 2);
}

absl::Status ImportLogical(OperatorReader& op, ir::LogicalKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  return op.Emit(ir::Logical{kind}, 2);
}

}  // namespace

absl::Status ImportAddN(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 16));
  return op.Emit(ir::AddN{}, 16);
}

absl::Status ImportDiv(OperatorReader& op) {
  return ImportFused<schema::DivOptions>(op, ir::BinaryKind::kDiv);
}
absl::Status ImportMaximum(OperatorReader& op) {
  return ImportBinary(op, ir::BinaryKind::kMaximum);
}
absl::Status ImportMinimum(OperatorReader& op) {
  return ImportBinary(op, ir::BinaryKind::kMinimum);
}
absl::Status ImportMul(OperatorReader& op) {
  return ImportFused<schema::MulOptions>(op, ir::BinaryKind::kMul);
}
absl::Status ImportPrelu(OperatorReader& op) { return ImportBinary(op, ir::BinaryKind::kPrelu); }
absl::Status ImportSquaredDifference(OperatorReader& op) {
  return ImportBinary(op, ir::BinaryKind::kSquaredDifference);
}
absl::Status ImportSub(OperatorReader& op) {
  return ImportFused<schema::SubOptions>(op, ir::BinaryKind::kSub);
}

absl::Status ImportEqual(OperatorReader& op) { return ImportCompare(op, ir::CompareKind::kEqual); }
absl::Status ImportGreater(OperatorReader& op) {
  return ImportCompare(op, ir::CompareKind::kGreater);
}
absl::Status ImportGreaterEqual(OperatorReader& op) {
  return ImportCompare(op, ir::CompareKind::kGreaterEqual);
}
absl::Status ImportLess(OperatorReader& op) { return ImportCompare(op, ir::CompareKind::kLess); }
absl::Status ImportLessEqual(OperatorReader& op) {
  return ImportCompare(op, ir::CompareKind::kLessEqual);
}
absl::Status ImportNotEqual(OperatorReader& op) {
  return ImportCompare(op, ir::CompareKind::kNotEqual);
}

absl::Status ImportLogicalAnd(OperatorReader& op) {
  return ImportLogical(op, ir::LogicalKind::kAnd);
}
absl::Status ImportLogicalOr(OperatorReader& op) { return ImportLogical(op, ir::LogicalKind::kOr); }

absl::Status ImportSelectV2(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  return op.Emit(ir::Select{}, 3);
}

}  // namespace iegen::frontend::tflite
