// Eight rows times channels in the instructions of Armv6-M (Cortex-M0). Formula and packing:
// iegen/gemm_s8_thumb.h.
#ifndef IEGEN_BLOCK_S8_THUMB1_H_
#define IEGEN_BLOCK_S8_THUMB1_H_

#if !defined(__thumb__)
#error "iegen/block_s8_thumb1.h needs a core with Thumb instructions, as in -mcpu=cortex-m0"
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
  int32_t zero_point2;  // unused here
  int32_t channels;     // how many to do where `out` is not null
  uint32_t sums[8];
};

// Whether the function below makes outputs itself.
inline bool BlockS8ThumbStores(const StageS8Thumb& s) { return s.form == 2; }

// Groups: r0 rows, r1 weights, r2 weight, r3 zero, r4-r7 words of the rows, r8-r11 sums of both
// halves, lr 32768; the sums low[4], high[4] on the stack, r8-r11 of the caller and the block after
// them. Outputs (OutputByTwoMultiplies): r0 sum, r2 and r3 temporary, r4 factor, r5 fraction, r6
// tilt, r7 output, r8 low, r9 high, r10 offset, r11 step of the output.
__attribute__((naked, noinline)) inline void MultiplyChannelsThumb(BlockS8Thumb*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_thumb_step sum, x
      muls \x, r2, \x
      add \sum, \x
      .endm
      .macro iegen_thumb_high sum, total
      mov r2, \sum
      asrs r2, r2, #16
      adds \total, \total, r2
      .endm
      .macro iegen_thumb_output
      cmp r0, r8
      bge 7f
      mov r0, r8
    7:
      cmp r0, r9
      ble 7f
      mov r0, r9
    7:
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
      .endm

      push {r0, r4-r7, lr}
      mov r4, r8
      mov r5, r9
      mov r6, r10
      mov r7, r11
      push {r4-r7}
      sub sp, #32
      ldr r1, [r0]
    1:
      ldr r3, [r0, #4]
      ldr r4, [r3]
      ldr r5, [r3, #4]
      str r4, [sp]
      str r4, [sp, #4]
      str r4, [sp, #8]
      str r4, [sp, #12]
      str r5, [sp, #16]
      str r5, [sp, #20]
      str r5, [sp, #24]
      str r5, [sp, #28]
      ldr r0, [r0, #8]
      movs r4, #128
      lsls r4, r4, #8
      mov lr, r4
      mov r8, lr
      mov r9, lr
      mov r10, lr
      mov r11, lr
      movs r3, #0
      b 3f
    2:
      b 4f
    3:
      ldrb r2, [r1]
      adds r1, #1
      lsls r2, r2, #1
      beq 2b
      add pc, r2
      nop
      nop
      .rept 20
      ldrsb r2, [r1, r3]
      adds r1, #1
      ldmia r0!, {r4-r7}
      iegen_thumb_step r8, r4
      iegen_thumb_step r9, r5
      iegen_thumb_step r10, r6
      iegen_thumb_step r11, r7
      .endr
      mov r2, sp
      mov r3, sp
      ldmia r2!, {r4-r7}
      add r4, r8
      add r5, r9
      add r6, r10
      add r7, r11
      stmia r3!, {r4-r7}
      ldmia r2!, {r4-r7}
      iegen_thumb_high r8, r4
      iegen_thumb_high r9, r5
      iegen_thumb_high r10, r6
      iegen_thumb_high r11, r7
      stmia r3!, {r4-r7}
      mov r8, lr
      mov r9, lr
      mov r10, lr
      mov r11, lr
      movs r3, #0
      b 3b

    4:
      ldr r0, [sp, #48]
      str r1, [r0]
      ldr r7, [r0, #12]
      cmp r7, #0
      bne 5f
      adds r0, #28
      .irp at, 0, 4, 8, 12
      ldr r4, [sp, #(16 + \at)]
      str r4, [r0, #(16 + \at)]
      lsls r4, r4, #16
      ldr r5, [sp, #\at]
      subs r5, r5, r4
      str r5, [r0, #\at]
      .endr
      b 6f
    5:
      ldr r2, [r0, #4]
      adds r3, r7, #1
      str r3, [r0, #12]
      ldr r3, [r0, #16]
      mov r11, r3
      ldr r3, [r2, #8]
      mov r8, r3
      ldr r3, [r2, #12]
      mov r9, r3
      ldr r4, [r2, #16]
      ldr r5, [r2, #20]
      ldr r3, [r2, #24]
      mov r10, r3
      ldr r6, [r2, #28]
      adds r2, #32
      str r2, [r0, #4]
      .irp at, 0, 4, 8, 12
      ldr r0, [sp, #\at]
      ldr r2, [sp, #(16 + \at)]
      lsls r2, r2, #16
      subs r0, r0, r2
      iegen_thumb_output
      .endr
      .irp at, 16, 20, 24, 28
      ldr r0, [sp, #\at]
      iegen_thumb_output
      .endr
      ldr r0, [sp, #48]
      ldr r1, [r0]
      ldr r2, [r0, #24]
      subs r2, #1
      str r2, [r0, #24]
      beq 6f
      b 1b
    6:
      add sp, #32
      pop {r4-r7}
      mov r8, r4
      mov r9, r5
      mov r10, r6
      mov r11, r7
      pop {r0, r4-r7, pc}
      .purgem iegen_thumb_step
      .purgem iegen_thumb_high
      .purgem iegen_thumb_output
      )");
}

}  // namespace iegen

#endif  // IEGEN_BLOCK_S8_THUMB1_H_
