#include "ir/linear_requant.h"

#include "base/fixed_point.h"

namespace iegen::ir {

LinearRequant MakeLinearRequant(const Graph& graph, const Node& node) {
  const Quant &in = graph.type(node.in[0]).quant, &filter = graph.type(node.in[1]).quant;
  const float out = graph.type(node.out[0]).quant.scale();
  const auto multiplier =
      graph.rounding == Rounding::kOnce ? LinearMultiplierOnce : LinearMultiplier;
  LinearRequant requant;
  for (float scale : filter.scales) {
    const QuantizedMultiplier m = multiplier(in.scale(), scale, out);
    requant.multipliers.push_back(m.multiplier);
    requant.shifts.push_back(static_cast<int8_t>(m.shift));
  }
  return requant;
}

}  // namespace iegen::ir
