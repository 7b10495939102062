// CONV_2D with a 1x1 filter over eight channels, strides of 1 and no padding on int8, for cores
// with the DSP extension:
//   out[p][o] = stage(sum over c of in[p][c] * w[o][c] + bias[o]).
// With so few products the two rows and four channels of iegen/gemm_s8_dsp.h cost more around the
// products than in them. Here a pixel stays in registers, and all that belongs to a channel comes
// by one LDM.
//
// Spec members (int32_t): batch, in_height, in_width, out_channels, out_zero_point.
//
// Weights: for each channel seven words: bias, the pairs of int16 (w0, w2) (w1, w3) (w4, w6)
// (w5, w7) that meet what SXTB16 makes of the pixel's two words, and the two factors of
// RoundTwiceDsp (iegen/gemm_s8_dsp.h).
//
// Budget: 9 instructions for an output (8 products), 3 more every four; 12 for a pixel.
#ifndef IEGEN_CONV2D_1X1X8_S8_DSP_H_
#define IEGEN_CONV2D_1X1X8_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_1x1x8_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

namespace iegen {

struct PixelsOfEightDsp {
  const int8_t* in;
  const int8_t* in_end;
  const int32_t* weights_end;
  const int32_t* weights;
  int8_t* out;
  int32_t zero_point;
};

// r0-r3 taps of the pixel, r4 sum, r5-r8 weights, r9 and r10 factors, r11 output, r12 zero point,
// lr weights. On the stack: the first four fields of the struct.
__attribute__((naked, noinline)) inline void MultiplyPixelsOfEightDsp(const PixelsOfEightDsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
      ldm r0, {r1-r4, r11, r12}
      push {r1-r4}
      b 2f
    1:
      ldr r0, [sp]
      ldr lr, [sp, #12]
      ldr r1, [r0], #4
      ldr r3, [r0], #4
      str r0, [sp]
      sxtb16 r0, r1
      sxtb16 r1, r1, ror #8
      sxtb16 r2, r3
      sxtb16 r3, r3, ror #8
    3:
      .rept 4
      ldm lr!, {r4-r10}
      smlad r4, r0, r5, r4
      smlad r4, r1, r6, r4
      smlad r4, r2, r7, r4
      smlad r4, r3, r8, r4
      smmlar r4, r4, r9, r4
      smmlar r4, r4, r10, r12
      ssat r4, #8, r4
      strb r4, [r11], #1
      .endr
      ldr r4, [sp, #8]
      cmp lr, r4
      bne 3b
    2:
      ldrd r0, r1, [sp]
      cmp r0, r1
      bne 1b
      add sp, #16
      pop {r4-r11, pc}
      )");
}

// in [batch, in_height, in_width, 8]; weights packed as above (bias with the input's zero point
// folded in), out_channels a multiple of 4; out [batch, in_height, in_width, out_channels], clamped
// to int8. Pixel by pixel: out must not overlap what is still to be read of in.
template <class Spec>
inline void Conv2d1x1x8S8Dsp(const Spec& s, const int8_t* in, const int32_t* weights, int8_t* out) {
  PixelsOfEightDsp pixels;
  pixels.in = in;
  pixels.in_end = in + 8 * s.batch * s.in_height * s.in_width;
  pixels.weights = weights;
  pixels.weights_end = weights + 7 * s.out_channels;
  pixels.out = out;
  pixels.zero_point = s.out_zero_point;
  MultiplyPixelsOfEightDsp(&pixels);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_1X1X8_S8_DSP_H_
