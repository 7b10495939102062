// DIV on int8 with broadcasting: out = clamp(zo + scale((a - za) / (b - zb))), the quotient as the
// product with a reciprocal of 31 bits that Newton's method gives. Where b is zero, out is zero.
//
// Spec members (int32_t): those of broadcast.h, a_zero_point, b_zero_point, out_zero_point,
// multiplier, shift (at most 23), act_min, act_max.
#ifndef IEGEN_DIV_S8_H_
#define IEGEN_DIV_S8_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"
#include "iegen/saturating.h"

namespace iegen {

struct DivElementS8 {
  int32_t a_zero_point, b_zero_point, multiplier, shift;
  OutputRangeS8 range;

  int8_t operator()(int8_t a, int8_t b) const {
    int32_t x = a - a_zero_point, y = b - b_zero_point;
    if (y == 0) return range.Output(0);
    if (y < 0) x = -x, y = -y;
    const int32_t zeros = LeadingZeros(static_cast<uint32_t>(y));
    const uint32_t fraction =
        (static_cast<uint32_t>(y) << zeros) - (static_cast<uint32_t>(1) << 31);
    const int32_t reciprocal = ReciprocalOfOnePlus(static_cast<int32_t>(fraction));
    // How far x can be shifted left without a change of its sign.
    const uint32_t bits = static_cast<uint32_t>(x < 0 ? -x - 1 : x);
    const int32_t headroom = bits == 0 ? 31 : LeadingZeros(bits) - 1;
    const int32_t wide = static_cast<int32_t>(static_cast<uint32_t>(x) << headroom);
    const int32_t quotient = RoundingDoublingHighMul(wide, reciprocal);
    const int32_t right = 31 - zeros + headroom - shift;
    const int32_t scaled = RoundingDoublingHighMul(quotient, multiplier);
    if (right > 31) return range.Output(0);
    return range.Output(right == 0 ? scaled : RoundingShiftRight(scaled, right));
  }
};

// a, b, out: int8, as broadcast.h says.
template <class Spec>
inline void DivS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const OutputRangeS8 range(s.out_zero_point, s.act_min, s.act_max);
  const DivElementS8 op = {s.a_zero_point, s.b_zero_point, s.multiplier, s.shift, range};
  Broadcast(s, op, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_DIV_S8_H_
