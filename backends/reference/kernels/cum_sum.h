// CUMSUM along one axis.
//
// Spec members (int32_t): outer, size, inner (the tensors are [outer, size, inner]); exclusive (1:
// an element is not part of its own sum); reverse (1: from the end). CumSumS8 besides:
// in_zero_point, out_zero_point, multiplier, shift (not to the left). No function works in place.
#ifndef IEGEN_CUM_SUM_H_
#define IEGEN_CUM_SUM_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// Sums are in 2^-19 steps of the input, modulo 2^32, and begin at minus the zero point: so does
// TensorFlow Lite Micro, whose bytes these are.
template <class Spec>
inline void CumSumS8(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t size = s.size, inner = s.inner, exclusive = s.exclusive;
  const int32_t multiplier = s.multiplier, shift = s.shift, out_zero_point = s.out_zero_point;
  const uint32_t zero_point = static_cast<uint32_t>(s.in_zero_point);
  const int32_t step = s.reverse != 0 ? -inner : inner;
  for (int32_t o = 0; o < s.outer; ++o) {
    for (int32_t i = 0; i < inner; ++i) {
      int32_t at = (o * size + (s.reverse != 0 ? size - 1 : 0)) * inner + i;
      uint32_t sum = (0u - zero_point) << 19;
      for (int32_t k = 0; k < size; ++k, at += step) {
        const uint32_t next = sum + ((static_cast<uint32_t>(in[at]) - zero_point) << 19);
        const int32_t shown = static_cast<int32_t>(exclusive != 0 ? sum : next);
        const int32_t scaled = MultiplyByQuantizedMultiplier(shown, multiplier, shift);
        out[at] = static_cast<int8_t>(Clamp(scaled + out_zero_point, -128, 127));
        sum = next;
      }
    }
  }
}

template <class Spec>
inline void CumSumF32(const Spec& s, const float* in, float* out) {
  const int32_t size = s.size, inner = s.inner, exclusive = s.exclusive;
  const int32_t step = s.reverse != 0 ? -inner : inner;
  for (int32_t o = 0; o < s.outer; ++o) {
    for (int32_t i = 0; i < inner; ++i) {
      int32_t at = (o * size + (s.reverse != 0 ? size - 1 : 0)) * inner + i;
      float sum = 0.0f;
      for (int32_t k = 0; k < size; ++k, at += step) {
        const float next = sum + in[at];
        out[at] = exclusive != 0 ? sum : next;
        sum = next;
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_CUM_SUM_H_
