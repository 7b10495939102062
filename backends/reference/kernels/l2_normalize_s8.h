// L2_NORMALIZATION on int8 along the last axis: x / sqrt(sum of x^2); output scale 1/128, zero
// point 0.
//
// Spec members (int32_t): rows, depth, zero_point (of the input).
#ifndef IEGEN_L2_NORMALIZE_S8_H_
#define IEGEN_L2_NORMALIZE_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"
#include "iegen/saturating.h"

namespace iegen {

// multiplier * 2^(shift - 31).
struct InverseRoot {
  int32_t multiplier, shift;
};

// 1 / sqrt(x) by five steps of Newton's method in Q3.28 from 1, as TensorFlow Lite rounds it. 0 and
// negative x count as 1.
inline InverseRoot InverseSquareRoot(int32_t x) {
  if (x <= 1) return {0x7fffffff, 0};
  int32_t right = 11;
  for (; x >= 1 << 29; x /= 4) ++right;
  for (; x < 1 << 27; x *= 4) --right;
  // x / 2 in Q3.28 is a quarter of what its root is taken of: in [0.25, 1).
  const int32_t half = RoundingShiftRight(x >> 1, 1);
  int32_t y = 1 << 28;
  for (int32_t i = 0; i < 5; ++i) {
    const int32_t square = RoundingDoublingHighMul(y, y);
    const int32_t cube = SaturatingShiftLeft(RoundingDoublingHighMul(square, y), 6);
    const int32_t three_halves = RoundingDoublingHighMul((1 << 28) + (1 << 27), y);
    y = SaturatingShiftLeft(three_halves - RoundingDoublingHighMul(half, cube), 3);
  }
  y = RoundingDoublingHighMul(y, 1518500250);  // sqrt(1/2)
  if (right < 0) {
    y = static_cast<int32_t>(static_cast<uint32_t>(y) << -right);
    right = 0;
  }
  return {y, -right};
}

// in, out [rows, depth].
template <class Spec>
inline void L2NormalizeS8(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t depth = s.depth, zero_point = s.zero_point;
  for (int32_t row = 0; row < s.rows; ++row, in += depth, out += depth) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t x = in[i] - zero_point;
      sum += static_cast<uint32_t>(x * x);
    }
    const InverseRoot root = InverseSquareRoot(static_cast<int32_t>(sum));
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t scaled =
          MultiplyByQuantizedMultiplier(in[i] - zero_point, root.multiplier, root.shift + 7);
      out[i] = static_cast<int8_t>(Clamp(scaled, -128, 127));
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_L2_NORMALIZE_S8_H_
