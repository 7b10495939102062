// Products of one int8 row with Helium (MVE), for fully connected layers on Cortex-M55.
//
//   out[c] = stage(sum over k < taps of x[k] * w[c][k])
//
// One row meets eight channels at a time, 16 taps an instruction: VMLADAVA adds 16 products to an
// even register, r0 r2 r4 r6 r8 r10 r12 lr for channels 0 to 7. The odd registers hold the rest: r1
// constants, r3 out, r5 end of the constants, r7 blocks of 128 taps that are left, r9 the row, r11
// the zero point. q6 and q7 hold the clamp.
//
// Packed constants, one stream as in iegen/gemm_s8_mve.h, which also explains the stage: for every
// eight channels ceil(taps / 16) steps of [8][16] weights, the step of the last taps first, then
// the vectors of the stage of channels 0 2 4 6, and those of channels 1 3 5 7: narrowing into
// bottom and top halves puts the channels in order.
//
// Budget: 17 instructions a step for 128 products, 25 for the eight outputs (51 general), 3 more
// where the taps are no multiple of 16, 3 more for every 128 taps after the first 144. So 128 taps
// take 162 instructions for 1,024 products, 0.158 each.
#ifndef IEGEN_MATVEC_S8_MVE_H_
#define IEGEN_MATVEC_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/matvec_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_mve.h"

namespace iegen {

// What the loop below reads, by these offsets.
struct MatVecLoopS8Mve {
  int32_t blocks;            // 0: of 8 steps after the first, which may be shorter
  int32_t skipped;           // 4: bytes of code that the first block leaves out
  int32_t tail_taps;         // 8: taps of the last step, 1 to 16
  int32_t tail_channels;     // 12: channels after the last whole octet
  const int32_t* constants;  // 16
  int8_t* out;               // 20
  const int32_t* last;       // 24: end of the constants of the last whole octet
  const int8_t* x;           // 28: 64 bytes below the last step of the row
  int32_t zero_point;        // 32
  int32_t act_min, act_max;  // 36, 40
};

// 16 taps, in q0, with eight channels.
#define IEGEN_MVE_ROW_PRODUCTS(MULTIPLY) \
  ".irp multiply, " MULTIPLY             \
  "\n"                                   \
  "vldrb.u8 q1, [r1], #16\n"             \
  "\\multiply r0, q0, q1\n"              \
  "vldrb.u8 q2, [r1], #16\n"             \
  "\\multiply r2, q0, q2\n"              \
  "vldrb.u8 q1, [r1], #16\n"             \
  "\\multiply r4, q0, q1\n"              \
  "vldrb.u8 q2, [r1], #16\n"             \
  "\\multiply r6, q0, q2\n"              \
  "vldrb.u8 q1, [r1], #16\n"             \
  "\\multiply r8, q0, q1\n"              \
  "vldrb.u8 q2, [r1], #16\n"             \
  "\\multiply r10, q0, q2\n"             \
  "vldrb.u8 q1, [r1], #16\n"             \
  "\\multiply r12, q0, q1\n"             \
  "vldrb.u8 q2, [r1], #16\n"             \
  "\\multiply lr, q0, q2\n"              \
  ".endr\n"

#define IEGEN_MVE_ROW_WHOLE_STEP "vldrb.u8 q0, [r9, #64]\n"
#define IEGEN_MVE_ROW_PARTIAL_STEP \
  "ldr r0, [sp, #8]\n"             \
  "vctp.8 r0\n"                    \
  "vpst\n"                         \
  "vldrbt.u8 q0, [r9, #64]\n"

#define IEGEN_MVE_ROW_FUSED         \
  ".irp sum, q0, q1\n"              \
  "vldrw.u32 q2, [r1], #16\n"       \
  "vadd.i32 \\sum, \\sum, q2\n"     \
  "vldrw.u32 q3, [r1], #16\n"       \
  "vqrdmulh.s32 \\sum, \\sum, q3\n" \
  "vldrw.u32 q2, [r1], #16\n"       \
  "vqrdmlash.s32 \\sum, q2, r11\n"  \
  ".endr\n"
#define IEGEN_MVE_ROW_GENERAL       \
  ".irp sum, q0, q1\n"              \
  "vldrw.u32 q2, [r1], #16\n"       \
  "vadd.i32 \\sum, \\sum, q2\n"     \
  "vldrw.u32 q3, [r1], #16\n"       \
  "vshl.s32 \\sum, \\sum, q3\n"     \
  "vldrw.u32 q2, [r1], #16\n"       \
  "vqrdmulh.s32 \\sum, \\sum, q2\n" \
  "vldrw.u32 q3, [r1], #16\n"       \
  "vand q2, \\sum, q3\n"            \
  "vshr.s32 q2, q2, #31\n"          \
  "vadd.i32 \\sum, \\sum, q2\n"     \
  "vrshl.s32 \\sum, \\sum, q3\n"    \
  "vadd.i32 \\sum, \\sum, r11\n"    \
  ".endr\n"

// All channels. On the stack the first four words of MatVecLoopS8Mve, of which [4] becomes the
// address of the first block's first step; [16] what follows the first products, [20] the row where
// the first block begins. Labels: 2 an octet, 3 another block, 4 its steps, 5 rows of more than one
// block, 6 the last channels, 7 the end. The carry says whether blocks are left.
#define IEGEN_MVE_ROW_LOOP(LAST_STEP, STAGE) \
  "push {r4-r11, lr}\n"                          \
  "vpush {d12-d15}\n"                            \
  "ldrd r1, r2, [r0, #36]\n"                     \
  "vdup.16 q6, r1\n"                             \
  "vdup.16 q7, r2\n"                             \
  "ldr r11, [r0, #32]\n"                         \
  "ldrd r5, r9, [r0, #24]\n"                     \
  "ldrd r1, r3, [r0, #16]\n"                     \
  "sub sp, sp, #28\n"                            \
  "ldm r0, {r4, r6, r7, r8}\n"                   \
  "stm sp, {r4, r6, r7, r8}\n"                   \
  "adr r2, 4f\n"                                 \
  "add r2, r2, r6\n"                             \
  "orr r2, r2, #1\n"                             \
  "str r2, [sp, #4]\n"                           \
  "cmp r4, #0\n"                                 \
  "beq 8f\n"                                     \
  "adr r2, 5f\n"                                 \
  "orr r2, r2, #1\n"                             \
  "8:\n"                                         \
  "str r2, [sp, #16]\n"                          \
  "sub r0, r9, r4, lsl #7\n"                     \
  "str r0, [sp, #20]\n"                          \
  "cmn r1, #0\n"                                 \
  "2:\n"                                         \
  LAST_STEP                                      \
  IEGEN_MVE_ROW_PRODUCTS("vmladav.s8")           \
  "ldr pc, [sp, #16]\n"                          \
  ".balign 4\n"                                  \
  "5:\n"                                         \
  "ldr r9, [sp, #20]\n"                          \
  "ldr r7, [sp]\n"                               \
  "subs r7, #1\n"                                \
  "ldr pc, [sp, #4]\n"                           \
  "3:\n"                                         \
  "add r9, r9, #128\n"                           \
  "subs r7, #1\n"                                \
  ".balign 4\n"                                  \
  "4:\n"                                         \
  ".irp at, -64, -48, -32, -16, 0, 16, 32, 48\n" \
  "vldrb.u8 q0, [r9, #\\at]\n"                   \
  IEGEN_MVE_ROW_PRODUCTS("vmladava.s8")          \
  ".endr\n"                                      \
  "bcs 3b\n"                                     \
  "vmov q0[2], q0[0], r0, r8\n"                  \
  "vmov q0[3], q0[1], r4, r12\n"                 \
  "vmov q1[2], q1[0], r2, r10\n"                 \
  "vmov q1[3], q1[1], r6, lr\n"                  \
  STAGE                                          \
  "vqmovnb.s32 q0, q0\n"                         \
  "vqmovnt.s32 q0, q1\n"                         \
  "vmax.s16 q0, q0, q6\n"                        \
  "vmin.s16 q0, q0, q7\n"                        \
  "cmp r1, r5\n"                                 \
  "bhi 6f\n"                                     \
  "vstrb.16 q0, [r3], #8\n"                      \
  "blo 2b\n"                                     \
  "ldr r0, [sp, #12]\n"                          \
  "cmn r0, #0\n"                                 \
  "bne 2b\n"                                     \
  "b 7f\n"                                       \
  "6:\n"                                         \
  "ldr r0, [sp, #12]\n"                          \
  "vctp.16 r0\n"                                 \
  "vpst\n"                                       \
  "vstrbt.16 q0, [r3]\n"                         \
  "7:\n"                                         \
  "add sp, sp, #28\n"                            \
  "vpop {d12-d15}\n"                             \
  "pop {r4-r11, pc}\n"

__attribute__((naked, noinline)) inline void MatVecLoopMve(const MatVecLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_ROW_LOOP(IEGEN_MVE_ROW_WHOLE_STEP, IEGEN_MVE_ROW_FUSED));
}
__attribute__((naked, noinline)) inline void MatVecLoopPartialMve(const MatVecLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_ROW_LOOP(IEGEN_MVE_ROW_PARTIAL_STEP, IEGEN_MVE_ROW_FUSED));
}
__attribute__((naked, noinline)) inline void MatVecLoopGeneralMve(const MatVecLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_ROW_LOOP(IEGEN_MVE_ROW_PARTIAL_STEP, IEGEN_MVE_ROW_GENERAL));
}

// All channels of the row x; the constants are those of this page.
__attribute__((always_inline)) inline void MultiplyRowMve(const GemmS8Mve& g, const int8_t* x,
                                                          int8_t* out) {
  constexpr int32_t kSlotBytes = 68;  // 17 instructions
  const int32_t steps = (g.taps + 15) / 16, blocks = steps < 2 ? 0 : (steps - 2) / 8;
  const int32_t octet_words = steps * 32 + 2 * (g.fused != 0 ? 12 : 16);
  const MatVecLoopS8Mve loop = {blocks,
                                (8 - (steps - 1 - 8 * blocks)) * kSlotBytes,
                                g.taps - (steps - 1) * 16,
                                g.channels % 8,
                                g.constants,
                                out,
                                g.constants + g.channels / 8 * octet_words,
                                x + (steps - 1) * 16 - 64,
                                g.zero_point,
                                g.act_min,
                                g.act_max};
  if (g.fused == 0) {
    MatVecLoopGeneralMve(&loop);
  } else if (g.taps % 16 == 0) {
    MatVecLoopMve(&loop);
  } else {
    MatVecLoopPartialMve(&loop);
  }
}

}  // namespace iegen

#endif  // IEGEN_MATVEC_S8_MVE_H_
