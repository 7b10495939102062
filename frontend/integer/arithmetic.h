// Sums, products and reductions from real values to integers.
#ifndef IEGEN_FRONTEND_INTEGER_ARITHMETIC_H_
#define IEGEN_FRONTEND_INTEGER_ARITHMETIC_H_

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "frontend/integer/held_values.h"

namespace iegen::frontend::integer {

// Each emits `node` on integers and tells whether it could.

// Reductions and products of activations: integers in, integers in the wanted scale out. A mean
// without one lies in the range of its input; between other real values it stays real.
absl::StatusOr<bool> ConvertProduct(const ir::Node& node, HeldValues& held);

// Add and Binary. An activation behind them is fused: its output joins `fused`. Without a wanted
// quantisation the output has all that the operator can give, where layers need integers of it.
absl::StatusOr<bool> ConvertBinary(const ir::Node& node, HeldValues& held,
                                   absl::flat_hash_set<ir::ValueId>* fused);

}  // namespace iegen::frontend::integer

#endif  // IEGEN_FRONTEND_INTEGER_ARITHMETIC_H_
