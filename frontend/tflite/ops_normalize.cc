#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {

absl::Status ImportL2Normalization(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::L2NormOptions* options,
                         op.OptionsIfAny<schema::L2NormOptions>());
  if (options != nullptr &&
      options->fused_activation_function() != schema::ActivationFunctionType::NONE) {
    return Unsupported("L2_NORMALIZATION with a fused activation");
  }
  return op.Emit(ir::L2Normalize{}, 1);
}

absl::Status ImportLogSoftmax(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  return op.Emit(ir::LogSoftmax{}, 1);
}

}  // namespace iegen::frontend::tflite
