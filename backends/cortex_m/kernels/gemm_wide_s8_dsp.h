// The products of iegen/gemm_s8_dsp.h with weights that are widened to int16 already: twice the
// flash, but no instruction to unpack a channel and no sums of rows.
//
// For every four channels A B C D the stream has
//   4 start values   the biases
//   for four taps    A B C D (k, k + 2), A B C D (k + 1, k + 3)
//   8 factors        two for each channel
//
// Budget: 11 instructions for 16 products (0.69 each), 3 more every 256; then 6 an output. 9 to
// widen four bytes of both rows.
#ifndef IEGEN_GEMM_WIDE_S8_DSP_H_
#define IEGEN_GEMM_WIDE_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/gemm_wide_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// As MultiplyPairDsp; the sums of the rows are not used.
// First: r1 and r2 rows, r3 widened, r4 words, r5 words left, r6 and r7 gaps, r8-r11 taps.
// Then: r1 the stream, r2 taps of the rows, r3-r10 sums, r0 and r11 taps of two channels, r12 and
// lr taps of the rows. Last: r0 and r11 factors, r2 and r12 outputs, lr zero point.
__attribute__((naked, noinline)) inline void MultiplyWidePairDsp(PixelPairS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_store sum0, sum1
      ldrd r0, r11, [r1], #8
      smmlar \sum0, \sum0, r0, \sum0
      smmlar \sum1, \sum1, r0, \sum1
      smmlar \sum0, \sum0, r11, lr
      smmlar \sum1, \sum1, r11, lr
      ssat \sum0, #8, \sum0
      ssat \sum1, #8, \sum1
      strb \sum0, [r2], #1
      strb \sum1, [r12], #1
      .endm

      push {r0, r4-r11, lr}
      ldr r8, [r0, #24]
      ldm r0, {r1-r4, r6, r7}
      cmp r3, r8
      beq 3f
      push {r8}
    1:
      mov r5, r4
    2:
      ldr r10, [r1], #4
      ldr r11, [r2], #4
      subs r5, #1
      sxtb16 r8, r10
      sxtb16 r9, r11
      sxtb16 r10, r10, ror #8
      sxtb16 r11, r11, ror #8
      stmia r3!, {r8-r11}
      bne 2b
      ldr r5, [sp]
      add r1, r1, r6
      add r2, r2, r7
      cmp r3, r5
      bne 1b
      add sp, #4
    3:
      add r1, r0, #28
      ldm r1, {r2-r10}
      ldr r1, [r0, #64]
      adr.w r11, 5f
      add r6, r6, r11
      push {r2-r10}
    4:
      ldm r1!, {r3, r5, r7, r9}
      ldrd r2, r0, [sp, #12]
      mov r4, r3
      mov r6, r5
      mov r8, r7
      mov r10, r9
      bx r0
      .balign 4
    5:
      .rept 16
      ldrd r12, lr, [r2], #8
      ldrd r0, r11, [r1], #8
      smlad r3, r0, r12, r3
      smlad r4, r0, lr, r4
      smlad r5, r11, r12, r5
      smlad r6, r11, lr, r6
      ldrd r0, r11, [r1], #8
      smlad r7, r0, r12, r7
      smlad r8, r0, lr, r8
      smlad r9, r11, r12, r9
      smlad r10, r11, lr, r10
      .endr
      ldr.w r0, [sp, #20]
      cmp r0, r2
      bne.w 5b

      ldm sp, {r2, r12, lr}
      cbnz r2, 6f
      ldr r0, [sp, #36]
      add r0, r0, #68
      stm r0, {r3-r10}
      b 7f
    6:
      iegen_dsp_store r3, r4
      iegen_dsp_store r5, r6
      iegen_dsp_store r7, r8
      iegen_dsp_store r9, r10
      strd r2, r12, [sp]
      ldr r0, [sp, #32]
      cmp r0, r1
      bne.w 4b
    7:
      add sp, #40
      pop {r4-r11, pc}
      .purgem iegen_dsp_store
      )");
}

// Weights of this page.
struct HalfwordsDsp {
  static constexpr int32_t kWordsOfFourTaps = 8;
  static constexpr uint32_t kCodeOfFourTaps = 22 * 4;
  static void Multiply(PixelPairS8Dsp* pair) { MultiplyWidePairDsp(pair); }
};

}  // namespace iegen

#endif  // IEGEN_GEMM_WIDE_S8_DSP_H_
