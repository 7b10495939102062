// One row times eight channels in the instructions of Armv6-M (Cortex-M0). Formula and packing:
// iegen/fully_connected_s8_thumb.h.
#ifndef IEGEN_VECTOR_S8_THUMB1_H_
#define IEGEN_VECTOR_S8_THUMB1_H_

#if !defined(__thumb__)
#error "iegen/vector_s8_thumb1.h needs a core with Thumb instructions, as in -mcpu=cortex-m0"
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
  int32_t zero_point2;   // unused here
  uint32_t correction;   // what it adds to each bias
};

constexpr int32_t kVectorThumbOffset = 128;

// Whether MultiplyVectorsThumb() makes the outputs.
inline bool VectorS8ThumbStores(const StageS8Thumb& s) { return s.form == 2; }

// r8-r11 of the caller, below r4-r7.
#define IEGEN_THUMB_PUSH_HIGH \
  "mov r4, r8\n"              \
  "mov r5, r9\n"              \
  "mov r6, r10\n"             \
  "mov r7, r11\n"             \
  "push {r4-r7}\n"
#define IEGEN_THUMB_POP_HIGH \
  "pop {r4-r7}\n"            \
  "mov r8, r4\n"             \
  "mov r9, r5\n"             \
  "mov r10, r6\n"            \
  "mov r11, r7\n"

// Four taps, the first one at [r0, #AT].
#define IEGEN_THUMB_VECTOR_TAPS(AT)       \
  ".irp k, 0, 1, 2, 3\n"                  \
  "ldrb r2, [r0, #(" AT                   \
  " + \\k)]\n"                            \
  "sxtb r2, r2\n"                         \
  ".irp i, 4, 5, 6, 7, 8, 9, 10, 11\n"    \
  "ldrb r3, [r1, #(8 * \\k + \\i - 4)]\n" \
  "muls r3, r2, r3\n"                     \
  "add r\\i, r3\n"                        \
  ".endr\n"                               \
  ".endr\n"                               \
  "adds r1, #32\n"
// All taps: r0 x, r1 weights, r2 element, r3 weight, r4-r11 sums, r12 end of x. Eight at a time; of
// four that are left over the loop begins with its second half.
#define IEGEN_THUMB_VECTOR_PRODUCTS \
  "mov r3, r12\n" \
  "subs r3, r3, r0\n" \
  "lsls r3, r3, #29\n" \
  "bpl 1f\n" \
  "subs r0, #4\n" \
  "b 6f\n" \
  "1:\n" IEGEN_THUMB_VECTOR_TAPS("0") "6:\n" IEGEN_THUMB_VECTOR_TAPS("4") \
  "adds r0, #8\n" \
  "cmp r0, r12\n" \
  "beq 7f\n" \
  "b 1b\n" \
  "7:\n"

// Sums of eight channels.
__attribute__((naked, noinline)) inline void MultiplyVectorThumb(VectorS8Thumb*) {
  __asm__ volatile(
      ".syntax unified\n"
      "push {r0, r4-r7, lr}\n" IEGEN_THUMB_PUSH_HIGH
      "ldr r3, [r0, #8]\n"
      "mov r12, r3\n"
      "ldr r1, [r0]\n"
      "ldr r2, [r0, #4]\n"
      "adds r0, #28\n"
      "ldmia r0!, {r4-r7}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "subs r0, #32\n"
      "ldmia r0!, {r4-r7}\n"
      "mov r0, r2\n" IEGEN_THUMB_VECTOR_PRODUCTS
      "ldr r0, [sp, #16]\n"
      "str r1, [r0]\n"
      "adds r0, #12\n"
      "stmia r0!, {r4-r7}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "stmia r0!, {r4-r7}\n" IEGEN_THUMB_POP_HIGH "pop {r0, r4-r7, pc}\n");
}

// Outputs of all blocks (OutputByTwoMultiplies). The biases are 28 bytes apart, each with six words
// behind it. Sums go through the stack, the first one on top; while outputs are made r0 is the sum,
// r1 the stage, r2-r6 constants and temporary, r7 out.
__attribute__((naked, noinline)) inline void MultiplyVectorsThumb(VectorS8Thumb*) {
  __asm__ volatile(
      ".syntax unified\n"
      "push {r0, r4-r7, lr}\n" IEGEN_THUMB_PUSH_HIGH
      "2:\n"
      "ldr r3, [r0, #8]\n"
      "mov r12, r3\n"
      "ldr r1, [r0, #44]\n"
      "ldr r2, [r0, #60]\n"
      "adds r1, #112\n"
      "ldr r4, [r1]\n"
      "ldr r5, [r1, #28]\n"
      "ldr r6, [r1, #56]\n"
      "ldr r7, [r1, #84]\n"
      "add r4, r2\n"
      "add r5, r2\n"
      "add r6, r2\n"
      "add r7, r2\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "subs r1, #112\n"
      "ldr r4, [r1]\n"
      "ldr r5, [r1, #28]\n"
      "ldr r6, [r1, #56]\n"
      "ldr r7, [r1, #84]\n"
      "add r4, r2\n"
      "add r5, r2\n"
      "add r6, r2\n"
      "add r7, r2\n"
      "ldr r1, [r0]\n"
      "ldr r0, [r0, #4]\n" IEGEN_THUMB_VECTOR_PRODUCTS
      "ldr r0, [sp, #16]\n"
      "str r1, [r0]\n"
      "ldr r1, [r0, #44]\n"
      "ldr r3, [r0, #48]\n"
      "mov r0, r8\n"
      "mov r2, r9\n"
      "mov r8, r3\n"  // out
      "mov r3, r11\n"
      "push {r3}\n"
      "mov r3, r10\n"
      "push {r0, r2, r3}\n"
      "push {r4-r7}\n"
      "mov r7, r8\n"
      ".irp i, 0, 1, 2, 3, 4, 5, 6, 7\n"
      "adds r1, #4\n"
      "ldmia r1!, {r2-r6}\n"
      "pop {r0}\n"
      "cmp r0, r2\n"
      "bge 4f\n"
      "mov r0, r2\n"
      "4:\n"
      "cmp r0, r3\n"
      "ble 4f\n"
      "mov r0, r3\n"
      "4:\n"
      "ldmia r1!, {r2}\n"
      "asrs r3, r0, #31\n"
      "ands r3, r2\n"
      "asrs r2, r0, #6\n"
      "muls r2, r5, r2\n"
      "asrs r2, r2, #10\n"
      "muls r0, r4, r0\n"
      "subs r2, r2, r3\n"
      "adds r0, r0, r6\n"
      "adds r0, r0, r2\n"
      "asrs r0, r0, #23\n"
      "strb r0, [r7, #\\i]\n"
      ".endr\n"
      "adds r7, #8\n"
      "ldr r0, [sp, #16]\n"
      "str r1, [r0, #44]\n"
      "str r7, [r0, #48]\n"
      "ldr r1, [r0, #52]\n"
      "subs r1, #1\n"
      "str r1, [r0, #52]\n"
      "beq 5f\n"
      "b 2b\n"
      "5:\n" IEGEN_THUMB_POP_HIGH "pop {r0, r4-r7, pc}\n");
}

}  // namespace iegen

#endif  // IEGEN_VECTOR_S8_THUMB1_H_
