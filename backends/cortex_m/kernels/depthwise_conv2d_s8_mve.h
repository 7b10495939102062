// DEPTHWISE_CONV_2D with depth multiplier 1 on int8, for cores with Helium:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8 (depth_multiplier is 1).
//
// Sixteen channels at a time: bytes widen to 16 bits in the product and to 32 bits in the sum, each
// time into even and odd lanes. So the four sums hold channels 0 4 8 12, 2 6 10 14, 1 5 9 13 and
// 3 7 11 15, and narrowing into bottom and top halves puts them in order again.
//
// Budget: 12 vector instructions for 16 products, then about 3 an output and 8 a tap and pixel.
#ifndef IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_
#define IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/depthwise_conv2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/window_taps.h"

namespace iegen {

// One layer. `stage` holds for every sixteen channels, missing ones too, sixteen biases in the
// order of the four sums, then sixteen multipliers and sixteen factors 2^(32 - n) + 1 for right
// shifts n.
struct DepthwiseS8Mve {
  const int8_t* weights;
  const int32_t* stage;
  int32_t channels, taps;
  int32_t zero_point, act_min, act_max;
};

// Four sums scaled: both roundings of the reference.
inline int32x4_t ScaleMve(int32x4_t sum, const int32_t* stage, int32_t zero_point) {
  const int32x4_t first = vqrdmulhq_s32(sum, vld1q_s32(stage + 16));
  return vaddq_n_s32(vrmulhq_s32(first, vld1q_s32(stage + 32)), zero_point);
}

// All channels of one pixel.
__attribute__((noinline)) inline void DepthwisePixelMve(const DepthwiseS8Mve& g,
                                                        const int8_t* const* taps, int8_t* out) {
  const int32_t channels = g.channels, count = g.taps, zero_point = g.zero_point;
  const int32_t* stage = g.stage;
  for (int32_t c = 0; c < channels; c += 16, stage += 48) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(channels - c));
    int32x4_t a0 = vld1q_s32(stage), a1 = vld1q_s32(stage + 4);
    int32x4_t a2 = vld1q_s32(stage + 8), a3 = vld1q_s32(stage + 12);
    const int8_t* w = g.weights + c;
    for (int32_t t = 0; t < count; ++t, w += channels) {
      const int8x16_t x = vldrbq_z_s8(taps[t] + c, there);
      const int8x16_t v = vldrbq_z_s8(w, there);
      const int16x8_t even = vmullbq_int_s8(x, v);
      a0 = vaddq_s32(a0, vmovlbq_s16(even));
      a1 = vaddq_s32(a1, vmovltq_s16(even));
      const int16x8_t odd = vmulltq_int_s8(x, v);
      a2 = vaddq_s32(a2, vmovlbq_s16(odd));
      a3 = vaddq_s32(a3, vmovltq_s16(odd));
    }
    int16x8_t even = vuninitializedq_s16(), odd = vuninitializedq_s16();
    even = vqmovnbq_s32(even, ScaleMve(a0, stage, zero_point));
    even = vqmovntq_s32(even, ScaleMve(a1, stage + 4, zero_point));
    odd = vqmovnbq_s32(odd, ScaleMve(a2, stage + 8, zero_point));
    odd = vqmovntq_s32(odd, ScaleMve(a3, stage + 12, zero_point));
    int8x16_t value = vqmovntq_s16(vqmovnbq_s16(vuninitializedq_s8(), even), odd);
    value = vmaxq_s8(value, vdupq_n_s8(static_cast<int8_t>(g.act_min)));
    value = vminq_s8(value, vdupq_n_s8(static_cast<int8_t>(g.act_max)));
    vstrbq_p_s8(out + c, value, there);
  }
}

// in [batch, in_height, in_width, in_channels], weights [kernel_height, kernel_width, in_channels],
// stage packed as above (bias with the input's zero point folded in), out [batch, out_height,
// out_width, in_channels]. scratch: WindowTapsWords(taps, in_channels) words. out must not overlap
// what is still to be read of in.
template <class Spec>
inline void DepthwiseConv2dS8Mve(const Spec& s, const int8_t* in, const int8_t* weights,
                                 const int32_t* stage, int32_t* scratch, int8_t* out) {
  const DepthwiseS8Mve g = {
      weights,          stage,     s.in_channels, s.kernel_height * s.kernel_width,
      s.out_zero_point, s.act_min, s.act_max};
  ForEachWindow(s, in, scratch, out,
                [&](const int8_t* const* taps, int8_t* to) { DepthwisePixelMve(g, taps, to); });
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_
