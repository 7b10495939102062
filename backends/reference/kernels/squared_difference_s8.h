// SQUARED_DIFFERENCE on int8 with broadcasting: both inputs are brought to a common scale with
// left_shift further bits, subtracted and squared:
//   out = clamp(zo + scale_o((scale_a((a - za) << left_shift) - scale_b((b - zb) <<
//   left_shift))^2)).
//
// Spec members (int32_t): those of broadcast.h, a_zero_point, b_zero_point, out_zero_point,
// left_shift (7), a_multiplier, a_shift, b_multiplier, b_shift (each scale at most 1/2),
// out_multiplier, out_shift, act_min, act_max.
#ifndef IEGEN_SQUARED_DIFFERENCE_S8_H_
#define IEGEN_SQUARED_DIFFERENCE_S8_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"

namespace iegen {

struct SquaredDifferenceElementS8 {
  int32_t a_zero_point, b_zero_point, left_shift;
  int32_t a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier, out_shift;
  OutputRangeS8 range;

  int8_t operator()(int8_t a, int8_t b) const {
    const int32_t unit = static_cast<int32_t>(1u << left_shift);
    const int32_t difference =
        MultiplyByQuantizedMultiplier((a - a_zero_point) * unit, a_multiplier, a_shift) -
        MultiplyByQuantizedMultiplier((b - b_zero_point) * unit, b_multiplier, b_shift);
    return range.Output(
        MultiplyByQuantizedMultiplier(difference * difference, out_multiplier, out_shift));
  }
};

// a, b, out: int8, as broadcast.h says.
template <class Spec>
inline void SquaredDifferenceS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const OutputRangeS8 range(s.out_zero_point, s.act_min, s.act_max);
  const SquaredDifferenceElementS8 op = {
      s.a_zero_point, s.b_zero_point, s.left_shift,     s.a_multiplier, s.a_shift,
      s.b_multiplier, s.b_shift,      s.out_multiplier, s.out_shift,    range};
  Broadcast(s, op, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_SQUARED_DIFFERENCE_S8_H_
