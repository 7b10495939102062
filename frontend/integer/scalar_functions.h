// What operators on single values compute, in floating point: the functions of which tables are
// made, and of which float models consist.
#ifndef IEGEN_FRONTEND_INTEGER_SCALAR_FUNCTIONS_H_
#define IEGEN_FRONTEND_INTEGER_SCALAR_FUNCTIONS_H_

#include <array>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "ir/graph.h"

namespace iegen::frontend::integer {

// Of relu, logistic and unary; none for other operators.
absl::optional<float> UnaryOf(const ir::Op& op, float x);

// Of add and binary, activation included; none for other operators.
absl::optional<float> BinaryOf(const ir::Op& op, float a, float b);

// The activation's clamp.
float Activated(ir::Activation act, float x);

// `value` as a stored integer of `quant`, to nearest and ties to even, held within int8.
int8_t StoredByte(const ir::Quant& quant, float value);

// The quantisation that holds low..high, zero included, in 8 bits.
ir::Quant QuantOfRange(float low, float high);

// A real value for each of the 256 values of an int8, indexed by its bits.
using ByteFunction = std::array<float, 256>;

// What the stored values stand for.
ByteFunction Identity(const ir::Quant& quant);

// The int8 of each real value.
std::array<int8_t, 256> TableOf(const ByteFunction& function, const ir::Quant& quant);

}  // namespace iegen::frontend::integer

#endif  // IEGEN_FRONTEND_INTEGER_SCALAR_FUNCTIONS_H_
