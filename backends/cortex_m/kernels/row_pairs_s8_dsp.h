// Pairs of int16 of two rows of an image, for iegen/depthwise_conv2d_3x3_s8_dsp.h: of each column
// and four channels the rows r0, r1, ... as
//   four rows:  (r0, r1) (r2, r3)           [columns][4 channels][2] words
//   five rows:  (r0, r1) (r2, r3) (r4, -)   [columns][4 channels][3]
//
// Budget: 20 instructions for four channels of a column, with five rows 27.
#ifndef IEGEN_ROW_PAIRS_S8_DSP_H_
#define IEGEN_ROW_PAIRS_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/row_pairs_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// Rows of the input; outside of it a row is one pixel, with a step of 0.
struct DepthwiseRowsS8Dsp {
  const int8_t* at[5];
  int32_t step[5];  // bytes to the next column
  bool inside;      // all of them
};

// Halves of two words, side by side: the lower ones, or the upper ones.
inline uint32_t LowerHalvesDsp(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
inline uint32_t UpperHalvesDsp(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(result) : "r"(b), "r"(a));
  return result;
}

// Four rows in the input, row_bytes apart: four channels of the columns from `first` on, step
// bytes apart, into [to, end).
__attribute__((naked, noinline)) inline void PackFourRowsDsp(const int8_t* /* first */,
                                                             int32_t /* row_bytes */,
                                                             int32_t /* step */, int32_t* /* to */,
                                                             const int32_t* /* end */) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
      ldr r12, [sp, #36]
      add lr, r1, r1, lsl #1
    1:
      ldr r10, [r0]
      ldr r8, [r0, r1]
      ldr r11, [r0, r1, lsl #1]
      ldr r9, [r0, lr]
      add r0, r0, r2
      pkhbt r6, r10, r8, lsl #16
      pkhtb r10, r8, r10, asr #16
      pkhbt r7, r11, r9, lsl #16
      pkhtb r11, r9, r11, asr #16
      sxtb16 r4, r6
      sxtb16 r5, r7
      sxtb16 r6, r6, ror #8
      sxtb16 r7, r7, ror #8
      sxtb16 r8, r10
      sxtb16 r9, r11
      sxtb16 r10, r10, ror #8
      sxtb16 r11, r11, ror #8
      stmia r3!, {r4-r11}
      cmp r3, r12
      bne 1b
      pop {r4-r11, pc}
      )");
}

// The same with five rows.
__attribute__((naked, noinline)) inline void PackFiveRowsDsp(const int8_t* /* first */,
                                                             int32_t /* row_bytes */,
                                                             int32_t /* step */, int32_t* /* to */,
                                                             const int32_t* /* end */) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
      add r12, r1, r1, lsl #1
    1:
      ldr r4, [r0]
      ldr r5, [r0, r1]
      ldr r6, [r0, r1, lsl #1]
      ldr r7, [r0, r12]
      ldr lr, [r0, r1, lsl #2]
      add r0, r0, r2
      pkhtb r10, r5, r4, asr #16
      pkhbt r4, r4, r5, lsl #16
      pkhtb r11, r7, r6, asr #16
      pkhbt r5, r6, r7, lsl #16
      sxtb16 r7, r4, ror #8
      sxtb16 r8, r5, ror #8
      sxtb16 r9, lr, ror #8
      sxtb16 r4, r4
      sxtb16 r5, r5
      sxtb16 r6, lr
      stmia r3!, {r4-r9}
      sxtb16 r4, r10
      sxtb16 r5, r11
      asr r6, r6, #16
      sxtb16 r7, r10, ror #8
      sxtb16 r8, r11, ror #8
      asr r9, r9, #16
      stmia r3!, {r4-r9}
      ldr r4, [sp, #36]
      cmp r3, r4
      bne 1b
      pop {r4-r11, pc}
      )");
}

// The same where some rows lie outside. Words of a channel: 2 or, with five rows, 3.
__attribute__((noinline)) inline void PackAnyRowsDsp(const DepthwiseRowsS8Dsp& rows,
                                                     int32_t channel_words, int32_t* to,
                                                     const int32_t* end) {
  DepthwiseRowsS8Dsp r = rows;
  const auto load = [&](int32_t i) {
    uint32_t bytes;
    memcpy(&bytes, r.at[i], 4);
    r.at[i] += r.step[i];
    return bytes;
  };
  while (to != end) {
    for (int32_t i = 0; i < channel_words; ++i) {
      const uint32_t a = load(2 * i), b = i < 2 ? load(2 * i + 1) : 0;
      const uint32_t lower = LowerHalvesDsp(a, b), upper = UpperHalvesDsp(a, b);
      to[i] = EvenTapsDsp(lower);
      to[i + channel_words] = OddTapsDsp(lower);
      to[i + 2 * channel_words] = EvenTapsDsp(upper);
      to[i + 3 * channel_words] = OddTapsDsp(upper);
    }
    to += 4 * channel_words;
  }
}

}  // namespace iegen

#endif  // IEGEN_ROW_PAIRS_S8_DSP_H_
