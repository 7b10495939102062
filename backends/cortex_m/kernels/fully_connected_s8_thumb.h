// FULLY_CONNECTED on int8, weights with zero point 0, for cores without the DSP extension:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, out_zero_point, act_min, act_max,
// form (see iegen/output_s8_thumb.h) and offset (kVectorThumbOffset of the core).
//
// Eight channels at a time, each with a sum in a register; an element of the input meets a byte of
// each channel. Weights: [channels / 8][taps][8], missing channels are 0, offset added to each;
// Cortex-M0 has unsigned bytes at constant distances alone, hence its offset of 128, which
// -128 * sum(x) makes good. Stage: for each channel its bias, then the words of OutputS8Thumb.
//
// Budget: 17 instructions (M0: 26) for eight products, one more for the loop; about 20 (M0: 45) an
// output.
#ifndef IEGEN_FULLY_CONNECTED_S8_THUMB_H_
#define IEGEN_FULLY_CONNECTED_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/fully_connected_s8_thumb.h needs Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/output_s8_thumb.h"

namespace iegen {

// One vector times eight channels.
struct VectorS8Thumb {
  const int8_t* weights;  // moved on to the next eight channels
  const int8_t* x;
  const int8_t* x_end;  // a multiple of 4 further
  uint32_t sums[8];     // in: start values
};

#if defined(__thumb2__)

constexpr int32_t kVectorThumbOffset = 0;

// r0 x, r1 weights, r2 end of x, r3 element, r4 weight, r5-r12 sums.
__attribute__((naked, noinline)) inline void MultiplyVectorThumb(VectorS8Thumb*) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r0, r4-r11, lr}
      ldrd r1, r3, [r0]
      ldr r2, [r0, #8]
      add lr, r0, #12
      ldm lr, {r5-r12}
      mov r0, r3
    1:
      .rept 4
      ldrsb r3, [r0], #1
      .irp sum, r5, r6, r7, r8, r9, r10, r11, r12
      ldrsb r4, [r1], #1
      mla \sum, r3, r4, \sum
      .endr
      .endr
      cmp r0, r2
      bne.w 1b
      stm lr, {r5-r12}
      ldr r0, [sp]
      str r1, [r0]
      pop {r0, r4-r11, pc}
      )");
}

#else

constexpr int32_t kVectorThumbOffset = 128;

// r0 x, r1 weights, r2 element, r3 weight, r4-r11 sums, r12 end of x.
__attribute__((naked, noinline)) inline void MultiplyVectorThumb(VectorS8Thumb*) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r0, r4-r7, lr}
      mov r4, r8
      mov r5, r9
      mov r6, r10
      mov r7, r11
      push {r4-r7}
      ldr r3, [r0, #8]
      mov r12, r3
      ldr r1, [r0]
      ldr r2, [r0, #4]
      adds r0, #28
      ldmia r0!, {r4-r7}
      mov r8, r4
      mov r9, r5
      mov r10, r6
      mov r11, r7
      subs r0, #32
      ldmia r0!, {r4-r7}
      mov r0, r2
    1:
      .irp k, 0, 1, 2, 3
      ldrb r2, [r0, #\k]
      sxtb r2, r2
      .irp i, 4, 5, 6, 7, 8, 9, 10, 11
      ldrb r3, [r1, #(8 * \k + \i - 4)]
      muls r3, r2, r3
      add r\i, r3
      .endr
      .endr
      adds r1, #32
      adds r0, #4
      cmp r0, r12
      bne 1b
      ldr r0, [sp, #16]
      str r1, [r0]
      adds r0, #12
      stmia r0!, {r4-r7}
      mov r4, r8
      mov r5, r9
      mov r6, r10
      mov r7, r11
      stmia r0!, {r4-r7}
      pop {r4-r7}
      mov r8, r4
      mov r9, r5
      mov r10, r6
      mov r11, r7
      pop {r0, r4-r7, pc}
      )");
}

#endif

// -offset * sum(x), modulo 2^32.
inline uint32_t VectorCorrectionThumb(const int8_t* x, const int8_t* end) {
  uint32_t sum = 0;
  if (kVectorThumbOffset == 0) return 0;
  for (; x != end; ++x) sum += static_cast<uint32_t>(static_cast<int32_t>(*x));
  return 0u - static_cast<uint32_t>(kVectorThumbOffset) * sum;
}

// in [batches, in_features], in_features a multiple of 4 and not 0; weights and stage packed as
// above (bias with the input's zero point folded in); out [batches, out_features]. out must not
// overlap in.
template <class Spec>
inline void FullyConnectedS8Thumb(const Spec& s, const int8_t* in, const int8_t* weights,
                                  const int32_t* stage, int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const int32_t batches = s.batches, channels = s.out_features, words = rule.words() - 1;
  static_cast<void>(s.offset);  // the core's own constant
  VectorS8Thumb vector;
  for (int32_t b = 0; b < batches; ++b, in += s.in_features) {
    vector.weights = weights;
    vector.x = in;
    vector.x_end = in + s.in_features;
    const uint32_t correction = VectorCorrectionThumb(vector.x, vector.x_end);
    const int32_t* rest = stage;
    for (int32_t left = channels; left > 0; left -= 8) {
      const int32_t count = left < 8 ? left : 8;
      for (int32_t i = 0; i < count; ++i) {
        vector.sums[i] = static_cast<uint32_t>(rest[i * words]) + correction;
      }
      MultiplyVectorThumb(&vector);
      for (int32_t i = 0; i < count; ++i, rest += words) {
        *out++ = OutputS8Thumb(rule, static_cast<int32_t>(vector.sums[i]), rest + 1);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_THUMB_H_
