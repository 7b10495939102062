#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

using Activation = schema::ActivationFunctionType;

// Inputs of UNIDIRECTIONAL_SEQUENCE_LSTM in the file's order.
constexpr size_t kLstmInputs = 24;
constexpr size_t kPeephole = 9, kBias = 12, kProjection = 16, kHidden = 18, kNorm = 20;

// Kinds of LSTM that TensorFlow Lite Micro does not run in int8 either.
absl::Status ExpectPlainLstm(const OperatorReader& op) {
  struct Refused {
    size_t first, count;
    absl::string_view what;
  };
  constexpr Refused kRefused[] = {
      {kPeephole, 3, "peephole connections"},
      {kProjection, 2, "a projection"},
      {kNorm, 4, "layer normalisation"},
  };
  for (const Refused& refused : kRefused) {
    for (size_t i = refused.first; i < refused.first + refused.count; ++i) {
      if (!op.HasInput(i)) continue;
      return Unsupported(absl::StrCat("LSTM with ", refused.what))
          .Why(absl::StrCat("input ", i, " is there; only the plain cell of Keras' LSTM is read"));
    }
  }
  if (op.HasInput(1) || op.HasInput(5)) return absl::OkStatus();
  return Unsupported("LSTM whose input gate is coupled to the forget gate (CIFG)")
      .Why("the input gate has no weights");
}

// Weights, recurrent weights and biases of all gates.
absl::Status ExpectGates(const OperatorReader& op) {
  for (size_t i = 1; i < kHidden; ++i) {
    const bool used = i < kPeephole || (i >= kBias && i < kProjection);
    if (!used) continue;
    const absl::string_view what = i < 5           ? "weight matrix"
                                   : i < kPeephole ? "recurrent matrix"
                                                   : "bias";
    if (!op.HasInput(i)) {
      return Error(absl::StrCat("input ", i, " of ", op.name(), ", a ", what, ", is missing"));
    }
    IEGEN_RETURN_IF_ERROR(op.ExpectConstant(i, what));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ImportUnidirectionalSequenceLstm(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, kLstmInputs));
  IEGEN_ASSIGN_OR_RETURN(const schema::UnidirectionalSequenceLSTMOptions* options,
                         op.Options<schema::UnidirectionalSequenceLSTMOptions>());
  IEGEN_RETURN_IF_ERROR(ExpectPlainLstm(op));
  IEGEN_RETURN_IF_ERROR(ExpectGates(op));
  IEGEN_RETURN_IF_ERROR(op.ExpectVariable(kHidden, "hidden state"));
  IEGEN_RETURN_IF_ERROR(op.ExpectVariable(kHidden + 1, "cell state"));
  if (options->fused_activation_function() != Activation::TANH) {
    return Unsupported(
               absl::StrCat("LSTM with the activation ", schema::EnumNameActivationFunctionType(
                                                             options->fused_activation_function())))
        .Why("only TANH is read");
  }
  if (options->diagonal_recurrent_tensors()) {
    return Unsupported("LSTM with diagonal recurrent matrices");
  }
  return op.EmitInputs(ir::Lstm{options->time_major(), options->cell_clip()},
                       {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, kHidden, kHidden + 1});
}

absl::Status ImportSvdf(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 5));
  IEGEN_ASSIGN_OR_RETURN(const schema::SVDFOptions* options, op.Options<schema::SVDFOptions>());
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(1, "weight matrix"));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(2, "time matrix"));
  if (!op.HasInput(3)) return Unsupported("SVDF without a bias");
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(3, "bias"));
  IEGEN_RETURN_IF_ERROR(op.ExpectVariable(4, "state"));
  // TensorFlow Lite Micro holds the result between -128 and 127 whatever the fused activation.
  return op.Emit(ir::Svdf{options->rank()}, 5);
}

}  // namespace iegen::frontend::tflite
