// MUL on int8 with broadcasting: out = clamp(zo + scale((a - za) * (b - zb))).
//
// Spec members (int32_t): those of broadcast.h, a_zero_point, b_zero_point, out_zero_point,
// multiplier, shift, act_min, act_max.
#ifndef IEGEN_MUL_S8_H_
#define IEGEN_MUL_S8_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"

namespace iegen {

struct MulElementS8 {
  int32_t a_zero_point, b_zero_point, multiplier, shift;
  OutputRangeS8 range;

  int8_t operator()(int8_t a, int8_t b) const {
    const int32_t product = (a - a_zero_point) * (b - b_zero_point);
    return range.Output(MultiplyByQuantizedMultiplier(product, multiplier, shift));
  }
};

// a, b, out: int8, as broadcast.h says.
template <class Spec>
inline void MulS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const OutputRangeS8 range(s.out_zero_point, s.act_min, s.act_max);
  const MulElementS8 op = {s.a_zero_point, s.b_zero_point, s.multiplier, s.shift, range};
  Broadcast(s, op, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_MUL_S8_H_
