// CONV_2D with a 1x1 filter and no padding on int8, for cores with the DSP extension:
//   out[y][x][o] = stage(sum over c of in[y * stride_h][x * stride_w][c] * w[o][c] + bias[o]).
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels, stride_h, stride_w, fused, out_zero_point, act_min, act_max. `fused` says which
// form the stage has. Budget and packing: iegen/gemm_s8_dsp.h.
#ifndef IEGEN_CONV2D_1X1_S8_DSP_H_
#define IEGEN_CONV2D_1X1_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_1x1_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// Weights: BytesDsp, or what iegen/gemm_wide_s8_dsp.h has.
template <class Weights, class Spec>
inline void Conv2d1x1PairsDsp(const Spec& s, const int8_t* in, const int32_t* weights,
                              int32_t* scratch, int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t in_row = s.in_width * s.in_channels, channels = s.out_channels;
  const int32_t x_step = s.stride_w * s.in_channels, y_step = s.stride_h * in_row;
  const GemmS8Dsp gemm = {
      weights, channels, s.in_channels, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  PixelPairS8Dsp pair = BeginPairsDsp<Weights>(gemm, 1, scratch);
  const int32_t rest = gemm.taps % 4, whole = gemm.taps - rest;
  bool second = false;
  const auto multiply = [&] {
    if (rest != 0) {
      for (int32_t i = 0; i < 2; ++i) {
        WidenRestDsp({pair.rows[i] + whole, 1, rest, 0}, scratch + whole + i);
      }
    }
    MultiplyPixelsDsp<Weights>(gemm, pair);
  };
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * in_row) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int8_t* x = in + oy * y_step;
      for (int32_t ox = 0; ox < out_width; ++ox, x += x_step, out += channels) {
        if (second) {
          pair.rows[1] = x, pair.out[1] = out;
          multiply();
        } else {
          pair.rows[0] = x, pair.out[0] = out;
        }
        second = !second;
      }
    }
  }
  if (!second) return;
  pair.rows[1] = pair.rows[0], pair.out[1] = pair.out[0];
  multiply();
}

// in [batch, in_height, in_width, in_channels], weights packed as iegen/gemm_s8_dsp.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: GemmS8DspRowWords(in_channels) words. Two pixels at a time: out must not overlap what is
// still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void Conv2d1x1S8Dsp(const Spec& s, const int8_t* in,
                                                     const int32_t* weights, int32_t* scratch,
                                                     int8_t* out) {
  Conv2d1x1PairsDsp<BytesDsp>(s, in, weights, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_1X1_S8_DSP_H_
