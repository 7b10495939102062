// The fixed-point arithmetic every quantised kernel ends in.
//
// A real scale is held as multiplier * 2^(shift - 31), 0 <= multiplier < 2^31. Scaling
// rounds twice, as TensorFlow Lite defines it: the doubled high half of the product rounds half up,
// then a right shift by -shift rounds half away from zero.
#ifndef IEGEN_REQUANTIZE_H_
#define IEGEN_REQUANTIZE_H_

#include <stdint.h>

namespace iegen {

// (a * b + 2^30) >> 31 from four products of 16 bits, for cores without long multiplication, where
// the library's costs twice as much. a and b must not both be -2^31.
__attribute__((noinline)) inline int32_t RoundingDoublingHighMulByHalves(int32_t a, int32_t b) {
  const int32_t a_high = a >> 16, b_high = b >> 16;
  const uint32_t a_low = static_cast<uint32_t>(a) & 0xffff;
  const uint32_t b_low = static_cast<uint32_t>(b) & 0xffff;
  const uint32_t low = a_low * b_low;
  // Neither of these sums leaves 32 bits.
  const uint32_t middle = static_cast<uint32_t>(a_high) * b_low + (low >> 16);
  const uint32_t cross = a_low * static_cast<uint32_t>(b_high) + (middle & 0xffff);
  const int32_t high =
      a_high * b_high + (static_cast<int32_t>(middle) >> 16) + (static_cast<int32_t>(cross) >> 16);
  // The product is high * 2^32 + cross's low half * 2^16 + low's low half; 2^30 touches only its
  // top.
  const uint32_t top = (cross << 16) >> 30;
  return static_cast<int32_t>((static_cast<uint32_t>(high) << 1) + ((top + 1) >> 1));
}

// (a * b + 2^30) >> 31 without overflow inside. a and b must not both be -2^31.
__attribute__((always_inline)) inline int32_t RoundingDoublingHighMul(int32_t a, int32_t b) {
#if defined(__thumb__) && !defined(__thumb2__)
  return RoundingDoublingHighMulByHalves(a, b);
#else
  // Hidden from the compiler, which otherwise shares the sign of a b used twice and then multiplies
  // 64 by 64 bits.
  __asm__("" : "+r"(b));
  const int64_t product = static_cast<int64_t>(a) * b + (static_cast<int64_t>(1) << 30);
  return static_cast<int32_t>(product >> 31);
#endif
}

// x / 2^n rounded to nearest, ties away from zero; n in [1, 31], x above -2^31 and below 2^31 - 1.
__attribute__((always_inline)) inline int32_t RoundingShiftRight(int32_t x, int32_t n) {
  // Taking 1 from a negative x turns its ties round-half-up; halving last keeps the sum in range.
  return (((x + (x >> 31)) >> (n - 1)) + 1) >> 1;
}

// x * multiplier * 2^(shift - 31), rounded twice. shift in [-31, 31]; bits that a left shift pushes
// out are lost.
__attribute__((always_inline)) inline int32_t MultiplyByQuantizedMultiplier(int32_t x,
                                                                            int32_t multiplier,
                                                                            int32_t shift) {
  if (shift >= 0) {
    const uint32_t shifted = static_cast<uint32_t>(x) << shift;
    return RoundingDoublingHighMul(static_cast<int32_t>(shifted), multiplier);
  }
  return RoundingShiftRight(RoundingDoublingHighMul(x, multiplier), -shift);
}

__attribute__((always_inline)) inline int32_t Clamp(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}

// What happens to an accumulator on its way to an int8 output.
struct OutputStageS8 {
  const int32_t* bias;        // [channels], start of the accumulator
  const int32_t* multiplier;  // [channels], or [1] for all
  const int8_t* shift;        // as multiplier
  int32_t zero_point;
  int32_t act_min, act_max;
};

// Where and how far outputs are held: a copy of a stage's last members, because a store through
// int8_t* could change the stage itself as far as the compiler knows.
struct OutputRangeS8 {
  uint32_t zero_point;
  int32_t low, high;
  explicit OutputRangeS8(const OutputStageS8& stage)
      : zero_point(static_cast<uint32_t>(stage.zero_point)),
        low(stage.act_min),
        high(stage.act_max) {}
  OutputRangeS8(int32_t zero, int32_t act_min, int32_t act_max)
      : zero_point(static_cast<uint32_t>(zero)), low(act_min), high(act_max) {}
  // clamp(scaled + zero_point); scaled must stay clear of the ends of int32.
  int8_t Output(int32_t scaled) const {
    return static_cast<int8_t>(
        Clamp(static_cast<int32_t>(static_cast<uint32_t>(scaled) + zero_point), low, high));
  }
};

// For i < count: out[i] = clamp(acc[i] * scale of channel o + i + zero_point); step is 1 where each
// channel has its scale, 0 where there is one.
inline void StoreOutputsS8(const OutputStageS8& stage, int32_t o, int32_t step, const uint32_t* acc,
                           int32_t count, int8_t* out) {
  const OutputRangeS8 range(stage);
  const int32_t* multiplier = stage.multiplier + o * step;
  const int8_t* shift = stage.shift + o * step;
  for (const uint32_t* const end = acc + count; acc != end;
       ++acc, multiplier += step, shift += step) {
    *out++ = range.Output(
        MultiplyByQuantizedMultiplier(static_cast<int32_t>(*acc), *multiplier, *shift));
  }
}

// For i < count: the same for two pixels, acc = {first pixel, second pixel} of channel o, then of
// channel o + 1; out are the pixels' outputs from channel 0 on.
inline void StoreOutputPairsS8(const OutputStageS8& stage, int32_t o, const uint32_t* acc,
                               int32_t count, int8_t* const out[2]) {
  for (const int32_t end = o + count; o != end; ++o, acc += 2) {
    const int32_t multiplier = stage.multiplier[o], shift = stage.shift[o];
    int32_t first = static_cast<int32_t>(acc[0]), second = static_cast<int32_t>(acc[1]);
    if (shift < 0) {
      first = RoundingShiftRight(RoundingDoublingHighMul(first, multiplier), -shift);
      second = RoundingShiftRight(RoundingDoublingHighMul(second, multiplier), -shift);
    } else {
      first = MultiplyByQuantizedMultiplier(first, multiplier, shift);
      second = MultiplyByQuantizedMultiplier(second, multiplier, shift);
    }
    out[0][o] = OutputRangeS8(stage).Output(first);
    out[1][o] = OutputRangeS8(stage).Output(second);
  }
}

}  // namespace iegen

#endif  // IEGEN_REQUANTIZE_H_
