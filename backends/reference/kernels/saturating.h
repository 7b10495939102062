// Steps that several fixed-point functions share: shifts that saturate, leading zeros, and a
// reciprocal.
#ifndef IEGEN_SATURATING_H_
#define IEGEN_SATURATING_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// x * 2^n, held at the ends of int32.
inline int32_t SaturatingShiftLeft(int32_t x, int32_t n) {
  const int32_t limit = static_cast<int32_t>(0x7fffffff >> n);
  if (x > limit) return 0x7fffffff;
  if (x < -limit - 1) return -0x7fffffff - 1;
  return static_cast<int32_t>(static_cast<uint32_t>(x) << n);
}

// Zero bits above the highest one of x > 0.
inline int32_t LeadingZeros(uint32_t x) {
  int32_t zeros = 0;
  for (; (x >> 31) == 0; x <<= 1) ++zeros;
  return zeros;
}

// 1 / (1 + x) in Q0.31 for x in [0, 1) in Q0.31: three steps of Newton's method from 48/17 - 32/17
// * d, d = (1 + x) / 2, in Q2.29.
inline int32_t ReciprocalOfOnePlus(int32_t x) {
  const int32_t half = static_cast<int32_t>((static_cast<int64_t>(x) + 0x7fffffff + 1) / 2);
  int32_t y = 1515870810 + RoundingDoublingHighMul(half, -1010580540);
  for (int32_t i = 0; i < 3; ++i) {
    const int32_t rest = (1 << 29) - RoundingDoublingHighMul(half, y);
    y += SaturatingShiftLeft(RoundingDoublingHighMul(y, rest), 2);
  }
  return SaturatingShiftLeft(y, 1);
}

}  // namespace iegen

#endif  // IEGEN_SATURATING_H_
