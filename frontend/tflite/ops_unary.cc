// Functions of one value.
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/unary.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status ImportUnary(OperatorReader& op, ir::UnaryKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  return op.Emit(ir::Unary{kind, 0.0f}, 1);
}

}  // namespace

absl::Status ImportAbs(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kAbs); }
absl::Status ImportCeil(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kCeil); }
absl::Status ImportElu(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kElu); }
absl::Status ImportExp(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kExp); }
absl::Status ImportFloor(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kFloor); }
absl::Status ImportHardSwish(OperatorReader& op) {
  return ImportUnary(op, ir::UnaryKind::kHardSwish);
}
absl::Status ImportLog(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kLog); }
absl::Status ImportLogicalNot(OperatorReader& op) {
  return ImportUnary(op, ir::UnaryKind::kLogicalNot);
}
absl::Status ImportNeg(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kNeg); }
absl::Status ImportRound(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kRound); }
absl::Status ImportRsqrt(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kRsqrt); }
absl::Status ImportSqrt(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kSqrt); }
absl::Status ImportSquare(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kSquare); }
absl::Status ImportTanh(OperatorReader& op) { return ImportUnary(op, ir::UnaryKind::kTanh); }

absl::Status ImportLeakyRelu(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::LeakyReluOptions* options,
                         op.Options<schema::LeakyReluOptions>());
  return op.Emit(ir::Unary{ir::UnaryKind::kLeakyRelu, options->alpha()}, 1);
}

absl::Status ImportCast(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  return op.Emit(ir::Cast{op.OutputType().elem}, 1);
}

}  // namespace iegen::frontend::tflite
