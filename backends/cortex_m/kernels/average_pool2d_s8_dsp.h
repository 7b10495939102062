// AVERAGE_POOL_2D on int8, NHWC, for cores with the DSP extension: the mean over the taps inside
// the image, rounded half away from zero.
//
// Spec members (int32_t): those of AveragePool2dS8; channels a multiple of 4, windows of at most
// 255 taps: then no sum leaves 16 bits.
//
// Four channels at a time: SXTAB16 adds bytes 0 and 2, and 1 and 3, of a word to two pairs of
// int16.
//
// Budget: 6 instructions for four taps, about 15 for an output.
#ifndef IEGEN_AVERAGE_POOL2D_S8_DSP_H_
#define IEGEN_AVERAGE_POOL2D_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/average_pool2d_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/average_pool2d_s8.h"

namespace iegen {

// The sums of four channels: channels 0 and 2, and 1 and 3.
struct PoolSumsDsp {
  uint32_t even, odd;
};

// Of the window's part of four channels, whose first pixel is at `first`. `step` bytes from a pixel
// to the next one, row_bytes from a row to the next one.
__attribute__((noinline)) inline PoolSumsDsp SumWindowDsp(const int8_t* first, int32_t height,
                                                          int32_t width, int32_t step,
                                                          int32_t row_bytes) {
  PoolSumsDsp sums = {0, 0};
  int32_t row = width * step;
  if (row == row_bytes) row *= height, height = 1;
  for (; height > 0; --height, first += row_bytes) {
    const int8_t* x = first;
    for (const int8_t* const end = x + row; x != end; x += step) {
      uint32_t bytes;
      memcpy(&bytes, x, 4);
      __asm__("sxtab16 %0, %0, %1" : "+r"(sums.even) : "r"(bytes));
      __asm__("sxtab16 %0, %0, %1, ror #8" : "+r"(sums.odd) : "r"(bytes));
    }
  }
  return sums;
}

// kStep: 1 takes the first pixel first, -1 the last.
template <int kStep, class Spec>
inline void AveragePoolDsp(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t channels = s.channels, row_bytes = s.in_width * channels;
  const int32_t act_min = s.act_min, act_max = s.act_max;
  ForEachPoolWindow<kStep>(s, in, out, [&](const PoolWindow& window, int8_t* to) {
    const int32_t count = window.height * window.width;
    const auto store = [&](int32_t i, uint32_t sum) {
      const int32_t mean = RoundedMean(static_cast<int16_t>(sum), count);
      to[i] = static_cast<int8_t>(Clamp(mean, act_min, act_max));
    };
    for (int32_t c = 0; c < channels; c += 4, to += 4) {
      const PoolSumsDsp sums =
          SumWindowDsp(window.first + c, window.height, window.width, channels, row_bytes);
      store(0, sums.even);
      store(1, sums.odd);
      store(2, sums.even >> 16);
      store(3, sums.odd >> 16);
    }
  });
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels]. Every
// window has a tap inside the image. Four channels of an output pixel at a time: out must not
// overlap what is still to be read of in.
template <class Spec>
inline void AveragePool2dS8Dsp(const Spec& s, const int8_t* in, int8_t* out) {
  AveragePoolDsp<1>(s, in, out);
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
inline void AveragePool2dS8DspBackward(const Spec& s, const int8_t* in, int8_t* out) {
  AveragePoolDsp<-1>(s, in, out);
}

}  // namespace iegen

#endif  // IEGEN_AVERAGE_POOL2D_S8_DSP_H_
