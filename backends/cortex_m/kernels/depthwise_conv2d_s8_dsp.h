// DEPTHWISE_CONV_2D with depth multiplier 1 on int8, for cores with the DSP extension:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8 (depth_multiplier is 1) and fused, which says
// which form the stage has.
//
// Four channels and two taps at a time: two words of four channels become four pairs of int16, each
// for one SMLAD. Packed weights: [channels / 4][taps / 2][4] such pairs, (tap, next tap), with
// zeros for the missing tap of an odd number.
//
// Budget: 17 instructions for 8 products, then about 7 an output and 8 a tap and pixel.
#ifndef IEGEN_DEPTHWISE_CONV2D_S8_DSP_H_
#define IEGEN_DEPTHWISE_CONV2D_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/depthwise_conv2d_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"
#include "iegen/window_taps.h"

namespace iegen {

// Clamps to int8; compilers see no SSAT in Clamp() here.
inline int32_t SaturateDsp(int32_t x) {
  int32_t result;
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(x));
  return result;
}

// Four sums and what they are made of; the function below moves weights and taps on.
struct DepthwiseQuadDsp {
  const int32_t* weights;
  const int8_t* const* taps;
  int32_t sum0, sum1, sum2, sum3;
};

// Adds two taps of the channels c to c + 3.
inline void AddTwoTapsDsp(DepthwiseQuadDsp& q, int32_t c) {
  int32_t x, y, z, v, w;
  __asm__ volatile(
      R"(
      ldrd %[x], %[y], [%[taps]], #8
      ldr %[x], [%[x], %[c]]
      ldr %[y], [%[y], %[c]]
      ldrd %[v], %[w], [%[weights]], #8
      pkhbt %[z], %[x], %[y], lsl #16
      pkhtb %[y], %[y], %[x], asr #16
      sxtb16 %[x], %[z]
      sxtb16 %[z], %[z], ror #8
      smlad %[a0], %[x], %[v], %[a0]
      smlad %[a1], %[z], %[w], %[a1]
      ldrd %[v], %[w], [%[weights]], #8
      sxtb16 %[x], %[y]
      sxtb16 %[y], %[y], ror #8
      smlad %[a2], %[x], %[v], %[a2]
      smlad %[a3], %[y], %[w], %[a3]
      )"
      : [weights] "+r"(q.weights), [taps] "+r"(q.taps), [a0] "+r"(q.sum0), [a1] "+r"(q.sum1),
        [a2] "+r"(q.sum2), [a3] "+r"(q.sum3), [x] "=&r"(x), [y] "=&r"(y), [z] "=&r"(z),
        [v] "=&r"(v), [w] "=&r"(w)
      : [c] "r"(c)
      : "memory");
}

// One layer.
struct DepthwiseS8Dsp {
  const int32_t* weights;
  const int32_t* stage;
  int32_t channels;
  OutputS8Dsp rule;
};

// One pixel; `pairs` is half the number of taps, rounded up. kWhole: the stage is fused and clamps
// to int8.
template <bool kWhole>
__attribute__((noinline)) inline void DepthwisePixelDsp(const DepthwiseS8Dsp& g, int32_t pairs,
                                                        const int8_t* const* taps, int8_t* out) {
  const int32_t* stage = g.stage;
  const int32_t zero_point = g.rule.zero_point;
  const auto output = [&](int32_t acc, int32_t m, int32_t k) {
    if (!kWhole) return ToOutputDsp(g.rule, acc, m, k);
    return static_cast<int8_t>(SaturateDsp(RoundTwiceDsp(acc, m, k, zero_point)));
  };
  DepthwiseQuadDsp q;
  q.weights = g.weights;
  for (int32_t c = 0; c < g.channels; c += 4, stage += 12) {
    q.sum0 = stage[0], q.sum1 = stage[1], q.sum2 = stage[2], q.sum3 = stage[3];
    q.taps = taps;
    for (const int32_t* const end = q.weights + 4 * pairs; q.weights != end;) AddTwoTapsDsp(q, c);
    out[c] = output(q.sum0, stage[4], stage[5]);
    out[c + 1] = output(q.sum1, stage[6], stage[7]);
    out[c + 2] = output(q.sum2, stage[8], stage[9]);
    out[c + 3] = output(q.sum3, stage[10], stage[11]);
  }
}

// in [batch, in_height, in_width, in_channels], in_channels a multiple of 4; weights packed as
// above; stage: for every four channels four biases (with the input's zero point folded in), then
// two factors a channel as OutputS8Dsp has them; out [batch, out_height, out_width, in_channels].
// scratch: WindowTapsWords(taps, in_channels) words. out must not overlap what is still to be read
// of in.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dS8Dsp(const Spec& s, const int8_t* in,
                                                           const int32_t* weights,
                                                           const int32_t* stage, int32_t* scratch,
                                                           int8_t* out) {
  const int32_t taps = s.kernel_height * s.kernel_width, pairs = (taps + 1) / 2;
  const DepthwiseS8Dsp g = {
      weights, stage, s.in_channels, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  const bool whole = IsWholeDsp(g.rule);
  ForEachWindow(s, in, scratch, out, [&](const int8_t* const* pointers, int8_t* to) {
    if (whole) {
      DepthwisePixelDsp<true>(g, pairs, pointers, to);
    } else {
      DepthwisePixelDsp<false>(g, pairs, pointers, to);
    }
  });
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_DSP_H_
