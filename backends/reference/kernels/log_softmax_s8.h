// LOG_SOFTMAX on int8 along the last axis; output scale 1/16, zero point 127.
//
// exp is a table by the distance from the row's largest element, in Q12.19, made by
// base/fixed_point.h. The logarithm of their sum is TensorFlow Lite's fixed-point one, step by
// step.
//
// Spec members (int32_t): rows, depth, multiplier and shift (input steps to Q5.26, shift to the
// left), reverse_multiplier and reverse_shift (back), least: minus the distance from which on exp
// is 0.
#ifndef IEGEN_LOG_SOFTMAX_S8_H_
#define IEGEN_LOG_SOFTMAX_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"
#include "iegen/saturating.h"

namespace iegen {

// ln(x) in Q5.26 for x >= 1 in Q12.19. x is 2^power * r twice: r near 2^-1/4 is taken from x or
// from x * sqrt(1/2), and a quotient of polynomials in r - 2^-1/4 gives ln(r) + ln(2) / 4.
__attribute__((noinline)) inline int32_t LogOfAtLeastOne(int32_t x) {
  const int32_t sqrt_half = 1518500250, fourth_root = 1805811301, quarter = 1 << 23;  // Q6.25
  const int32_t zeros_a = LeadingZeros(static_cast<uint32_t>(x));
  const int32_t top = SaturatingShiftLeft(x, zeros_a - 1);
  const int32_t r_a = SaturatingShiftLeft(RoundingDoublingHighMul(top, sqrt_half), 1);
  const int32_t power_a = (12 - zeros_a) * (1 << 25) + quarter;
  const int32_t lowered = RoundingDoublingHighMul(x, sqrt_half);
  const int32_t headroom_b = LeadingZeros(static_cast<uint32_t>(lowered)) - 1;
  const int32_t r_b = SaturatingShiftLeft(x, headroom_b);
  const int32_t power_b = (12 - headroom_b) * (1 << 25) - quarter;
  const int32_t r = r_a < r_b ? r_a : r_b, power = power_a > power_b ? power_a : power_b;

  const int32_t mean = static_cast<int32_t>((static_cast<int64_t>(r) + fourth_root + 1) / 2);
  const int32_t q = (r - fourth_root) * 2;
  const int32_t square = RoundingDoublingHighMul(q, q);
  const int32_t numerator = RoundingDoublingHighMul(q, r) +
                            RoundingDoublingHighMul(RoundingDoublingHighMul(q, square), 117049297);
  const int32_t inner = 1057819769 + q + RoundingDoublingHighMul(127690142, square);
  const int32_t denominator =
      RoundingDoublingHighMul(mean, inner) + RoundingDoublingHighMul(638450708, q);
  const int32_t quotient =
      RoundingDoublingHighMul(RoundingShiftRight(numerator, 6), ReciprocalOfOnePlus(denominator));
  return SaturatingShiftLeft(RoundingDoublingHighMul(power, 1488522236) + quotient, 1);
}

// x / 2^22, half away from zero; for every x.
inline int32_t LogSoftmaxToSteps(int32_t x) {
  const int32_t rest = x & 0x3fffff;
  return (x >> 22) + (rest > (x < 0 ? 0x200000 : 0x1fffff) ? 1 : 0);
}

// in, out [rows, depth], exp_table [256].
template <class Spec>
inline void LogSoftmaxS8(const Spec& s, const int8_t* in, const int32_t* exp_table, int8_t* out) {
  const int32_t depth = s.depth, multiplier = s.multiplier, shift = s.shift;
  for (int32_t row = 0; row < s.rows; ++row, in += depth, out += depth) {
    int32_t largest = -128;
    for (int32_t i = 0; i < depth; ++i) largest = in[i] > largest ? in[i] : largest;
    uint32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) sum += static_cast<uint32_t>(exp_table[largest - in[i]]);
    const int32_t log = LogOfAtLeastOne(static_cast<int32_t>(sum));
    // What is further down leaves Q5.26 once the logarithm is taken off.
    const int32_t room =
        MultiplyByQuantizedMultiplier(-0x7fffffff - 1 + log, s.reverse_multiplier, s.reverse_shift);
    const int32_t least = room > s.least - 1 ? room : s.least - 1;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t distance = in[i] - largest;
      int32_t value = -128;
      if (distance > least) {
        const int32_t x = MultiplyByQuantizedMultiplier(distance, multiplier, shift);
        const uint32_t rest = static_cast<uint32_t>(x) - static_cast<uint32_t>(log);
        value = Clamp(LogSoftmaxToSteps(static_cast<int32_t>(rest)) + 127, -128, 127);
      }
      out[i] = static_cast<int8_t>(value);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_LOG_SOFTMAX_S8_H_
