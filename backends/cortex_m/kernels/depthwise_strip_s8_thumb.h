// Products and outputs of one strip of a 3x3 depthwise convolution, in the instructions of the
// core. Layout: iegen/depthwise_conv2d_3x3_s8_thumb.h.
#ifndef IEGEN_DEPTHWISE_STRIP_S8_THUMB_H_
#define IEGEN_DEPTHWISE_STRIP_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/depthwise_strip_s8_thumb.h needs Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/output_s8_thumb.h"

namespace iegen {

struct DepthwiseStripThumb {
  const int8_t* columns;  // of 16 bytes; the strip ends with their last byte
  const int8_t* weights;
  int32_t start;  // of the sums
  int32_t* sums;  // out: [count][2 * turns]
  int32_t count;  // columns of the output, at least 1
  int32_t turns;  // half the rows of the output
  int32_t step;   // bytes from the window of an output to the one on its right
};

// Sums of one channel of a strip, column by column: `rows` of each, at least 1, then `spare` ones
// that are nobody's. Steps are bytes of the output.
struct StripSumsThumb {
  const int32_t* sums;
  int32_t columns, rows, spare;
  int32_t column_step, row_step;
  int8_t* out;
};

#if defined(__thumb2__)

// Elements are stored as they are.
constexpr int32_t kDepthwiseThumbOffset = 0, kDepthwiseThumbFlip = 0;

// r0 sums, r1 the window, r2-r10 weights, r11 and r12 the sums of two rows, lr an element. On the
// stack: start, bytes from the end of a column to the next window, columns left. The window's
// pointer is two rows (step 1) or one row (step 2) ahead of its first element: it reaches the end
// of the column, a multiple of 16, after the last turn.
__attribute__((naked, noinline)) inline void MultiplyStripThumb(DepthwiseStripThumb*, int32_t) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_strip_load at, sum0, w0, sum1, w1
      ldrsb lr, [r1, #(\at)]
      .ifnc \sum0, none
      mla \sum0, lr, \w0, \sum0
      .endif
      .ifnc \sum1, none
      mla \sum1, lr, \w1, \sum1
      .endif
      .endm
      .macro iegen_strip_column at, step, w0, w1, w2
      .if \step == 1
      iegen_strip_load \at-2, r11, \w0, none, none
      iegen_strip_load \at-1, r11, \w1, r12, \w0
      iegen_strip_load \at, r11, \w2, r12, \w1
      iegen_strip_load \at+1, none, none, r12, \w2
      .else
      iegen_strip_load \at-1, r11, \w0, none, none
      iegen_strip_load \at, r11, \w1, none, none
      iegen_strip_load \at+1, r11, \w2, r12, \w0
      iegen_strip_load \at+2, none, none, r12, \w1
      iegen_strip_load \at+3, none, none, r12, \w2
      .endif
      .endm
      .macro iegen_strip step
    1:
      ldr r11, [sp, #4]
      add r1, r1, r11
    2:
      ldr r11, [sp]
      mov r12, r11
      iegen_strip_column 0, \step, r2, r3, r4
      iegen_strip_column 16, \step, r5, r6, r7
      iegen_strip_column 32, \step, r8, r9, r10
      strd r11, r12, [r0], #8
      add r1, r1, #(2 * \step)
      tst r1, #15
      bne.w 2b
      ldr r11, [sp, #8]
      subs r11, r11, #1
      str r11, [sp, #8]
      bne.w 1b
      .endm

      push {r4-r11, lr}
      sub sp, #12
      ldrd r4, r5, [r0, #16]
      mul r5, r5, r1
      ldr r6, [r0, #24]
      sub r6, r6, r5, lsl #1
      ldr r7, [r0, #8]
      strd r7, r6, [sp]
      str r4, [sp, #8]
      mov r12, r1
      ldr r1, [r0]
      ldr r7, [r0, #24]
      sub r1, r1, r7
      add r1, r1, #16
      ldr lr, [r0, #4]
      ldr r0, [r0, #12]
      .irp w, 2, 3, 4, 5, 6, 7, 8, 9, 10
      ldrsb r\w, [lr], #1
      .endr
      cmp r12, #1
      bne.w 3f
      iegen_strip 1
      b 4f
    3:
      iegen_strip 2
    4:
      add sp, #12
      pop {r4-r11, pc}
      .purgem iegen_strip_load
      .purgem iegen_strip_column
      .purgem iegen_strip
      )");
}

// Outputs of a strip, if the stage has form 1 and no narrower clamp; rounding as in
// iegen/block_s8_thumb2.h.
__attribute__((always_inline)) inline bool StoreSumsThumb(const StageS8Thumb& rule,
                                                          const int32_t* words,
                                                          const StripSumsThumb& strip) {
  if (rule.form != 1 || rule.act_min != -128 || rule.act_max != 127) return false;
  const int32_t m2 = words[0], n = words[1], rounding = (2 * rule.zero_point + 1) << (n - 1);
  const int32_t* sums = strip.sums;
  int8_t* column = strip.out;
  for (int32_t left = strip.columns; left > 0; --left, column += strip.column_step) {
    int8_t* out = column;
    for (const int32_t* const end = sums + strip.rows; sums != end; out += strip.row_step) {
      int32_t x = *sums++, low, high;
      __asm__(
          "smull %1, %2, %0, %3\n\t"
          "lsls %1, %1, #1\n\t"
          "adc %0, %0, %2\n\t"
          "add %0, %0, %0, asr #31\n\t"
          "add %0, %0, %4\n\t"
          "asr %0, %0, %5\n\t"
          "ssat %0, #8, %0"
          : "+r"(x), "=&r"(low), "=&r"(high)
          : "r"(m2), "r"(rounding), "r"(n)
          : "cc");
      *out = static_cast<int8_t>(x);
    }
    sums += strip.spare;
  }
  return true;
}

#else

// Elements are stored with 128 added, because only unsigned bytes can be loaded from constant
// distances.
constexpr int32_t kDepthwiseThumbOffset = 128, kDepthwiseThumbFlip = -128;

// r0 the window, r1 element, r2 weight, r3 and r4 the sums of two rows, r5 temporary, r6 sums, r7
// the window's third column; r8 the end of the column, r9 bytes from there to the next window, r10
// columns left, r11 16 or step. On the stack: start, then the weights as words.
__attribute__((naked, noinline)) inline void MultiplyStripThumb(DepthwiseStripThumb*, int32_t) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_strip_tap from, at, step, weight
      ldr r2, [sp, #(4 + 4 * (\weight))]
      ldrb r1, [\from, #(\at)]
      muls r1, r2, r1
      adds r3, r3, r1
      ldrb r1, [\from, #(\at + \step)]
      muls r1, r2, r1
      adds r4, r4, r1
      .endm
      .macro iegen_strip step
    1:
      ldr r3, [sp]
      mov r4, r3
      .irp ky, 0, 1, 2
      iegen_strip_tap r0, \ky, \step, \ky
      iegen_strip_tap r0, 16+\ky, \step, 3+\ky
      iegen_strip_tap r7, \ky, \step, 6+\ky
      .endr
      stmia r6!, {r3, r4}
      adds r0, #(2 * \step)
      adds r7, #(2 * \step)
      cmp r0, r8
      bne 1b
      add r0, r9
      add r7, r9
      add r8, r11
      mov r5, r10
      subs r5, #1
      mov r10, r5
      bne 1b
      .endm

      push {r4-r7, lr}
      mov r4, r8
      mov r5, r9
      mov r6, r10
      mov r7, r11
      push {r4-r7}
      sub sp, #40
      ldr r4, [r0, #8]
      str r4, [sp]
      ldr r4, [r0, #4]
      movs r5, #0
      .irp at, 4, 8, 12, 16, 20, 24, 28, 32, 36
      ldrsb r3, [r4, r5]
      str r3, [sp, #\at]
      adds r5, #1
      .endr
      ldr r6, [r0, #12]
      ldr r4, [r0, #16]
      mov r10, r4
      ldr r4, [r0, #20]
      lsls r4, r4, #1
      muls r4, r1, r4
      ldr r3, [r0, #24]
      mov r11, r3
      subs r3, r3, r4
      mov r9, r3
      ldr r0, [r0]
      movs r3, #15
      cmp r1, #1
      bne 2f
      subs r3, #1
    2:
      adds r3, r0, r3
      mov r8, r3
      subs r0, r3, r4
      mov r7, r0
      adds r7, #32
      cmp r1, #1
      beq 3f
      b 4f
    3:
      iegen_strip 1
      b 5f
    4:
      iegen_strip 2
    5:
      add sp, #40
      pop {r4-r7}
      mov r8, r4
      mov r9, r5
      mov r10, r6
      mov r11, r7
      pop {r4-r7, pc}
      .purgem iegen_strip_tap
      .purgem iegen_strip
      )");
}

// What StoreColumnsThumb() reads, by these offsets.
struct OutputColumnsThumb {
  int32_t columns;
  int32_t sums_bytes, spare_bytes;  // of a column, and behind them
  int32_t next;                     // bytes from the end of a column of outputs to the next one
  const int32_t* sums;              // 16
  int8_t* out;
  int32_t step;  // bytes between outputs
  const int32_t* words;
};

// OutputByTwoMultiplies: r0 sum, r1 sums, r2 and r3 temporary, r4 factor, r5 fraction, r6 tilt, r7
// output, r8 low, r9 high, r10 offset, r11 step, r12 end of the column's sums; the first four
// members on the stack.
__attribute__((naked, noinline)) inline void StoreColumnsThumb(const OutputColumnsThumb*) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r7, lr}
      mov r4, r8
      mov r5, r9
      mov r6, r10
      mov r7, r11
      push {r4-r7}
      ldmia r0!, {r1-r4}
      push {r1-r4}
      ldr r1, [r0]
      ldr r7, [r0, #4]
      ldr r2, [r0, #8]
      mov r11, r2
      ldr r0, [r0, #12]
      ldmia r0!, {r2-r6}
      mov r8, r2
      mov r9, r3
      mov r10, r6
      ldr r6, [r0]
    1:
      ldr r2, [sp, #4]
      adds r2, r2, r1
      mov r12, r2
    2:
      ldmia r1!, {r0}
      cmp r0, r8
      bge 3f
      mov r0, r8
    3:
      cmp r0, r9
      ble 3f
      mov r0, r9
    3:
      asrs r2, r0, #31
      ands r2, r6
      asrs r3, r0, #6
      muls r3, r5, r3
      asrs r3, r3, #10
      muls r0, r4, r0
      adds r0, r0, r3
      subs r0, r0, r2
      add r0, r10
      asrs r0, r0, #23
      strb r0, [r7]
      add r7, r11
      cmp r1, r12
      bne 2b
      ldr r2, [sp, #8]
      adds r1, r1, r2
      ldr r2, [sp, #12]
      adds r7, r7, r2
      ldr r2, [sp]
      subs r2, #1
      str r2, [sp]
      bne 1b
      add sp, #16
      pop {r4-r7}
      mov r8, r4
      mov r9, r5
      mov r10, r6
      mov r11, r7
      pop {r4-r7, pc}
      )");
}

// Outputs of a strip, if the stage has form 2.
__attribute__((always_inline)) inline bool StoreSumsThumb(const StageS8Thumb& rule,
                                                          const int32_t* words,
                                                          const StripSumsThumb& strip) {
  if (rule.form != 2) return false;
  const OutputColumnsThumb columns = {
      strip.columns,   4 * strip.rows,
      4 * strip.spare, strip.column_step - strip.rows * strip.row_step,
      strip.sums,      strip.out,
      strip.row_step,  words};
  StoreColumnsThumb(&columns);
  return true;
}

#endif

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_STRIP_S8_THUMB_H_
