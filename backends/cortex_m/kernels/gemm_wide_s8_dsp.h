// The products of iegen/gemm_s8_dsp.h with weights that are widened to int16 already: twice the
// flash, but no instruction to unpack a channel.
//
// For every four channels A B C D the stream has
//   4 start values   the biases
//   for four taps    A B C D (k, k + 2), A B C D (k + 1, k + 3)
//   8 factors        two for each channel
//
// Budget: 11 instructions for 16 products (0.69 each), 3 more every 256; then 43 for the eight
// outputs. Before it as there.
#ifndef IEGEN_GEMM_WIDE_S8_DSP_H_
#define IEGEN_GEMM_WIDE_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/gemm_wide_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// As MultiplyPairDsp, with the same registers.
__attribute__((naked, noinline)) inline void MultiplyWidePairDsp(PixelPairS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_two_taps a0, b0, c0, d0
      ldrd r12, lr, [r2], #8
      ldrd r0, r11, [r1], #8
      smlad r3, r0, r12, \a0
      smlad r4, r0, lr, r4
      smlad r5, r11, r12, \b0
      smlad r6, r11, lr, r6
      ldrd r0, r11, [r1], #8
      smlad r7, r0, r12, \c0
      smlad r8, r0, lr, r8
      smlad r9, r11, r12, \d0
      smlad r10, r11, lr, r10
      .endm
      )" IEGEN_DSP_STORE IEGEN_DSP_BEGIN_PAIR IEGEN_DSP_TAPS_OF_QUAD IEGEN_DSP_END_OF_QUAD R"(
      .purgem iegen_dsp_two_taps
      )");
}

// Weights of this page.
struct HalfwordsDsp {
  static constexpr int32_t kWordsOfFourTaps = 8;
  static constexpr uint32_t kCodeOfTwoTaps = 11 * 4;
  static void Multiply(PixelPairS8Dsp* pair) { MultiplyWidePairDsp(pair); }
};

}  // namespace iegen

#endif  // IEGEN_GEMM_WIDE_S8_DSP_H_
