// Products of int8 rows with Helium (MVE): what the convolutions with dense filters share on
// Cortex-M55.
//
// Two input rows ("pixels") meet four channels at a time, 16 taps an instruction. Packed weights:
// [channels / 4][taps / 16][4][16], with zeros for missing taps and channels. The rows are read as
// they are, the last piece of a row under a predicate.
//
// Budget: 16 instructions for 128 products (0.125 each); then about 5 an output.
#ifndef IEGEN_GEMM_S8_MVE_H_
#define IEGEN_GEMM_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/gemm_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// One layer. `stage` holds for every four channels four biases, then four multipliers and four
// second factors, missing channels too. With `fused` 1 the second factor is 2^(32 - n) + 1 for a
// right shift n, otherwise it is the shift of MultiplyByQuantizedMultiplier.
struct GemmS8Mve {
  const int8_t* weights;
  const int32_t* stage;
  int32_t channels, taps;
  int32_t fused;
  int32_t zero_point, act_min, act_max;
};

// Two rows times four channels.
struct Dot2x4S8Mve {
  const int8_t* weights;
  const int8_t* x0;
  const int8_t* x1;
  int32_t taps_after_first;  // taps - 16
  uint32_t acc[8];           // out: x0 with four channels, then x1
};

// The even registers hold the sums, as VMLADAVA wants them, the odd ones the rest.
__attribute__((naked, noinline)) inline void DotS8Mve(Dot2x4S8Mve*) {
  __asm__ volatile(
      R"(
      .macro iegen_mve_products
      vldrb.u8 q2, [r1], #16
      vmladava.s8 r0, q0, q2
      vldrb.u8 q3, [r1], #16
      vmladava.s8 r8, q1, q2
      vmladava.s8 r2, q0, q3
      vldrb.u8 q2, [r1], #16
      vmladava.s8 r10, q1, q3
      vmladava.s8 r4, q0, q2
      vldrb.u8 q3, [r1], #16
      vmladava.s8 r12, q1, q2
      vmladava.s8 r6, q0, q3
      vmladava.s8 lr, q1, q3
      .endm

      push {r4-r11, lr}
      mov r9, r0
      ldr r1, [r9]
      ldr r3, [r9, #4]
      ldr r5, [r9, #8]
      ldr r7, [r9, #12]
      movs r0, #0
      movs r2, #0
      movs r4, #0
      movs r6, #0
      mov r8, r0
      mov r10, r0
      mov r12, r0
      mov lr, r0
      cmp r7, #0
      blt 2f
    1:
      vldrb.u8 q0, [r3], #16
      vldrb.u8 q1, [r5], #16
      iegen_mve_products
      subs r7, #16
      bge 1b
    2:
      adds r7, #16
      beq 3f
      vctp.8 r7
      vpstt
      vldrbt.u8 q0, [r3]
      vldrbt.u8 q1, [r5]
      iegen_mve_products
    3:
      add.w r1, r9, #16
      stm.w r1, {r0, r2, r4, r6, r8, r10, r12, lr}
      pop {r4-r11, pc}
      .purgem iegen_mve_products
      )");
}

// Four sums of channels c to c + 3 as outputs; writes those that exist.
inline void StoreQuadMve(const GemmS8Mve& g, const uint32_t* acc, const int32_t* stage, int32_t c,
                         int8_t* out) {
  const int32x4_t sum =
      vaddq_s32(vld1q_s32(reinterpret_cast<const int32_t*>(acc)), vld1q_s32(stage));
  const int32x4_t first = vqrdmulhq_s32(sum, vld1q_s32(stage + 4));
  const int32x4_t scaled = vrmulhq_s32(first, vld1q_s32(stage + 8));
  int32x4_t value = vaddq_n_s32(scaled, g.zero_point);
  value = vmaxq_s32(value, vdupq_n_s32(g.act_min));
  value = vminq_s32(value, vdupq_n_s32(g.act_max));
  vstrbq_p_s32(out + c, value, vctp32q(static_cast<uint32_t>(g.channels - c)));
}

// The same in the general form.
inline void StoreQuadGeneralMve(const GemmS8Mve& g, const uint32_t* acc, const int32_t* stage,
                                int32_t c, int8_t* out) {
  for (int32_t i = 0; i < 4 && c + i < g.channels; ++i) {
    const uint32_t sum = acc[i] + static_cast<uint32_t>(stage[i]);
    const int32_t scaled =
        MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), stage[4 + i], stage[8 + i]);
    const uint32_t moved = static_cast<uint32_t>(scaled) + static_cast<uint32_t>(g.zero_point);
    out[c + i] = static_cast<int8_t>(Clamp(static_cast<int32_t>(moved), g.act_min, g.act_max));
  }
}

// All channels of the rows x0 and x1; out1 may be null, then x1 is not used.
__attribute__((noinline)) inline void MultiplyRowsMve(const GemmS8Mve& g, const int8_t* x0,
                                                      const int8_t* x1, int8_t* out0,
                                                      int8_t* out1) {
  const int32_t weight_bytes = (g.taps + 15) / 16 * 64;
  const int32_t* stage = g.stage;
  Dot2x4S8Mve dot;
  dot.weights = g.weights;
  dot.x0 = x0;
  dot.x1 = out1 == nullptr ? x0 : x1;
  dot.taps_after_first = g.taps - 16;
  for (int32_t c = 0; c < g.channels; c += 4, stage += 12, dot.weights += weight_bytes) {
    DotS8Mve(&dot);
    if (g.fused != 0) {
      StoreQuadMve(g, dot.acc, stage, c, out0);
      if (out1 != nullptr) StoreQuadMve(g, dot.acc + 4, stage, c, out1);
    } else {
      StoreQuadGeneralMve(g, dot.acc, stage, c, out0);
      if (out1 != nullptr) StoreQuadGeneralMve(g, dot.acc + 4, stage, c, out1);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_MVE_H_
