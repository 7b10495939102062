// One row times eight channels in Thumb-2 instructions (Cortex-M3). Formula and packing:
// iegen/fully_connected_s8_thumb.h.
#ifndef IEGEN_VECTOR_S8_THUMB2_H_
#define IEGEN_VECTOR_S8_THUMB2_H_

#if !defined(__thumb2__)
#error "iegen/vector_s8_thumb2.h needs a core with Thumb-2 instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/output_s8_thumb.h"

namespace iegen {

struct VectorS8Thumb {
  const int8_t* weights;  // moved on to the next eight channels
  const int8_t* x;
  const int8_t* x_end;   // a multiple of 4 further
  uint32_t sums[8];      // MultiplyVectorThumb: in, start values
  const int32_t* stage;  // moved on by MultiplyVectorsThumb
  int8_t* out;           // as well
  int32_t blocks;        // of eight channels that it does
  int32_t zero_point2;   // 2 * zero point + 1
  uint32_t correction;   // unused here
};

constexpr int32_t kVectorThumbOffset = 0;

// Whether MultiplyVectorsThumb() makes the outputs. It saturates to int8.
inline bool VectorS8ThumbStores(const StageS8Thumb& s) {
  return s.form == 1 && s.act_min == -128 && s.act_max == 127;
}

// All taps: r0 x, r1 weights, r2 end of x, r3 element, r4 weight, r5-r12 sums.
#define IEGEN_THUMB_VECTOR_PRODUCTS               \
  "1:\n"                                          \
  ".rept 4\n"                                     \
  "ldrsb r3, [r0], #1\n"                          \
  ".irp sum, r5, r6, r7, r8, r9, r10, r11, r12\n" \
  "ldrsb r4, [r1], #1\n"                          \
  "mla \\sum, r3, r4, \\sum\n"                    \
  ".endr\n"                                       \
  ".endr\n"                                       \
  "cmp r0, r2\n"                                  \
  "bne.w 1b\n"

// Sums of eight channels.
__attribute__((naked, noinline)) inline void MultiplyVectorThumb(VectorS8Thumb*) {
  __asm__ volatile(
      "push {r0, r4-r11, lr}\n"
      "ldrd r1, r3, [r0]\n"
      "ldr r2, [r0, #8]\n"
      "add lr, r0, #12\n"
      "ldm lr, {r5-r12}\n"
      "mov r0, r3\n" IEGEN_THUMB_VECTOR_PRODUCTS
      "stm lr, {r5-r12}\n"
      "ldr r0, [sp]\n"
      "str r1, [r0]\n"
      "pop {r0, r4-r11, pc}\n");
}

// Outputs of all blocks. Both roundings of the reference: with m the multiplier and n the right
// shift, the stage's words 1 and 2,
//   y = (x * m + 2^30) >> 31 = x + round(x * (2m - 2^32) / 2^32)     SMULL, LSLS, ADC
//   (y + (y < 0 ? -1 : 0) + 2^(n - 1) + (zero point << n)) >> n      ADD; ASR n - 1, ADD, SSAT
// the second one as floor((floor(y / 2^(n - 1)) + 2 * zero point + 1) / 2). Beside the registers
// above lr is the stage, and while outputs are made r0 2 * zero point + 1, r1 temporary, r2 out, r3
// 2m, r4 n.
__attribute__((naked, noinline)) inline void MultiplyVectorsThumb(VectorS8Thumb*) {
  __asm__ volatile(
      ".syntax unified\n"
      ".macro iegen_thumb_vector_output x, i\n"
      "ldrd r3, r4, [lr, #(12 * \\i + 4)]\n"
      "smull r3, r1, \\x, r3\n"
      "lsls r3, r3, #1\n"
      "adc \\x, \\x, r1\n"
      "sub r4, r4, #1\n"
      "add \\x, \\x, \\x, asr #31\n"
      "asr \\x, \\x, r4\n"
      "add \\x, \\x, r0\n"
      "ssat \\x, #8, \\x, asr #1\n"
      "strb \\x, [r2, #\\i]\n"
      ".endm\n"
      "push {r0, r4-r11, lr}\n"
      "ldr lr, [r0, #44]\n"
      "2:\n"
      "ldrd r1, r3, [r0]\n"
      "ldr r2, [r0, #8]\n"
      "mov r0, r3\n"
      "ldr r5, [lr]\n"
      "ldr r6, [lr, #12]\n"
      "ldr r7, [lr, #24]\n"
      "ldr r8, [lr, #36]\n"
      "ldr r9, [lr, #48]\n"
      "ldr r10, [lr, #60]\n"
      "ldr r11, [lr, #72]\n"
      "ldr r12, [lr, #84]\n" IEGEN_THUMB_VECTOR_PRODUCTS
      "ldr r0, [sp]\n"
      "str r1, [r0]\n"
      "ldr r2, [r0, #48]\n"
      "add r3, r2, #8\n"
      "str r3, [r0, #48]\n"
      "ldr r0, [r0, #56]\n"
      "iegen_thumb_vector_output r5, 0\n"
      "iegen_thumb_vector_output r6, 1\n"
      "iegen_thumb_vector_output r7, 2\n"
      "iegen_thumb_vector_output r8, 3\n"
      "iegen_thumb_vector_output r9, 4\n"
      "iegen_thumb_vector_output r10, 5\n"
      "iegen_thumb_vector_output r11, 6\n"
      "iegen_thumb_vector_output r12, 7\n"
      "add lr, lr, #96\n"
      "ldr r0, [sp]\n"
      "ldr r1, [r0, #52]\n"
      "subs r1, r1, #1\n"
      "str r1, [r0, #52]\n"
      "bne.w 2b\n"
      "str lr, [r0, #44]\n"
      "pop {r0, r4-r11, pc}\n"
      ".purgem iegen_thumb_vector_output\n");
}

}  // namespace iegen

#endif  // IEGEN_VECTOR_S8_THUMB2_H_
