// iegen/depthwise_conv2d_3x3_s8_dsp.h with constants of 17 bytes a channel in flash instead of 36.
// The words of that page are made in scratch when a layer begins.
//
// Weights: [3][3][channels] as they are. Stage: for each channel two words, the multiplier and
//   bits 0 to 7 the shift, as two's complement; 0 where the multiplier is 0   bits 8 to 31 the bias
// so that the bias has to fit 24 bits.
//
// Budget: about 40 instructions a channel, once; the rest as there.
#ifndef IEGEN_DEPTHWISE_CONV2D_3X3_BYTES_S8_DSP_H_
#define IEGEN_DEPTHWISE_CONV2D_3X3_BYTES_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error \
    "iegen/depthwise_conv2d_3x3_bytes_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/depthwise_conv2d_3x3_s8_dsp.h"

namespace iegen {

// Words of scratch: all channels' constants, and what the other kernel needs.
template <class Spec>
inline int32_t DepthwiseConv2d3x3BytesS8DspScratchWords(const Spec& s) {
  return 9 * s.in_channels + DepthwiseConv2d3x3S8DspScratchWords(s);
}

// Two taps as a word.
inline int32_t PairTapsDsp(int32_t lower, int32_t upper) {
  int32_t result;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(result) : "r"(lower), "r"(upper));
  return result;
}

// Bias and the factors of RoundTwiceDsp for a channel's stage. tilt: 1 where ties below zero have
// to move away from it.
inline void WriteStageDsp(const int32_t* stage, int32_t tilt, int32_t* to) {
  const auto twice = static_cast<int32_t>(2 * static_cast<uint32_t>(stage[0]));
  const int32_t shift = static_cast<int8_t>(stage[1]);
  to[0] = stage[1] >> 8;
  to[1] = shift == 0 ? 0 : twice;
  // Without a shift there is one rounding, which the second factor does.
  to[2] = shift == 0 ? twice : static_cast<int32_t>(1u << (32 + shift)) + tilt;
}

// The words of all channels, from weights [3][3][channels].
template <class Spec>
__attribute__((noinline)) inline void UnpackDepthwise3x3Dsp(const Spec& s, const int8_t* weights,
                                                            const int32_t* stage, int32_t* to) {
  const int32_t channels = s.in_channels, stride = s.stride_w;
  const int32_t tilt = s.out_zero_point == -128 ? 0 : 1;
  for (int32_t c = 0; c < channels; ++c, to += 9, stage += 2) {
    const int8_t* upper = weights + c;
    const int8_t* middle = upper + 3 * channels;
    const int8_t* lower = middle + 3 * channels;
    if (stride == 1) {
      for (int32_t i = 0; i < 6; i += 2, upper += channels, middle += channels, lower += channels) {
        to[i] = PairTapsDsp(*upper, *middle);
        to[i + 1] = PairTapsDsp(*middle, *lower);
      }
    } else {
      to[3] = PairTapsDsp(lower[0], lower[channels]);
      to[4] = PairTapsDsp(lower[2 * channels], 0);
      to[5] = 0;
      for (int32_t i = 0; i < 3; ++i, upper += channels, middle += channels) {
        to[i] = PairTapsDsp(*upper, *middle);
      }
    }
    WriteStageDsp(stage, tilt, to + 6);
  }
}

template <int kStep, class Spec>
inline void DepthwiseBytesDsp(const Spec& s, const int8_t* in, const int8_t* weights,
                              const int32_t* stage, int32_t* scratch, int8_t* out) {
  UnpackDepthwise3x3Dsp(s, weights, stage, scratch);
  DepthwiseImagesDsp<kStep>(s, in, scratch, scratch + 9 * s.in_channels, out);
}

// As DepthwiseConv2d3x3S8Dsp, with weights and stage as above (bias with the input's zero point
// folded in), shifts from -12 to -2 (to -30 where out_zero_point is -128) or 0 with multipliers
// below 2^30. scratch: DepthwiseConv2d3x3BytesS8DspScratchWords(s) words.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3BytesS8Dsp(const Spec& s, const int8_t* in,
                                                                   const int8_t* weights,
                                                                   const int32_t* stage,
                                                                   int32_t* scratch, int8_t* out) {
  DepthwiseBytesDsp<1>(s, in, weights, stage, scratch, out);
}

// The same from the last rows to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3BytesS8DspBackward(
    const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* stage, int32_t* scratch,
    int8_t* out) {
  DepthwiseBytesDsp<-1>(s, in, weights, stage, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_BYTES_S8_DSP_H_
