// ADD on int8 with broadcasting: both inputs are brought to a common scale with left_shift further
// bits, added, and scaled to the output:
//   out = clamp(zo + scale_o(scale_a((a - za) << left_shift) + scale_b((b - zb) << left_shift))).
//
// Spec members (int32_t): flat (1: no broadcasting, `elements` of each; 0: by dimensions),
// elements, d0..d5 (output dimensions, leading ones), a0..a5 and b0..b5 (step in elements of each
// input along each output dimension, 0 where it is broadcast), a_zero_point, b_zero_point,
// out_zero_point, left_shift, a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier,
// out_shift (no positive shift), act_min, act_max. d0.. are not read when flat, elements is not
// read otherwise.
#ifndef IEGEN_ADD_S8_H_
#define IEGEN_ADD_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

struct AddScalesS8 {
  int32_t a_zero_point, b_zero_point, out_zero_point, left_shift;
  int32_t a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier, out_shift;
  int32_t act_min, act_max;
};

inline int32_t AddScaledS8(int32_t value, int32_t left_shift, int32_t multiplier, int32_t shift) {
  const uint32_t shifted = static_cast<uint32_t>(value) << left_shift;
  return MultiplyByQuantizedMultiplier(static_cast<int32_t>(shifted), multiplier, shift);
}

// One run of n elements, the inputs a_step and b_step elements apart.
struct AddRunS8 {
  const int8_t* a;
  const int8_t* b;
  int32_t a_step, b_step, n;
};

__attribute__((noinline)) inline void AddRun(const AddScalesS8& q, const AddRunS8& run,
                                             int8_t* out) {
  const int8_t* a = run.a;
  const int8_t* b = run.b;
  for (int32_t i = run.n; i > 0; --i, a += run.a_step, b += run.b_step) {
    const int32_t sum = AddScaledS8(*a - q.a_zero_point, q.left_shift, q.a_multiplier, q.a_shift) +
                        AddScaledS8(*b - q.b_zero_point, q.left_shift, q.b_multiplier, q.b_shift);
    const int32_t scaled = MultiplyByQuantizedMultiplier(sum, q.out_multiplier, q.out_shift);
    *out++ = static_cast<int8_t>(Clamp(scaled + q.out_zero_point, q.act_min, q.act_max));
  }
}

// a, b: int8 tensors as the steps say; out [d0, .., d5] or [elements]. out may be a or b where that
// one is not broadcast.
template <class Spec>
inline void AddS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const AddScalesS8 q = {s.a_zero_point,   s.b_zero_point, s.out_zero_point, s.left_shift,
                         s.a_multiplier,   s.a_shift,      s.b_multiplier,   s.b_shift,
                         s.out_multiplier, s.out_shift,    s.act_min,        s.act_max};
  if (s.flat != 0) {
    AddRun(q, {a, b, 1, 1, s.elements}, out);
    return;
  }
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          const int8_t* a_row = a + i0 * s.a0 + i1 * s.a1 + i2 * s.a2 + i3 * s.a3;
          const int8_t* b_row = b + i0 * s.b0 + i1 * s.b1 + i2 * s.b2 + i3 * s.b3;
          for (int32_t i4 = 0; i4 < s.d4; ++i4, a_row += s.a4, b_row += s.b4, out += s.d5) {
            AddRun(q, {a_row, b_row, s.a5, s.b5, s.d5}, out);
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_ADD_S8_H_
