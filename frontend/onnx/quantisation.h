// Scales and zero points that stand beside a tensor as operands.
#ifndef IEGEN_FRONTEND_ONNX_QUANTISATION_H_
#define IEGEN_FRONTEND_ONNX_QUANTISATION_H_

#include "absl/status/statusor.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

// Where the numbers of one operand's quantisation stand among the inputs of an operator.
struct QuantInputs {
  size_t scale = 0, zero_point = 0;
  int64_t axis = 1;
};

// Input `i`, integers, as the real values that they stand for: a constant that keeps its integers,
// or a value behind a dequantize. Errors: scales that are no constants, not finite and positive, or
// do not fit in number.
absl::StatusOr<Operand> Dequantised(NodeReader& op, size_t i, const QuantInputs& at);

// A real value as int8 (uint8 is int8 with all numbers 128 less).
absl::StatusOr<Operand> Quantised(NodeReader& op, const Operand& real, const QuantInputs& at);

// An int32 bias, input `i`, whose scales are those of the product of `x` and `weights`.
absl::StatusOr<HostTensor> ProductBias(NodeReader& op, size_t i, const ir::Quant& x,
                                       const HostTensor& weights);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_QUANTISATION_H_
