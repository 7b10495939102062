// PRELU on int8: x rescaled where it is not negative, else x * alpha; alpha broadcasts to x.
//   x >= zx: out = clamp(zo + scale(x - zx)), else clamp(zo + scale_alpha((x - zx) * (alpha - zb)))
//
// Spec members (int32_t): those of broadcast.h (a is x, b is alpha), a_zero_point, b_zero_point,
// out_zero_point, multiplier, shift, alpha_multiplier, alpha_shift, act_min, act_max.
#ifndef IEGEN_PRELU_S8_H_
#define IEGEN_PRELU_S8_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"

namespace iegen {

struct PreluElementS8 {
  int32_t a_zero_point, b_zero_point, multiplier, shift, alpha_multiplier, alpha_shift;
  OutputRangeS8 range;

  int8_t operator()(int8_t x, int8_t alpha) const {
    const int32_t value = x - a_zero_point;
    if (value >= 0) return range.Output(MultiplyByQuantizedMultiplier(value, multiplier, shift));
    const int32_t product = value * (alpha - b_zero_point);
    return range.Output(MultiplyByQuantizedMultiplier(product, alpha_multiplier, alpha_shift));
  }
};

// x, alpha, out: int8, as broadcast.h says; out has the shape of x.
template <class Spec>
inline void PreluS8(const Spec& s, const int8_t* x, const int8_t* alpha, int8_t* out) {
  const OutputRangeS8 range(s.out_zero_point, s.act_min, s.act_max);
  const PreluElementS8 op = {s.a_zero_point,     s.b_zero_point, s.multiplier, s.shift,
                             s.alpha_multiplier, s.alpha_shift,  range};
  Broadcast(s, op, x, alpha, out);
}

}  // namespace iegen

#endif  // IEGEN_PRELU_S8_H_
