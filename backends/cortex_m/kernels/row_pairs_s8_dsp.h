// Pairs of int16 of two rows of an image, for iegen/depthwise_conv2d_3x3_s8_dsp.h: of each column
// and four channels the rows r0, r1, ... as
//   four rows:  (r0, r1) (r2, r3)           [columns][4 channels][2] words
//   five rows:  (r0, r1) (r2, r3) (r4, -)   [columns][4 channels][3]
//
// Budget: 20 instructions for four channels of a column, with five rows 27; at the upper and lower
// edge of the image 29 and 37.
#ifndef IEGEN_ROW_PAIRS_S8_DSP_H_
#define IEGEN_ROW_PAIRS_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/row_pairs_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

namespace iegen {

// Rows of the input; outside of it a row is one pixel.
struct DepthwiseRowsS8Dsp {
  struct Row {
    const int8_t* at;
    int32_t mask;  // of the bytes from a row's first column on: -1, outside 0
  };
  Row row[5];
  bool inside;  // all of them
};

// Rows in r10, r8, r11, r9: their pairs to r3.
#define IEGEN_DSP_PAIRS_OF_FOUR_ROWS \
  "pkhbt r6, r10, r8, lsl #16\n"     \
  "pkhtb r10, r8, r10, asr #16\n"    \
  "pkhbt r7, r11, r9, lsl #16\n"     \
  "pkhtb r11, r9, r11, asr #16\n"    \
  "sxtb16 r4, r6\n"                  \
  "sxtb16 r5, r7\n"                  \
  "sxtb16 r6, r6, ror #8\n"          \
  "sxtb16 r7, r7, ror #8\n"          \
  "sxtb16 r8, r10\n"                 \
  "sxtb16 r9, r11\n"                 \
  "sxtb16 r10, r10, ror #8\n"        \
  "sxtb16 r11, r11, ror #8\n"        \
  "stmia r3!, {r4-r11}\n"

// Rows in r4-r7 and lr: their pairs to r3.
#define IEGEN_DSP_PAIRS_OF_FIVE_ROWS \
  "pkhtb r10, r5, r4, asr #16\n"     \
  "pkhbt r4, r4, r5, lsl #16\n"      \
  "pkhtb r11, r7, r6, asr #16\n"     \
  "pkhbt r5, r6, r7, lsl #16\n"      \
  "sxtb16 r7, r4, ror #8\n"          \
  "sxtb16 r8, r5, ror #8\n"          \
  "sxtb16 r9, lr, ror #8\n"          \
  "sxtb16 r4, r4\n"                  \
  "sxtb16 r5, r5\n"                  \
  "sxtb16 r6, lr\n"                  \
  "stmia r3!, {r4-r9}\n"             \
  "sxtb16 r4, r10\n"                 \
  "sxtb16 r5, r11\n"                 \
  "asr r6, r6, #16\n"                \
  "sxtb16 r7, r10, ror #8\n"         \
  "sxtb16 r8, r11, ror #8\n"         \
  "asr r9, r9, #16\n"                \
  "stmia r3!, {r4-r9}\n"

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
      )" IEGEN_DSP_PAIRS_OF_FOUR_ROWS R"(
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
      )" IEGEN_DSP_PAIRS_OF_FIVE_ROWS R"(
      ldr r4, [sp, #36]
      cmp r3, r4
      bne 1b
      pop {r4-r11, pc}
      )");
}

// Both where some rows lie outside.
__attribute__((naked, noinline)) inline void PackAnyFourRowsDsp(
    const DepthwiseRowsS8Dsp* /* rows */, int32_t /* 0 */, int32_t /* step */, int32_t* /* to */,
    const int32_t* /* end */) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
    1:
      ldrd r12, lr, [r0]
      and lr, lr, r1
      ldr r10, [r12, lr]
      ldrd r12, lr, [r0, #8]
      and lr, lr, r1
      ldr r8, [r12, lr]
      ldrd r12, lr, [r0, #16]
      and lr, lr, r1
      ldr r11, [r12, lr]
      ldrd r12, lr, [r0, #24]
      and lr, lr, r1
      ldr r9, [r12, lr]
      add r1, r1, r2
      )" IEGEN_DSP_PAIRS_OF_FOUR_ROWS R"(
      ldr r12, [sp, #36]
      cmp r3, r12
      bne 1b
      pop {r4-r11, pc}
      )");
}

__attribute__((naked, noinline)) inline void PackAnyFiveRowsDsp(
    const DepthwiseRowsS8Dsp* /* rows */, int32_t /* 0 */, int32_t /* step */, int32_t* /* to */,
    const int32_t* /* end */) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
    1:
      ldrd r8, r9, [r0]
      and r9, r9, r1
      ldr r4, [r8, r9]
      ldrd r8, r9, [r0, #8]
      and r9, r9, r1
      ldr r5, [r8, r9]
      ldrd r8, r9, [r0, #16]
      and r9, r9, r1
      ldr r6, [r8, r9]
      ldrd r8, r9, [r0, #24]
      and r9, r9, r1
      ldr r7, [r8, r9]
      ldrd r8, r9, [r0, #32]
      and r9, r9, r1
      ldr lr, [r8, r9]
      add r1, r1, r2
      )" IEGEN_DSP_PAIRS_OF_FIVE_ROWS R"(
      ldr r4, [sp, #36]
      cmp r3, r4
      bne 1b
      pop {r4-r11, pc}
      )");
}

}  // namespace iegen

#endif  // IEGEN_ROW_PAIRS_S8_DSP_H_
