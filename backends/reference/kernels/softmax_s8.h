// SOFTMAX on int8 along the last axis; output scale 1/256, zero point -128.
//
// exp is a table by the distance from the row's largest element, made by base/fixed_point.h from
// the input scale and beta: exp_table[d] = exp(-d * beta * scale) in Q0.31, 0 where the distance is
// too large to count. The table replaces all of TensorFlow Lite's arithmetic up to the sum.
//
// Spec members (int32_t): rows, depth.
#ifndef IEGEN_SOFTMAX_S8_H_
#define IEGEN_SOFTMAX_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"
#include "iegen/saturating.h"

namespace iegen {

// One row of `depth` elements.
__attribute__((noinline)) inline void SoftmaxRowS8(const int8_t* in, const int32_t* exp_table,
                                                   int32_t depth, int8_t* out) {
  int32_t largest = -128;
  for (int32_t i = 0; i < depth; ++i) largest = in[i] > largest ? in[i] : largest;
  // Q12.19: room for 4096 elements.
  uint32_t sum = 0;
  for (int32_t i = 0; i < depth; ++i) {
    sum += static_cast<uint32_t>(RoundingShiftRight(exp_table[largest - in[i]], 12));
  }
  // The largest element alone adds 2^19, so a top bit is found. Scaled up, sum is (1 + x) * 2^31.
  int32_t headroom = 0;
  for (; (sum & 0x80000000u) == 0; sum <<= 1) ++headroom;
  const int32_t scale = ReciprocalOfOnePlus(static_cast<int32_t>(sum & 0x7fffffffu));
  // Q12 sum, Q0.31 product, 8 bits of output. TensorFlow Lite gives up where this is above 31,
  // which takes 512 elements close to the largest.
  const int32_t shift = Clamp(12 - headroom + 31 - 8, 0, 31);
  for (int32_t i = 0; i < depth; ++i) {
    const int32_t share = RoundingDoublingHighMul(scale, exp_table[largest - in[i]]);
    out[i] = static_cast<int8_t>(Clamp(RoundingShiftRight(share, shift) - 128, -128, 127));
  }
}

// in, out [rows, depth], exp_table [256].
template <class Spec>
inline void SoftmaxS8(const Spec& s, const int8_t* in, const int32_t* exp_table, int8_t* out) {
  const int32_t rows = s.rows, depth = s.depth;
  for (int32_t row = 0; row < rows; ++row, in += depth, out += depth)
    SoftmaxRowS8(in, exp_table, depth, out);
}

}  // namespace iegen

#endif  // IEGEN_SOFTMAX_S8_H_
