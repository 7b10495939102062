// DEPTHWISE_CONV_2D with depth multiplier 1 on int8, for cores with Helium:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8 (depth_multiplier is 1), fused, which says
// which form the stage has (iegen/gemm_s8_mve.h), and pairs: 1 where the sum of two neighbouring
// products (taps 0 and 1, 2 and 3, ...) fits into 16 bits, which it does unless both weights are
// -128.
//
// Sixteen channels at a time: bytes widen to 16 bits in the product and to 32 bits in the sum, each
// time into even and odd lanes. So the four sums hold channels 0 4 8 12, 2 6 10 14, 1 5 9 13 and
// 3 7 11 15, and narrowing into bottom and top halves puts them in order again.
//
// Budget: 18 vector instructions for 32 products (24 without pairs), about 6 around them; 40 for
// the 16 outputs (76 with the general stage), 8 a tap and pixel.
#ifndef IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_
#define IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/depthwise_conv2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/window_taps.h"

namespace iegen {

// One layer. `stage` holds for every sixteen channels, missing ones too, the constants of each of
// the four sums.
struct DepthwiseS8Mve {
  const int8_t* weights;
  const int32_t* stage;
  int32_t channels, taps;
  int32_t fused, pairs;
  int32_t zero_point, act_min, act_max;
};

// Four sums scaled: both roundings of the reference. `stage` is behind the biases.
inline int32x4_t ScaleMve(const DepthwiseS8Mve& g, int32x4_t sum, const int32_t* stage) {
  if (g.fused != 0) {
    const int32x4_t first = vqrdmulhq_s32(sum, vld1q_s32(stage));
    return vaddq_n_s32(vqrdmulhq_s32(first, vld1q_s32(stage + 4)), g.zero_point);
  }
  const int32x4_t left = vld1q_s32(stage), right = vld1q_s32(stage + 8);
  const int32x4_t first = vqrdmulhq_s32(vshlq_s32(sum, left), vld1q_s32(stage + 4));
  const int32x4_t away = vshrq_n_s32(vandq_s32(first, right), 31);
  return vaddq_n_s32(vrshlq_s32(vaddq_s32(first, away), right), g.zero_point);
}

// The sums of sixteen channels.
struct DepthwiseSumsMve {
  int32x4_t sum[4];

  __attribute__((always_inline)) void Add(int16x8_t even, int16x8_t odd) {
    sum[0] = vaddq_s32(sum[0], vmovlbq_s16(even));
    sum[1] = vaddq_s32(sum[1], vmovltq_s16(even));
    sum[2] = vaddq_s32(sum[2], vmovlbq_s16(odd));
    sum[3] = vaddq_s32(sum[3], vmovltq_s16(odd));
  }
};

// Channels c to c + 15 of one pixel; `stage` is theirs.
__attribute__((always_inline)) inline int8x16_t DepthwiseSixteenMve(const DepthwiseS8Mve& g,
                                                                    const int8_t* const* taps,
                                                                    int32_t c, const int32_t* stage,
                                                                    mve_pred16_t there) {
  const int32_t channels = g.channels, step = g.fused != 0 ? 12 : 16;
  const int8_t* const* const end = taps + g.taps;
  DepthwiseSumsMve sums = {{vld1q_s32(stage), vld1q_s32(stage + step), vld1q_s32(stage + 2 * step),
                            vld1q_s32(stage + 3 * step)}};
  const int8_t* w = g.weights + c;
  if (g.pairs != 0) {
    for (; taps + 2 <= end; taps += 2, w += 2 * channels) {
      const int8x16_t x0 = vldrbq_z_s8(taps[0] + c, there), w0 = vldrbq_z_s8(w, there);
      const int8x16_t x1 = vldrbq_z_s8(taps[1] + c, there), w1 = vldrbq_z_s8(w + channels, there);
      sums.Add(vaddq_s16(vmullbq_int_s8(x0, w0), vmullbq_int_s8(x1, w1)),
               vaddq_s16(vmulltq_int_s8(x0, w0), vmulltq_int_s8(x1, w1)));
    }
  }
  for (; taps != end; ++taps, w += channels) {
    const int8x16_t x = vldrbq_z_s8(*taps + c, there), v = vldrbq_z_s8(w, there);
    sums.Add(vmullbq_int_s8(x, v), vmulltq_int_s8(x, v));
  }
  stage += 4;
  int16x8_t even = vuninitializedq_s16(), odd = vuninitializedq_s16();
  even = vqmovnbq_s32(even, ScaleMve(g, sums.sum[0], stage));
  even = vqmovntq_s32(even, ScaleMve(g, sums.sum[1], stage + step));
  odd = vqmovnbq_s32(odd, ScaleMve(g, sums.sum[2], stage + 2 * step));
  odd = vqmovntq_s32(odd, ScaleMve(g, sums.sum[3], stage + 3 * step));
  return vqmovntq_s16(vqmovnbq_s16(vuninitializedq_s8(), even), odd);
}

// All channels of one pixel.
__attribute__((noinline)) inline void DepthwisePixelMve(const DepthwiseS8Mve& g,
                                                        const int8_t* const* taps, int8_t* out) {
  const int32_t channels = g.channels, stage_words = g.fused != 0 ? 48 : 64;
  const int8x16_t low = vdupq_n_s8(static_cast<int8_t>(g.act_min));
  const int8x16_t high = vdupq_n_s8(static_cast<int8_t>(g.act_max));
  const int32_t* stage = g.stage;
  for (int32_t c = 0; c < channels; c += 16, stage += stage_words) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(channels - c));
    const int8x16_t value = DepthwiseSixteenMve(g, taps, c, stage, there);
    vstrbq_p_s8(out + c, vminq_s8(vmaxq_s8(value, low), high), there);
  }
}

// in [batch, in_height, in_width, in_channels], weights [kernel_height, kernel_width, in_channels],
// stage packed as above (bias with the input's zero point folded in), out [batch, out_height,
// out_width, in_channels]. scratch: WindowTapsWords(taps, in_channels) words. out must not overlap
// what is still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dS8Mve(const Spec& s, const int8_t* in,
                                                           const int8_t* weights,
                                                           const int32_t* stage, int32_t* scratch,
                                                           int8_t* out) {
  const DepthwiseS8Mve g = {weights,  stage,   s.in_channels,    s.kernel_height * s.kernel_width,
                            s.fused,  s.pairs, s.out_zero_point, s.act_min,
                            s.act_max};
  ForEachWindow(s, in, scratch, out,
                [&](const int8_t* const* taps, int8_t* to) { DepthwisePixelMve(g, taps, to); });
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_MVE_H_
