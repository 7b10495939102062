// iegen/depthwise_conv2d_3x3_s8_dsp.h with constants as small as the portable kernel's: 18 bytes a
// channel in flash instead of 36. The words of that page are made in scratch when a layer begins.
//
// Budget: about 50 instructions a channel, once; the rest as there.
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

// What makes outputs of sums, as the portable kernel has it.
struct DepthwiseStageDsp {
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
  int32_t tilt;  // 1 where ties below zero have to move away from it
};

// The factors of RoundTwiceDsp for channel c, behind its bias.
inline void WriteStageDsp(const DepthwiseStageDsp& stage, int32_t c, int32_t* to) {
  const auto m = static_cast<uint32_t>(stage.multiplier[c]);
  const int32_t shift = stage.shift[c];
  to[0] = stage.bias[c];
  to[1] = shift == 0 ? 0 : static_cast<int32_t>(2 * m);
  if (shift == 0 || m == 0) {  // one rounding, which the second factor does
    to[2] = static_cast<int32_t>(2 * m);
  } else {
    to[2] = static_cast<int32_t>(1u << (32 + shift)) + stage.tilt;
  }
}

// The words of all channels, from weights [3][3][channels].
__attribute__((noinline)) inline void UnpackDepthwise3x3Dsp(const int8_t* weights,
                                                            const DepthwiseStageDsp& stage,
                                                            int32_t channels, int32_t stride,
                                                            int32_t* to) {
  const auto pair = [](int32_t lower, int32_t upper) {
    return static_cast<int32_t>((static_cast<uint32_t>(lower) & 0xffff) |
                                static_cast<uint32_t>(upper) << 16);
  };
  for (int32_t c = 0; c < channels; ++c, to += 9) {
    const int8_t* w = weights + c;
    int32_t* column = to;
    for (int32_t kx = 0; kx < 3; ++kx, w += channels) {
      const int32_t first = *w, second = w[3 * channels], third = w[6 * channels];
      *column++ = pair(first, second);
      if (stride == 1) {
        *column++ = pair(second, third);
      } else if (kx == 1) {
        to[3] = pair(w[5 * channels], third);
      } else if (kx == 2) {
        to[4] = pair(third, 0);
        to[5] = 0;
      }
    }
    WriteStageDsp(stage, c, to + 6);
  }
}

template <int kStep, class Spec>
inline void DepthwiseBytesDsp(const Spec& s, const int8_t* in, const int8_t* weights,
                              const DepthwiseStageDsp& stage, int32_t* scratch, int8_t* out) {
  UnpackDepthwise3x3Dsp(weights, stage, s.in_channels, s.stride_w, scratch);
  DepthwiseImagesDsp<kStep>(s, in, scratch, scratch + 9 * s.in_channels, out);
}

// As DepthwiseConv2d3x3S8Dsp, with the constants of DepthwiseConv2dS8: weights [3][3][in_channels],
// and of each channel the bias (with the input's zero point folded in), a multiplier and a shift
// from -12 to -2 (to -30 where out_zero_point is -128). scratch:
// DepthwiseConv2d3x3BytesS8DspScratchWords(s) words.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3BytesS8Dsp(
    const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* bias,
    const int32_t* multiplier, const int8_t* shift, int32_t* scratch, int8_t* out) {
  const DepthwiseStageDsp stage = {bias, multiplier, shift, s.out_zero_point == -128 ? 0 : 1};
  DepthwiseBytesDsp<1>(s, in, weights, stage, scratch, out);
}

// The same from the last rows to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3BytesS8DspBackward(
    const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* bias,
    const int32_t* multiplier, const int8_t* shift, int32_t* scratch, int8_t* out) {
  const DepthwiseStageDsp stage = {bias, multiplier, shift, s.out_zero_point == -128 ? 0 : 1};
  DepthwiseBytesDsp<-1>(s, in, weights, stage, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_BYTES_S8_DSP_H_
