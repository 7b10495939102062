#include "ir/linear_requant.h"

#include "base/fixed_point.h"

namespace iegen::ir {

LinearRequant MakeLinearRequant(const TensorType& in, const TensorType& filter,
                                const TensorType& out) {
  LinearRequant requant;
  for (float scale : filter.quant.scales) {
    const QuantizedMultiplier m = LinearMultiplier(in.quant.scale(), scale, out.quant.scale());
    requant.multipliers.push_back(m.multiplier);
    requant.shifts.push_back(static_cast<int8_t>(m.shift));
  }
  return requant;
}

}  // namespace iegen::ir
