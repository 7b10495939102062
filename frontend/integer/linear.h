// Convolutions and fully connected layers from real values to integers.
#ifndef IEGEN_FRONTEND_INTEGER_LINEAR_H_
#define IEGEN_FRONTEND_INTEGER_LINEAR_H_

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "frontend/integer/held_values.h"

namespace iegen::frontend::integer {

bool IsLinear(const ir::Op& op);

// Filter of the operator, its axis of output channels.
int32_t ChannelAxis(const ir::Op& op);

// Real weights as int8 in [-127, 127], one scale for each index of `axis`.
struct QuantisedWeights {
  std::vector<int8_t> elements;
  ir::Quant quant;
};
QuantisedWeights QuantiseWeights(const std::vector<float>& elements, const ir::Shape& shape,
                                 int32_t axis);

// Emits `node` on integers where its input is stored and its output's quantisation is known; real
// weights become symmetric int8 with one scale for each output channel. The activation behind it is
// fused: its output joins `fused`.
absl::StatusOr<bool> ConvertLinear(const ir::Node& node, HeldValues& held,
                                   absl::flat_hash_set<ir::ValueId>* fused);

}  // namespace iegen::frontend::integer

#endif  // IEGEN_FRONTEND_INTEGER_LINEAR_H_
