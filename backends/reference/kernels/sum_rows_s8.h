// Global pooling of an image that comes row by row: sums of each channel grow from row to row, and
// the last row makes the output of them.
//
// Spec members (int32_t) of both: row (0 to rows - 1: which row this is), rows, width, channels.
#ifndef IEGEN_SUM_ROWS_S8_H_
#define IEGEN_SUM_ROWS_S8_H_

#include <stdint.h>

#include "iegen/average_pool2d_s8.h"
#include "iegen/requantize.h"

namespace iegen {

// Adds a row [width, channels] to sums [channels], which begin at `start`. Modulo 2^32.
template <class Spec>
inline void AddRowToSums(const Spec& s, uint32_t start, const int8_t* in, int32_t* sums) {
  const int32_t channels = s.channels;
  for (int32_t c = 0; c < channels; ++c) {
    uint32_t sum = s.row == 0 ? start : static_cast<uint32_t>(sums[c]);
    const int8_t* x = in + c;
    for (int32_t n = s.width; n > 0; --n, x += channels) sum += static_cast<uint32_t>(*x);
    sums[c] = static_cast<int32_t>(sum);
  }
}

// As AveragePool2dS8 with one window, all of the image: in [width, channels], the row; sums
// [channels], the same at every call; out [channels], complete after the last row.
// Further members: act_min, act_max.
template <class Spec>
inline void AveragePoolRowsS8(const Spec& s, const int8_t* in, int32_t* sums, int8_t* out) {
  AddRowToSums(s, 0, in, sums);
  if (s.row != s.rows - 1) return;
  const int32_t channels = s.channels, count = s.rows * s.width;
  for (int32_t c = 0; c < channels; ++c) {
    *out++ = static_cast<int8_t>(Clamp(RoundedMean(sums[c], count), s.act_min, s.act_max));
  }
}

// As MeanS8 over rows and columns; operands as above. Further members: in_offset, out_zero_point,
// multiplier, shift, as of MeanS8.
template <class Spec>
inline void MeanRowsS8(const Spec& s, const int8_t* in, int32_t* sums, int8_t* out) {
  AddRowToSums(s, static_cast<uint32_t>(s.in_offset), in, sums);
  if (s.row != s.rows - 1) return;
  const int32_t channels = s.channels;
  for (int32_t c = 0; c < channels; ++c) {
    const int32_t scaled = MultiplyByQuantizedMultiplier(sums[c], s.multiplier, s.shift);
    *out++ = static_cast<int8_t>(Clamp(scaled + s.out_zero_point, -128, 127));
  }
}

}  // namespace iegen

#endif  // IEGEN_SUM_ROWS_S8_H_
