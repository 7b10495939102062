// MAX_POOL_2D on int8, NHWC, for cores with the DSP extension: the largest of the taps inside the
// image, clamped.
//
// Spec members (int32_t): those of MaxPool2dS8.
//
// Four channels at a time: SSUB8 sets a flag for each byte that is not below the other word's, SEL
// takes the bytes with a flag from one word and the rest from the other. Channels that are left
// over go one by one.
//
// Budget: 6 instructions for four taps, about 6 for a row of the window, 10 for four outputs.
#ifndef IEGEN_MAX_POOL2D_S8_DSP_H_
#define IEGEN_MAX_POOL2D_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/max_pool2d_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/max_pool2d_s8.h"
#include "iegen/pool2d_window.h"

namespace iegen {

// By byte, signed: the larger one. One statement, because the compiler does not know the flags.
inline uint32_t MaxOfBytesDsp(uint32_t a, uint32_t b) {
  uint32_t difference, larger;
  __asm__("ssub8 %0, %2, %3\n\tsel %1, %2, %3"
          : "=&r"(difference), "=r"(larger)
          : "r"(a), "r"(b)
          : "cc");
  return larger;
}

// By byte, signed: the smaller one.
inline uint32_t MinOfBytesDsp(uint32_t a, uint32_t b) {
  uint32_t difference, smaller;
  __asm__("ssub8 %0, %2, %3\n\tsel %1, %3, %2"
          : "=&r"(difference), "=r"(smaller)
          : "r"(a), "r"(b)
          : "cc");
  return smaller;
}

inline uint32_t SplatByteDsp(int32_t value) { return (value & 0xff) * 0x01010101u; }

// Of the window's part of four channels, whose first pixel is at `first`. `step` bytes from a pixel
// to the next one, row_bytes from a row to the next one.
inline uint32_t MaxOfWindowDsp(const int8_t* first, const PoolWindow& window, int32_t step,
                               int32_t row_bytes) {
  uint32_t largest = 0x80808080u;
  const int32_t row = window.width * step;
  for (int32_t y = window.height; y > 0; --y, first += row_bytes) {
    const int8_t* x = first;
    for (const int8_t* const end = x + row; x != end; x += step) {
      uint32_t bytes;
      memcpy(&bytes, x, 4);
      largest = MaxOfBytesDsp(largest, bytes);
    }
  }
  return largest;
}

// kStep: 1 takes the first pixel first, -1 the last.
template <int kStep, class Spec>
inline void MaxPoolDsp(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t channels = s.channels, row_bytes = s.in_width * channels;
  const uint32_t low = SplatByteDsp(s.act_min), high = SplatByteDsp(s.act_max);
  const bool clamps = s.act_min > -128 || s.act_max < 127;
  ForEachPoolWindow<kStep>(s, in, out, [&](const PoolWindow& window, int8_t* to) {
    int32_t c = 0;
    for (; c + 4 <= channels; c += 4) {
      uint32_t largest = MaxOfWindowDsp(window.first + c, window, channels, row_bytes);
      if (clamps) largest = MinOfBytesDsp(MaxOfBytesDsp(largest, low), high);
      memcpy(to + c, &largest, 4);
    }
    for (; c < channels; ++c) {
      to[c] = static_cast<int8_t>(
          Clamp(MaxOfChannel(window.first + c, window, channels, row_bytes), s.act_min, s.act_max));
    }
  });
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels]. Four
// channels of an output pixel at a time: out must not overlap what is still to be read of in.
template <class Spec>
inline void MaxPool2dS8Dsp(const Spec& s, const int8_t* in, int8_t* out) {
  MaxPoolDsp<1>(s, in, out);
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
inline void MaxPool2dS8DspBackward(const Spec& s, const int8_t* in, int8_t* out) {
  MaxPoolDsp<-1>(s, in, out);
}

}  // namespace iegen

#endif  // IEGEN_MAX_POOL2D_S8_DSP_H_
