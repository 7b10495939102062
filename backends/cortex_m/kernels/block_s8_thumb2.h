// Eight rows times channels in Thumb-2 instructions (Cortex-M3). Formula and packing:
// iegen/gemm_s8_thumb.h.
#ifndef IEGEN_BLOCK_S8_THUMB2_H_
#define IEGEN_BLOCK_S8_THUMB2_H_

#if !defined(__thumb2__)
#error "iegen/block_s8_thumb2.h needs a core with Thumb-2 instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/output_s8_thumb.h"

namespace iegen {

struct BlockS8Thumb {
  const int8_t* weights;  // moved on behind the channels that are done
  const int32_t* stage;   // moved on as well where `out` is not null
  const int32_t* rows;
  int8_t* out;          // null: one channel, whose sums go to `sums`
  int32_t out_step;     // bytes between the outputs of neighbouring rows
  int32_t zero_point2;  // 2 * zero point + 1
  int32_t channels;     // how many to do where `out` is not null
  uint32_t sums[8];
};

// Whether the function below makes outputs itself. It saturates to int8.
inline bool BlockS8ThumbStores(const StageS8Thumb& s) {
  return s.form == 1 && s.act_min == -128 && s.act_max == 127;
}

// Both roundings of the reference in six instructions: with m the multiplier and n the right shift,
//   y = (x * m + 2^30) >> 31 = x + round(x * (2m - 2^32) / 2^32)     SMULL, LSLS, ADC
//   (y + (y < 0 ? -1 : 0) + 2^(n - 1) + (zero point << n)) >> n      ADD, ADD, ASR
//
// Groups: r0 jump target, r1 weights, r2 rows, r3 weight, r4-r7 words of the rows, r8-r11 sums of
// both halves, r12 32768, lr start of the steps; the sums low[4], high[4] on the stack, the block
// after them. Outputs: r0 sum, r2 and r11 temporary, r3 output, r4-r7 high, r8 2m, r9 n, r10
// rounding and zero point, r12 and lr one and three steps of the output.
__attribute__((naked, noinline)) inline void MultiplyChannelsThumb(BlockS8Thumb*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_thumb_output x, to:vararg
      smull r2, r11, \x, r8
      lsls r2, r2, #1
      adc \x, \x, r11
      add \x, \x, \x, asr #31
      add \x, \x, r10
      asr \x, \x, r9
      ssat \x, #8, \x
      strb \x, \to
      .endm
      .macro iegen_thumb_low_output at, high, to:vararg
      ldr r0, [sp, #\at]
      sub r0, r0, \high, lsl #16
      iegen_thumb_output r0, \to
      .endm

      push {r0, r4-r11, lr}
      sub sp, #32
      ldr r1, [r0]
    1:
      ldrd r3, r2, [r0, #4]
      ldrd r4, r6, [r3]
      mov r5, r4
      mov r7, r6
      strd r4, r5, [sp]
      strd r4, r5, [sp, #8]
      strd r6, r7, [sp, #16]
      strd r6, r7, [sp, #24]
      mov.w r12, #32768
      adr.w lr, 2f
      sub lr, lr, #1
      b 3f
      .balign 4
    2:
      .rept 19
      ldrsb.w r3, [r1], #1
      ldmia r2!, {r4-r7}
      mla r8, r4, r3, r8
      mla r9, r5, r3, r9
      mla r10, r6, r3, r10
      mla r11, r7, r3, r11
      .endr
      ldm.w sp, {r4-r7}
      add r4, r4, r8
      add r5, r5, r9
      add r6, r6, r10
      add r7, r7, r11
      stm.w sp, {r4-r7}
      add r0, sp, #16
      ldm r0, {r4-r7}
      add r4, r4, r8, asr #16
      add r5, r5, r9, asr #16
      add r6, r6, r10, asr #16
      add r7, r7, r11, asr #16
      stm r0, {r4-r7}
    3:
      ldrb r3, [r1], #1
      cbz r3, 4f
      add r0, lr, r3, lsl #1
      ldrsb.w r3, [r1], #1
      ldmia r2!, {r4-r7}
      mla r8, r4, r3, r12
      mla r9, r5, r3, r12
      mla r10, r6, r3, r12
      mla r11, r7, r3, r12
      bx r0

    4:
      ldr r0, [sp, #32]
      ldr r3, [r0, #12]
      ldrd r4, r5, [sp, #16]
      ldrd r6, r7, [sp, #24]
      cmp r3, #0
      beq.w 5f
      ldr r2, [r0, #4]
      ldrd r8, r9, [r2, #8]
      adds r2, #16
      str r2, [r0, #4]
      adds r2, r3, #1
      str r2, [r0, #12]
      ldrd r12, r10, [r0, #16]
      sub r11, r9, #1
      lsl r10, r10, r11
      add lr, r12, r12, lsl #1
      iegen_thumb_low_output 0, r4, [r3]
      iegen_thumb_low_output 4, r5, [r3, r12]
      iegen_thumb_low_output 8, r6, [r3, r12, lsl #1]
      iegen_thumb_low_output 12, r7, [r3, lr]
      add r3, r3, r12, lsl #2
      iegen_thumb_output r4, [r3]
      iegen_thumb_output r5, [r3, r12]
      iegen_thumb_output r6, [r3, r12, lsl #1]
      iegen_thumb_output r7, [r3, lr]
      ldr r0, [sp, #32]
      ldr r2, [r0, #24]
      subs r2, #1
      str r2, [r0, #24]
      bne.w 1b
      b 6f
    5:
      ldm.w sp, {r8-r11}
      sub r8, r8, r4, lsl #16
      sub r9, r9, r5, lsl #16
      sub r10, r10, r6, lsl #16
      sub r11, r11, r7, lsl #16
      add r2, r0, #28
      stmia r2!, {r8-r11}
      stmia r2!, {r4-r7}
    6:
      str r1, [r0]
      add sp, #32
      pop {r0, r4-r11, pc}
      .purgem iegen_thumb_output
      .purgem iegen_thumb_low_output
      )");
}

}  // namespace iegen

#endif  // IEGEN_BLOCK_S8_THUMB2_H_
