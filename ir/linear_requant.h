// The requantisation of convolutions and fully connected layers: one integer multiplier and shift
// for each output channel. Source: TFLite quantisation specification.
#ifndef IEGEN_IR_LINEAR_REQUANT_H_
#define IEGEN_IR_LINEAR_REQUANT_H_

#include <vector>

#include "ir/graph.h"

namespace iegen::ir {

// real multiplier of channel c = multipliers[c] * 2^(shifts[c] - 31); shift > 0 is to the left.
struct LinearRequant {
  std::vector<int32_t> multipliers;
  std::vector<int8_t> shifts;
};

// in.scale * filter.scale[c] / out.scale for each scale of the filter of `node`: one entry where it
// is quantised per tensor. The graph's rounding says in which form.
LinearRequant MakeLinearRequant(const Graph& graph, const Node& node);

}  // namespace iegen::ir

#endif  // IEGEN_IR_LINEAR_REQUANT_H_
