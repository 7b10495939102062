// CONV_2D with a 1x1 filter and no padding on int8, for cores with Helium:
//   out[y][x][o] = stage(sum over c of in[y * stride_h][x * stride_w][c] * w[o][c] + bias[o]).
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels, stride_h, stride_w, fused, out_zero_point, act_min, act_max. `fused` says which
// form the stage has. Packing: iegen/gemm_s8_mve.h; budget: there, and
// in iegen/gemm_short_s8_mve.h.
#ifndef IEGEN_CONV2D_1X1_S8_MVE_H_
#define IEGEN_CONV2D_1X1_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/conv2d_1x1_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/gemm_short_s8_mve.h"

namespace iegen {

// in [batch, in_height, in_width, in_channels], constants packed as iegen/gemm_s8_mve.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// out must not overlap what is still to be read of in.
template <class Spec, bool kKnownTaps = IsConstantMember<decltype(&Spec::in_channels)>::value>
__attribute__((noinline)) inline void Conv2d1x1S8Mve(const Spec& s, const int8_t* in,
                                                     const int32_t* constants, int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.in_channels, channels = s.out_channels, image = s.in_height * s.in_width;
  const int32_t step = s.stride_w * taps, row_step = s.stride_h * s.in_width * taps;
  const GemmS8Mve g = {constants, channels, taps, s.fused, s.out_zero_point, s.act_min, s.act_max};
  if (s.stride_h == 1 && s.stride_w == 1) {
    MultiplyAnyRowsMve<kKnownTaps>(g, in, taps, batch * image, out);
    return;
  }
  for (int32_t b = 0; b < batch; ++b, in += image * taps) {
    const int8_t* row = in;
    for (int32_t oy = 0; oy < out_height; ++oy, row += row_step, out += out_width * channels) {
      MultiplyAnyRowsMve<kKnownTaps>(g, row, step, out_width, out);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_1X1_S8_MVE_H_
