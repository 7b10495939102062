// Products of int8 rows of up to 144 bytes with Helium (MVE), for Cortex-M55: the case of
// iegen/gemm_s8_mve.h in which four steps of two rows, of up to nine each, stay in registers while
// all channels meet them, nothing loops over steps, and outputs are clamped to int8 alone. Formula,
// constants and sums are as there.
//
// The last step of both rows (16 bytes or less) is loaded first, into q4 and q5, with zeros behind
// its end. q6 and q7 hold
//
//   two steps     the first step of both rows
//   more steps    the first two steps of the first row; q0 and q1 take what is left, for each quad
//
// q2 and q3 hold weights, in turn. r1 constants, r3 and r5 outputs, r7 the zero point, r9 and r11
// the rows; with up to three steps r9 is the second row while channels are multiplied and r11 the
// end of the constants. With five steps or more they point 64 bytes into the rows. Narrowing twice
// clamps.
//
// Budget: for the eight outputs of two rows and a quad 33, 45, 59 or 74 instructions with 1, 2, 3
// or 4 steps, 14 for each further step, one more where the channels are no multiple of 4; 20 for
// every two rows. So 64 taps take 74 instructions for 512 products, 0.145 each, 16 taps 0.26, 144
// taps 0.125.
#ifndef IEGEN_GEMM_SHORT_S8_MVE_H_
#define IEGEN_GEMM_SHORT_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/gemm_short_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/gemm_s8_mve.h"

namespace iegen {

// What the loop below reads, by these offsets.
struct GemmShortS8Mve {
  const int32_t* constants;  // 0
  const int32_t* end;        // 4: of the constants of the last whole quad
  int32_t step;              // 8: bytes from one row to the next
  int32_t tail_taps;         // 12: taps of the last step, 1 to 16
  int32_t channels;          // 16: bytes from one output pixel to the next
  int32_t tail_channels;     // 20: channels after the last whole quad
  int8_t* out_end;           // 24
  int8_t* out0;              // 28
  int8_t* out1;              // 32
  int32_t zero_point;        // 36
  const int8_t* x;           // 40
};

// By the number of steps: what is loaded for a pair of rows beside the last step, what is
// multiplied after it, and the comparison with the end of the constants. r9 and r11 are the rows
// while they are loaded.
#define IEGEN_MVE_SHORT_LOAD_1 "mov r9, r11\n ldrd r1, r11, [sp]\n"
#define IEGEN_MVE_SHORT_LOAD_2 \
  "vldrb.u8 q6, [r9]\n"        \
  "vldrb.u8 q7, [r11]\n" IEGEN_MVE_SHORT_LOAD_1
#define IEGEN_MVE_SHORT_LOAD_3 \
  "vldrb.u8 q6, [r9]\n"        \
  "vldrb.u8 q7, [r9, #16]\n" IEGEN_MVE_SHORT_LOAD_1
#define IEGEN_MVE_SHORT_LOAD_4 \
  "vldrb.u8 q6, [r9]\n"        \
  "vldrb.u8 q7, [r9, #16]\n"   \
  "ldr r1, [sp]\n"

#define IEGEN_MVE_SHORT_LOAD_LONG \
  "vldrb.u8 q6, [r9, #-64]\n"     \
  "vldrb.u8 q7, [r9, #-48]\n"     \
  "ldr r1, [sp]\n"
#define IEGEN_MVE_SHORT_LOAD_5 IEGEN_MVE_SHORT_LOAD_LONG
#define IEGEN_MVE_SHORT_LOAD_6 IEGEN_MVE_SHORT_LOAD_LONG
#define IEGEN_MVE_SHORT_LOAD_7 IEGEN_MVE_SHORT_LOAD_LONG
#define IEGEN_MVE_SHORT_LOAD_8 IEGEN_MVE_SHORT_LOAD_LONG
#define IEGEN_MVE_SHORT_LOAD_9 IEGEN_MVE_SHORT_LOAD_LONG

#define IEGEN_MVE_SHORT_PRODUCTS_1
#define IEGEN_MVE_SHORT_PRODUCTS_2 IEGEN_MVE_PRODUCTS_OF("vmladava.s8", "q6", "q7")
#define IEGEN_MVE_SHORT_PRODUCTS_FROM(ROW1)            \
  "vldrb.u8 q1, [" ROW1 "]\n" IEGEN_MVE_PRODUCTS_OF(   \
      "vmladava.s8", "q6", "q1") "vldrb.u8 q1, [" ROW1 \
                                 ", #16]\n" IEGEN_MVE_PRODUCTS_OF("vmladava.s8", "q7", "q1")
#define IEGEN_MVE_SHORT_PRODUCTS_3 IEGEN_MVE_SHORT_PRODUCTS_FROM("r9")
#define IEGEN_MVE_SHORT_PRODUCTS_4     \
  IEGEN_MVE_SHORT_PRODUCTS_FROM("r11") \
  "vldrb.u8 q0, [r9, #32]\n"           \
  "vldrb.u8 q1, [r11, #32]\n" IEGEN_MVE_PRODUCTS_OF("vmladava.s8", "q0", "q1")

// The steps from the third on begin at AT.
#define IEGEN_MVE_SHORT_PRODUCTS_LONG(AT)                                                         \
  "vldrb.u8 q1, [r11, #-64]\n" IEGEN_MVE_PRODUCTS_OF(                                             \
      "vmladava.s8", "q6",                                                                        \
      "q1") "vldrb.u8 q1, [r11, #-48]\n" IEGEN_MVE_PRODUCTS_OF("vmladava.s8", "q7",               \
                                                               "q1") ".irp at, " AT               \
                                                                     "\n"                         \
                                                                     "vldrb.u8 q0, [r9, #\\at]\n" \
                                                                     "vldrb.u8 q1, [r11, "        \
                                                                     "#\\at]"                     \
                                                                     "\n" IEGEN_MVE_PRODUCTS_OF(  \
                                                                         "vmladava.s8", "q0",     \
                                                                         "q1") ".endr\n"
#define IEGEN_MVE_SHORT_PRODUCTS_5 IEGEN_MVE_SHORT_PRODUCTS_LONG("-32, -16")
#define IEGEN_MVE_SHORT_PRODUCTS_6 IEGEN_MVE_SHORT_PRODUCTS_LONG("-32, -16, 0")
#define IEGEN_MVE_SHORT_PRODUCTS_7 IEGEN_MVE_SHORT_PRODUCTS_LONG("-32, -16, 0, 16")
#define IEGEN_MVE_SHORT_PRODUCTS_8 IEGEN_MVE_SHORT_PRODUCTS_LONG("-32, -16, 0, 16, 32")
#define IEGEN_MVE_SHORT_PRODUCTS_9 IEGEN_MVE_SHORT_PRODUCTS_LONG("-32, -16, 0, 16, 32, 48")

#define IEGEN_MVE_SHORT_CMP_1 "cmp r1, r11\n"
#define IEGEN_MVE_SHORT_CMP_2 IEGEN_MVE_SHORT_CMP_1
#define IEGEN_MVE_SHORT_CMP_3 IEGEN_MVE_SHORT_CMP_1
#define IEGEN_MVE_SHORT_CMP_4 "ldr r0, [sp, #4]\n cmp r1, r0\n"
#define IEGEN_MVE_SHORT_CMP_5 IEGEN_MVE_SHORT_CMP_4
#define IEGEN_MVE_SHORT_CMP_6 IEGEN_MVE_SHORT_CMP_4
#define IEGEN_MVE_SHORT_CMP_7 IEGEN_MVE_SHORT_CMP_4
#define IEGEN_MVE_SHORT_CMP_8 IEGEN_MVE_SHORT_CMP_4
#define IEGEN_MVE_SHORT_CMP_9 IEGEN_MVE_SHORT_CMP_4

// The row that the next pair follows.
#define IEGEN_MVE_SHORT_ROW_1 "r9"
#define IEGEN_MVE_SHORT_ROW_2 "r9"
#define IEGEN_MVE_SHORT_ROW_3 "r9"
#define IEGEN_MVE_SHORT_ROW_4 "r11"
#define IEGEN_MVE_SHORT_ROW_5 "r11"
#define IEGEN_MVE_SHORT_ROW_6 "r11"
#define IEGEN_MVE_SHORT_ROW_7 "r11"
#define IEGEN_MVE_SHORT_ROW_8 "r11"
#define IEGEN_MVE_SHORT_ROW_9 "r11"

// What ends a quad: where all are whole, and where the last one is not.
#define IEGEN_MVE_SHORT_WHOLE(CMP) \
  "vstrb.32 q0, [r3], #4\n"        \
  "vstrb.32 q1, [r5], #4\n" CMP "bne 2b\n"
#define IEGEN_MVE_SHORT_TAIL(CMP) \
  CMP "bhi 3f\n"                  \
      "vstrb.32 q0, [r3], #4\n"   \
      "vstrb.32 q1, [r5], #4\n"   \
      "b 2b\n"                    \
      "3:\n"                      \
      "ldr r0, [sp, #20]\n"       \
      "vctp.32 r0\n"              \
      "vpstt\n"                   \
      "vstrbt.32 q0, [r3]\n"      \
      "vstrbt.32 q1, [r5]\n"      \
      "add r5, r5, r0\n"

// All channels of all pairs of rows; the first seven words of GemmShortS8Mve are on the stack.
// Labels: 1 a pair, 2 a quad, 3 the last channels.
#define IEGEN_MVE_SHORT_LOOP(STEPS, LAST, QUAD_END) \
  "push {r4-r11, lr}\n"                                         \
  "vpush {d8-d15}\n"                                            \
  "sub sp, sp, #28\n"                                           \
  "ldm r0!, {r1-r7}\n"                                          \
  "stm sp, {r1-r7}\n"                                           \
  "ldrd r3, r5, [r0]\n"                                         \
  "ldrd r7, r9, [r0, #8]\n"                                     \
  "1:\n"                                                        \
  "ldrd r0, r2, [sp, #8]\n"                                     \
  "add r11, r9, r0\n"                                           \
  "vctp.8 r2\n"                                                 \
  "vpstt\n"                                                     \
  "vldrbt.u8 q4, [r9, #" LAST "]\n"                             \
  "vldrbt.u8 q5, [r11, #" LAST "]\n"                            \
  IEGEN_MVE_SHORT_LOAD_##STEPS                                  \
  "2:\n"                                                        \
  IEGEN_MVE_PRODUCTS_OF("vmladav.s8", "q4", "q5")               \
  IEGEN_MVE_SHORT_PRODUCTS_##STEPS                              \
  "vmov q0[2], q0[0], r0, r4\n"                                 \
  "vldrw.u32 q2, [r1], #16\n"                                   \
  "vmov q0[3], q0[1], r2, r6\n"                                 \
  "vldrw.u32 q3, [r1], #16\n"                                   \
  "vmov q1[2], q1[0], r8, r12\n"                                \
  "vadd.i32 q0, q0, q2\n"                                       \
  "vmov q1[3], q1[1], r10, lr\n"                                \
  "vqrdmulh.s32 q0, q0, q3\n"                                   \
  "vadd.i32 q1, q1, q2\n"                                       \
  "vldrw.u32 q2, [r1], #16\n"                                   \
  "vqrdmulh.s32 q1, q1, q3\n"                                   \
  "vqrdmlash.s32 q0, q2, r7\n"                                  \
  "vqmovnb.s32 q0, q0\n"                                        \
  "vqrdmlash.s32 q1, q2, r7\n"                                  \
  "vqmovnb.s16 q0, q0\n"                                        \
  "vqmovnb.s32 q1, q1\n"                                        \
  "vqmovnb.s16 q1, q1\n"                                        \
  QUAD_END(IEGEN_MVE_SHORT_CMP_##STEPS)                         \
  "ldr r0, [sp, #8]\n"                                          \
  "ldr r2, [sp, #16]\n"                                         \
  "add r9, " IEGEN_MVE_SHORT_ROW_##STEPS ", r0\n"               \
  "mov r3, r5\n"                                                \
  "ldr r0, [sp, #24]\n"                                         \
  "add r5, r5, r2\n"                                            \
  "cmp r3, r0\n"                                                \
  "bne 1b\n"                                                    \
  "add sp, sp, #28\n"                                           \
  "vpop {d8-d15}\n"                                             \
  "pop {r4-r11, pc}\n"

// By the number of steps, and whether there are channels after the last whole quad.
template <int32_t kSteps, bool kTail>
struct GemmShortLoopMve;
#define IEGEN_MVE_SHORT_LOOPS(STEPS, LAST)                                        \
  template <>                                                                     \
  struct GemmShortLoopMve<STEPS, false> {                                         \
    __attribute__((naked, noinline)) static void Run(const GemmShortS8Mve*) {     \
      __asm__ volatile(IEGEN_MVE_SHORT_LOOP(STEPS, LAST, IEGEN_MVE_SHORT_WHOLE)); \
    }                                                                             \
  };                                                                              \
  template <>                                                                     \
  struct GemmShortLoopMve<STEPS, true> {                                          \
    __attribute__((naked, noinline)) static void Run(const GemmShortS8Mve*) {     \
      __asm__ volatile(IEGEN_MVE_SHORT_LOOP(STEPS, LAST, IEGEN_MVE_SHORT_TAIL));  \
    }                                                                             \
  };
IEGEN_MVE_SHORT_LOOPS(1, "0")
IEGEN_MVE_SHORT_LOOPS(2, "16")
IEGEN_MVE_SHORT_LOOPS(3, "32")
IEGEN_MVE_SHORT_LOOPS(4, "48")
IEGEN_MVE_SHORT_LOOPS(5, "0")
IEGEN_MVE_SHORT_LOOPS(6, "16")
IEGEN_MVE_SHORT_LOOPS(7, "32")
IEGEN_MVE_SHORT_LOOPS(8, "48")
IEGEN_MVE_SHORT_LOOPS(9, "64")

template <int32_t kSteps>
inline void RunGemmShortMve(const GemmShortS8Mve& loop) {
  if (loop.tail_channels == 0) {
    GemmShortLoopMve<kSteps, false>::Run(&loop);
  } else {
    GemmShortLoopMve<kSteps, true>::Run(&loop);
  }
}

// Whether a member of a spec is a constant of its type: of `decltype(&Spec::in_channels)`.
template <class Member>
struct IsConstantMember;
template <>
struct IsConstantMember<const int32_t*> {
  static constexpr bool value = true;
};
template <class Spec>
struct IsConstantMember<int32_t Spec::*> {
  static constexpr bool value = false;
};

// Whether this page multiplies a layer. A body that layers share (kKnownTaps is false) would have
// to hold all eighteen loops, 8 KB.
template <bool kKnownTaps>
__attribute__((always_inline)) inline bool IsShortMve(const GemmS8Mve& g) {
  return kKnownTaps && g.taps <= 144 && g.fused != 0 && g.act_min == -128 && g.act_max == 127;
}

__attribute__((always_inline)) inline void RunGemmShortMve(const GemmShortS8Mve& loop,
                                                           int32_t taps) {
  switch ((taps + 15) / 16) {
    case 1:
      return RunGemmShortMve<1>(loop);
    case 2:
      return RunGemmShortMve<2>(loop);
    case 3:
      return RunGemmShortMve<3>(loop);
    case 4:
      return RunGemmShortMve<4>(loop);
    case 5:
      return RunGemmShortMve<5>(loop);
    case 6:
      return RunGemmShortMve<6>(loop);
    case 7:
      return RunGemmShortMve<7>(loop);
    case 8:
      return RunGemmShortMve<8>(loop);
    default:
      return RunGemmShortMve<9>(loop);
  }
}

// All channels of `count` rows that begin `step` bytes apart, the first one at x; their outputs
// stand one after the other.
__attribute__((always_inline)) inline void MultiplyShortRowsMve(const GemmS8Mve& g, const int8_t* x,
                                                                int32_t step, int32_t count,
                                                                int8_t* out) {
  const int32_t steps = (g.taps + 15) / 16, pairs_bytes = count / 2 * 2 * g.channels;
  GemmShortS8Mve loop = {g.constants,
                         g.constants + g.channels / 4 * (steps * 16 + 12),
                         step,
                         g.taps - (steps - 1) * 16,
                         g.channels,
                         g.channels % 4,
                         out + pairs_bytes,
                         out,
                         out + g.channels,
                         g.zero_point,
                         steps < 5 ? x : x + 64};
  if (count >= 2) RunGemmShortMve(loop, g.taps);
  if (count % 2 == 0) return;
  // The last row meets itself.
  loop.step = loop.channels = 0;
  loop.x += (count - 1) * step;
  loop.out0 = loop.out1 = out + pairs_bytes;
  loop.out_end = loop.out0 + g.channels;
  RunGemmShortMve(loop, g.taps);
}

// All channels of `count` rows, as above or with iegen/gemm_s8_mve.h.
template <bool kKnownTaps>
__attribute__((always_inline)) inline void MultiplyAnyRowsMve(const GemmS8Mve& g, const int8_t* x,
                                                              int32_t step, int32_t count,
                                                              int8_t* out) {
  if (IsShortMve<kKnownTaps>(g)) {
    MultiplyShortRowsMve(g, x, step, count, out);
  } else {
    MultiplyRowsMve(g, x, step, count, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_GEMM_SHORT_S8_MVE_H_
