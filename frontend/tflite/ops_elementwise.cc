#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// An operator of one input and without options that matter.
absl::Status ImportUnary(OperatorReader& op, const ir::Op& node) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  return op.Emit(node, 1);
}

}  // namespace

absl::Status ImportAdd(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::AddOptions* options, op.OptionsIfAny<schema::AddOptions>());
  ir::Add node;
  if (options != nullptr) {
    IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  }
  return op.Emit(node, 2);
}

absl::Status ImportDequantize(OperatorReader& op) { return ImportUnary(op, ir::Dequantize{}); }

absl::Status ImportLogistic(OperatorReader& op) { return ImportUnary(op, ir::Logistic{}); }

absl::Status ImportQuantize(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  return op.Emit(ir::Quantize{op.OutputType().elem}, 1);
}

absl::Status ImportRelu(OperatorReader& op) {
  return ImportUnary(op, ir::Relu{ir::Activation::kRelu});
}

absl::Status ImportRelu6(OperatorReader& op) {
  return ImportUnary(op, ir::Relu{ir::Activation::kRelu6});
}

absl::Status ImportReluN1To1(OperatorReader& op) {
  return ImportUnary(op, ir::Relu{ir::Activation::kReluN1To1});
}

absl::Status ImportSoftmax(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::SoftmaxOptions* options,
                         op.Options<schema::SoftmaxOptions>());
  return op.Emit(ir::Softmax{options->beta()}, 1);
}

}  // namespace iegen::frontend::tflite
