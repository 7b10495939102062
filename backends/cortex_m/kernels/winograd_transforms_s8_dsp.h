// The transforms of iegen/conv2d_winograd_s8_dsp.h, four windows at a time: by B of the input, on
// pairs of int16, and by A of the products.
//
// Budget: 31 instructions for four channels of a column, then 8 an element of V of four channels;
// 65 for the four outputs of a window.
#ifndef IEGEN_WINOGRAD_TRANSFORMS_S8_DSP_H_
#define IEGEN_WINOGRAD_TRANSFORMS_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error \
    "iegen/winograd_transforms_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

namespace iegen {

// Channels c to c + 3 of ten columns of four pixels times B: to[80], as [c and c + 2, c + 1 and
// c + 3][4 rows][10 columns]. r0 pixels, r1 c, r2 to, r3 its end, r4-r7 the four pixels.
__attribute__((naked, noinline)) inline void TransformColumnsDsp(const int8_t* const* /* pixels */,
                                                                 int32_t /* c */,
                                                                 int32_t* /* to */) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r4-r11, lr}
      add r3, r2, #40
    1:
      ldm r0!, {r4-r7}
      ldr r4, [r4, r1]
      ldr r5, [r5, r1]
      ldr r6, [r6, r1]
      ldr r7, [r7, r1]
      sxtb16 r8, r4
      sxtb16 r9, r5
      sxtb16 r10, r6
      sxtb16 r11, r7
      ssub16 r12, r8, r10
      sadd16 lr, r9, r10
      ssub16 r10, r10, r9
      ssub16 r9, r9, r11
      str lr, [r2, #40]
      str r10, [r2, #80]
      str r9, [r2, #120]
      sxtb16 r4, r4, ror #8
      sxtb16 r5, r5, ror #8
      sxtb16 r6, r6, ror #8
      sxtb16 r7, r7, ror #8
      ssub16 r8, r4, r6
      sadd16 r9, r5, r6
      ssub16 r6, r6, r5
      ssub16 r5, r5, r7
      str r8, [r2, #160]
      str r9, [r2, #200]
      str r6, [r2, #240]
      str r5, [r2, #280]
      str r12, [r2], #4
      cmp r2, r3
      bne 1b
      pop {r4-r11, pc}
      )");
}

// Four of those rows times B': v[(4 * i + j) * step + window], `step` bytes between elements. r1 v,
// r2-r11 a row, r0, r2, r12 and lr an element of four windows; columns, their end and step are on
// the stack.
__attribute__((naked, noinline)) inline void TransformRowsDsp(const int32_t* /* columns */,
                                                              int32_t /* step */,
                                                              int32_t* /* v */) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_element
      stm r1, {r0, r2, r12, lr}
      ldr r0, [sp, #8]
      add r1, r1, r0
      .endm
      push {r4-r11, lr}
      add r3, r0, #160
      mov r12, r1
      push {r0, r3, r12}
      mov r1, r2
    1:
      ldr r0, [sp]
      ldm r0!, {r2-r11}
      str r0, [sp]
      ssub16 r0, r2, r4
      ssub16 r2, r4, r6
      ssub16 r12, r6, r8
      ssub16 lr, r8, r10
      iegen_dsp_element
      sadd16 r0, r3, r4
      sadd16 r2, r5, r6
      sadd16 r12, r7, r8
      sadd16 lr, r9, r10
      iegen_dsp_element
      ssub16 r0, r4, r3
      ssub16 r2, r6, r5
      ssub16 r12, r8, r7
      ssub16 lr, r10, r9
      iegen_dsp_element
      ssub16 r0, r3, r5
      ssub16 r2, r5, r7
      ssub16 r12, r7, r9
      ssub16 lr, r9, r11
      iegen_dsp_element
      ldrd r0, r2, [sp]
      cmp r0, r2
      bne 1b
      add sp, #12
      pop {r4-r11, pc}
      .purgem iegen_dsp_element
      )");
}

// Step 4 for one channel of a whole tile. Fields as the function below reads them.
struct WinogradStoreDsp {
  const int32_t* products;
  int8_t* out;
  int32_t out_channels, row;  // bytes to the next output of a row, and to the lower row
  const int32_t* products_end;
  int32_t bias, m, k, zero_point;
};

// r0 products, r1 output, r2 bias, r3 first factor, r4-r7 the sums of four outputs, r8-r10
// products, r11 out_channels, r12 row, lr the end of the products; on the stack the second factor
// and the zero point.
__attribute__((naked, noinline)) inline void StoreWindowsDsp(const WinogradStoreDsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_sums column
      ldr r8, [r0, #(32 * \column)]
      ldr r9, [r0, #(32 * \column + 128)]
      ldr r10, [r0, #(32 * \column + 256)]
      add r8, r8, r9
      sub r9, r9, r10
      add r8, r8, r10
      ldr r10, [r0, #(32 * \column + 384)]
      sub r9, r9, r10
      .endm
      .macro iegen_dsp_scale sum
      add \sum, r2, \sum, asr #2
      smmlar \sum, \sum, r3, \sum
      smmlar \sum, \sum, r8, r9
      ssat \sum, #8, \sum
      .endm

      push {r4-r11, lr}
      add r2, r0, #28
      ldm r2, {r4, r5}
      push {r4, r5}
      ldrd r2, r3, [r0, #20]
      ldm r0, {r0, r1, r11, r12, lr}
    1:
      iegen_dsp_sums 0
      mov r4, r8
      mov r6, r9
      iegen_dsp_sums 1
      add r4, r4, r8
      add r6, r6, r9
      mov r5, r8
      mov r7, r9
      iegen_dsp_sums 2
      add r4, r4, r8
      sub r5, r5, r8
      add r6, r6, r9
      sub r7, r7, r9
      iegen_dsp_sums 3
      sub r5, r5, r8
      sub r7, r7, r9
      ldrd r8, r9, [sp]
      iegen_dsp_scale r4
      iegen_dsp_scale r5
      iegen_dsp_scale r6
      iegen_dsp_scale r7
      add r10, r1, r12
      strb r4, [r1]
      strb r5, [r1, r11]
      strb r6, [r10]
      strb r7, [r10, r11]
      add r0, r0, #4
      add r1, r1, r11, lsl #1
      cmp r0, lr
      bne 1b
      add sp, #8
      pop {r4-r11, pc}
      .purgem iegen_dsp_sums
      .purgem iegen_dsp_scale
      )");
}

}  // namespace iegen

#endif  // IEGEN_WINOGRAD_TRANSFORMS_S8_DSP_H_
