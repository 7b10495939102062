// ADD and SUB on int8 with broadcasting: both inputs are brought to a common scale with left_shift
// further bits, added or subtracted, and scaled to the output:
//   out = clamp(zo + scale_o(scale_a((a - za) << left_shift) +- scale_b((b - zb) << left_shift))).
//
// Spec members (int32_t): those of broadcast.h, a_zero_point, b_zero_point, out_zero_point,
// left_shift, a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier, out_shift (no positive
// shift), act_min, act_max.
#ifndef IEGEN_ADD_S8_H_
#define IEGEN_ADD_S8_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"

namespace iegen {

template <int kSign>
struct AddScaledS8 {
  int32_t a_zero_point, b_zero_point, out_zero_point, left_shift;
  int32_t a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier, out_shift;
  int32_t act_min, act_max;

  static int32_t Scaled(int32_t value, int32_t left_shift, int32_t multiplier, int32_t shift) {
    const uint32_t shifted = static_cast<uint32_t>(value) << left_shift;
    return MultiplyByQuantizedMultiplier(static_cast<int32_t>(shifted), multiplier, shift);
  }
  int8_t operator()(int8_t a, int8_t b) const {
    const int32_t sum = Scaled(a - a_zero_point, left_shift, a_multiplier, a_shift) +
                        kSign * Scaled(b - b_zero_point, left_shift, b_multiplier, b_shift);
    const int32_t scaled = MultiplyByQuantizedMultiplier(sum, out_multiplier, out_shift);
    return static_cast<int8_t>(Clamp(scaled + out_zero_point, act_min, act_max));
  }
};

template <int kSign, class Spec>
inline AddScaledS8<kSign> MakeAddScaledS8(const Spec& s) {
  return {s.a_zero_point,   s.b_zero_point, s.out_zero_point, s.left_shift,
          s.a_multiplier,   s.a_shift,      s.b_multiplier,   s.b_shift,
          s.out_multiplier, s.out_shift,    s.act_min,        s.act_max};
}

// a, b, out: int8, as broadcast.h says.
template <class Spec>
inline void AddS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  Broadcast(s, MakeAddScaledS8<1>(s), a, b, out);
}

template <class Spec>
inline void SubS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  Broadcast(s, MakeAddScaledS8<-1>(s), a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_ADD_S8_H_
