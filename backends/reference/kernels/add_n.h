// ADD_N: the sum of up to 16 inputs of one shape.
//
// Spec members: int32_t elements; on int8, where all inputs have one scale, also int32_t
// in_zero_point, out_zero_point, left_shift, in_multiplier, in_shift, out_multiplier, out_shift (no
// positive shift):
//   out = clamp(zo + scale_o(scale(-zi << left_shift) + sum(scale((x - zi) << left_shift)))).
// The sum's first term is TensorFlow Lite Micro's, and nothing where the zero point is 0.
#ifndef IEGEN_ADD_N_H_
#define IEGEN_ADD_N_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

struct AddNScalesS8 {
  int32_t in_zero_point, out_zero_point, left_shift;
  int32_t in_multiplier, in_shift, out_multiplier, out_shift;

  int32_t Scaled(int32_t value) const {
    const uint32_t shifted = static_cast<uint32_t>(value) << left_shift;
    return MultiplyByQuantizedMultiplier(static_cast<int32_t>(shifted), in_multiplier, in_shift);
  }
};

// in [count][n].
__attribute__((noinline)) inline void AddNRunS8(const AddNScalesS8& scales, const int8_t* const* in,
                                                int32_t count, int32_t n, int8_t* out) {
  const AddNScalesS8 q = scales;
  const int32_t start = q.Scaled(-q.in_zero_point);
  for (int32_t i = 0; i < n; ++i) {
    uint32_t sum = static_cast<uint32_t>(start);
    for (int32_t k = 0; k < count; ++k) {
      sum += static_cast<uint32_t>(q.Scaled(in[k][i] - q.in_zero_point));
    }
    const int32_t scaled =
        MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), q.out_multiplier, q.out_shift);
    out[i] = static_cast<int8_t>(Clamp(scaled + q.out_zero_point, -128, 127));
  }
}

// out [elements] first, then the inputs; out may be any of them.
template <class Spec, class... Inputs>
inline void AddNS8(const Spec& s, int8_t* out, const Inputs*... inputs) {
  const AddNScalesS8 q = {s.in_zero_point, s.out_zero_point, s.left_shift, s.in_multiplier,
                          s.in_shift,      s.out_multiplier, s.out_shift};
  const int8_t* const in[] = {inputs...};
  AddNRunS8(q, in, static_cast<int32_t>(sizeof...(inputs)), s.elements, out);
}

// in [count][n], added in their order.
__attribute__((noinline)) inline void AddNRunF32(const float* const* in, int32_t count, int32_t n,
                                                 float* out) {
  for (int32_t i = 0; i < n; ++i) {
    float sum = 0.0f;
    for (int32_t k = 0; k < count; ++k) sum += in[k][i];
    out[i] = sum;
  }
}

// As AddNS8.
template <class Spec, class... Inputs>
inline void AddNF32(const Spec& s, float* out, const Inputs*... inputs) {
  const float* const in[] = {inputs...};
  AddNRunF32(in, static_cast<int32_t>(sizeof...(inputs)), s.elements, out);
}

}  // namespace iegen

#endif  // IEGEN_ADD_N_H_
