// Products of int8 rows with Helium (MVE): what the convolutions with dense filters share on
// Cortex-M55.
//
//   out[p][c] = stage(sum over k < taps of x[p][k] * w[c][k])
//
// Two rows x ("pixels", any distance apart) meet four channels at a time, 16 taps an instruction:
//
//             w c+0  w c+1  w c+2  w c+3      q2 and q3 in turn, each loaded once and used twice
//   q0 = x0    r0     r2     r4     r6        VMLADAVA adds 16 products to an even register
//   q1 = x1    r8     r10    r12    lr
//
// The odd registers hold the rest: r1 constants, r3 and r5 the outputs, r7 blocks of 128 taps that
// are left, r9 and r11 the rows. q6 and q7 hold the clamp.
//
// Packed constants, all words of one stream that is read from front to end for every two pixels:
// for every four channels ceil(taps / 16) steps of [4][16] weights, zeros where there are no taps,
// the step of the last taps first, then the others in their order; then vectors of four words,
//   fused     bias, multiplier m, factor K
//   general   bias, left shift, multiplier, minus the right shift
// Channels that do not exist have zeros. The stage of the reference kernels rounds twice, both
// times in 32 bits. With y = (x * m + 2^30) >> 31, which is VQRDMULH, comes a shift by n that
// rounds half away from zero:
//   fused     (y * K + 2^30) >> 31 with K = 2^(31 - n) + 1, and VQRDMLASH also adds the zero point.
//             K tilts y by a factor 1 + 2^(n - 31): ties move away from zero, and what is no tie is
//             2^-n away from one, which the tilt does not reach while |y| < 2^(31 - n). Larger y
//             are clamped where n <= 11. Where negative values are clamped anyway, K = 2^(31 - n),
//             exact for every n >= 1.
//   general   VRSHL, which rounds half up, after 1 was taken from y < 0 where n > 0; exact for all.
//
// Budget: 14 instructions a step for 128 products, and 25 for the eight outputs of a quad (36
// general); 3 more where the taps are no multiple of 16, 4 more for every 128 taps after the first
// 144; 21 for every two pixels. So 64 taps take 81 instructions for 512 products, 0.158 each.
#ifndef IEGEN_GEMM_S8_MVE_H_
#define IEGEN_GEMM_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/gemm_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

namespace iegen {

// One layer.
struct GemmS8Mve {
  const int32_t* constants;
  int32_t channels, taps;
  int32_t fused;  // which form the stage has
  int32_t zero_point, act_min, act_max;
};

// What the loop below reads, by these offsets.
struct GemmLoopS8Mve {
  int32_t zero_point;        // 0
  const int32_t* last_quad;  // 4: end of the constants of the last whole quad
  const int32_t* constants;  // 8
  int32_t next_pair;         // 12: bytes from one pair of rows to the next
  int32_t channels;          // 16: bytes from one output pixel to the next
  int32_t pairs;             // 20
  int32_t tail_channels;     // 24: channels after the last whole quad
  int32_t tail_taps;         // 28: taps of the last step, 1 to 16
  int32_t blocks;            // 32: blocks of 8 steps after the first, which may be shorter
  int32_t skipped;           // 36: bytes of code that the first block leaves out
  const int8_t* x0;          // 40: 64 bytes below the last step of a row
  const int8_t* x1;          // 44
  int8_t* out0;              // 48
  int8_t* out1;              // 52
  int32_t act_min, act_max;  // 56, 60
};

// 16 taps of two pixels, in X0 and X1, with four channels. MULTIPLY is vmladav for the first
// products, which need no zeros to start from, and vmladava for the others.
#define IEGEN_MVE_PRODUCTS_OF(MULTIPLY, X0, X1)                                                  \
  "vldrb.u8 q2, [r1], #16\n" MULTIPLY " r0, " X0                                                 \
  ", q2\n"                                                                                       \
  "vldrb.u8 q3, [r1], #16\n" MULTIPLY " r8, " X1 ", q2\n" MULTIPLY " r2, " X0                    \
  ", q3\n"                                                                                       \
  "vldrb.u8 q2, [r1], #16\n" MULTIPLY " r10, " X1 ", q3\n" MULTIPLY " r4, " X0                   \
  ", q2\n"                                                                                       \
  "vldrb.u8 q3, [r1], #16\n" MULTIPLY " r12, " X1 ", q2\n" MULTIPLY " r6, " X0 ", q3\n" MULTIPLY \
  " lr, " X1 ", q3\n"
#define IEGEN_MVE_PRODUCTS(MULTIPLY) IEGEN_MVE_PRODUCTS_OF(MULTIPLY, "q0", "q1")

// The two ways to load the step of the last taps. The carry stays as it is.
#define IEGEN_MVE_WHOLE_STEP \
  "vldrb.u8 q0, [r9, #64]\n" \
  "vldrb.u8 q1, [r11, #64]\n"
#define IEGEN_MVE_PARTIAL_STEP \
  "ldr r0, [sp, #28]\n"        \
  "vctp.8 r0\n"                \
  "vpstt\n"                    \
  "vldrbt.u8 q0, [r9, #64]\n"  \
  "vldrbt.u8 q1, [r11, #64]\n"

// The two forms of the stage, for sums in q0 and q1 with the biases in q2; r0 is the zero point.
#define IEGEN_MVE_FUSED        \
  "vadd.i32 q0, q0, q2\n"      \
  "vadd.i32 q1, q1, q2\n"      \
  "vldrw.u32 q3, [r1], #16\n"  \
  "vqrdmulh.s32 q0, q0, q3\n"  \
  "vldrw.u32 q2, [r1], #16\n"  \
  "vqrdmulh.s32 q1, q1, q3\n"  \
  "vqrdmlash.s32 q0, q2, r0\n" \
  "vqrdmlash.s32 q1, q2, r0\n"
#define IEGEN_MVE_GENERAL     \
  "vadd.i32 q0, q0, q2\n"     \
  "vadd.i32 q1, q1, q2\n"     \
  "vldrw.u32 q3, [r1], #16\n" \
  "vshl.s32 q0, q0, q3\n"     \
  "vshl.s32 q1, q1, q3\n"     \
  "vldrw.u32 q3, [r1], #16\n" \
  "vqrdmulh.s32 q0, q0, q3\n" \
  "vqrdmulh.s32 q1, q1, q3\n" \
  "vldrw.u32 q3, [r1], #16\n" \
  "vand q2, q0, q3\n"         \
  "vshr.s32 q2, q2, #31\n"    \
  "vadd.i32 q0, q0, q2\n"     \
  "vand q2, q1, q3\n"         \
  "vshr.s32 q2, q2, #31\n"    \
  "vadd.i32 q1, q1, q2\n"     \
  "vrshl.s32 q0, q0, q3\n"    \
  "vrshl.s32 q1, q1, q3\n"    \
  "vadd.i32 q0, q0, r0\n"     \
  "vadd.i32 q1, q1, r0\n"

// All channels of all pairs. On the stack: the first ten words of GemmLoopS8Mve, of which [36]
// becomes the address of the first block's first step; [40] what follows the first products, [44]
// and [48] both rows where the first block begins. Labels: 1 a pair, 2 a quad, 3 another block, 4
// the steps of a block, 5 rows of more than one block, 6 the last channels, 7 end of a pair. The
// carry says whether blocks are left; vector instructions leave it alone.
#define IEGEN_MVE_GEMM_LOOP(LAST_STEP, STAGE) \
  "push {r4-r11, lr}\n"                              \
  "vpush {d12-d15}\n"                                \
  "ldrd r1, r2, [r0, #56]\n"                         \
  "vdup.32 q6, r1\n"                                 \
  "vdup.32 q7, r2\n"                                 \
  "ldrd r9, r11, [r0, #40]\n"                        \
  "ldrd r3, r5, [r0, #48]\n"                         \
  "sub sp, sp, #52\n"                                \
  "ldm r0, {r0, r1, r2, r4, r6, r7, r8, r10, r12, lr}\n" \
  "stm sp, {r0, r1, r2, r4, r6, r7, r8, r10, r12}\n" \
  "adr r1, 4f\n"                                     \
  "add r1, r1, lr\n"                                 \
  "orr r1, r1, #1\n"                                 \
  "str r1, [sp, #36]\n"                              \
  "cmp r12, #0\n"                                    \
  "beq 8f\n"                                         \
  "adr r1, 5f\n"                                     \
  "orr r1, r1, #1\n"                                 \
  "8:\n"                                             \
  "str r1, [sp, #40]\n"                              \
  "1:\n"                                             \
  "ldr r7, [sp, #32]\n"                              \
  "sub r0, r9, r7, lsl #7\n"                         \
  "sub r2, r11, r7, lsl #7\n"                        \
  "strd r0, r2, [sp, #44]\n"                         \
  "ldr r1, [sp, #8]\n"                               \
  "cmn r1, #0\n"                     \
  "2:\n"                                             \
  LAST_STEP                                          \
  IEGEN_MVE_PRODUCTS("vmladav.s8")                             \
  "ldr pc, [sp, #40]\n"                              \
  ".balign 4\n" \
  "5:\n"                                             \
  "ldrd r9, r11, [sp, #44]\n"                        \
  "ldr r7, [sp, #32]\n"                              \
  "subs r7, #1\n"                                    \
  "ldr pc, [sp, #36]\n"                              \
  "3:\n"                                             \
  "add r9, r9, #128\n"                               \
  "add r11, r11, #128\n"                             \
  "subs r7, #1\n"                                    \
  ".balign 4\n"                                      \
  "4:\n"                                             \
  ".irp at, -64, -48, -32, -16, 0, 16, 32, 48\n"     \
  "vldrb.u8 q0, [r9, #\\at]\n"                       \
  "vldrb.u8 q1, [r11, #\\at]\n"                      \
  IEGEN_MVE_PRODUCTS("vmladava.s8")                            \
  ".endr\n"                                          \
  "bcs 3b\n"                                         \
  "vmov q0[2], q0[0], r0, r4\n"                      \
  "vldrw.u32 q2, [r1], #16\n"                        \
  "vmov q0[3], q0[1], r2, r6\n"                      \
  "vmov q1[2], q1[0], r8, r12\n"                     \
  "vmov q1[3], q1[1], r10, lr\n"                     \
  "ldrd r0, r2, [sp]\n"                              \
  STAGE                                              \
  "vmax.s32 q0, q0, q6\n"                            \
  "vmax.s32 q1, q1, q6\n"                            \
  "vmin.s32 q0, q0, q7\n"                            \
  "vmin.s32 q1, q1, q7\n"                            \
  "cmp r1, r2\n"                                     \
  "bhi 6f\n"                                         \
  "vstrb.32 q0, [r3], #4\n"                          \
  "vstrb.32 q1, [r5], #4\n"                          \
  "blo 2b\n"                                         \
  "ldr r0, [sp, #24]\n"                              \
  "cmn r0, #0\n"                                     \
  "bne 2b\n"                                         \
  "b 7f\n"                                           \
  "6:\n"                                             \
  "ldr r0, [sp, #24]\n"                              \
  "vctp.32 r0\n"                                     \
  "vpstt\n"                                          \
  "vstrbt.32 q0, [r3]\n"                             \
  "vstrbt.32 q1, [r5]\n"                             \
  "add r5, r5, r0\n"                                 \
  "7:\n"                                             \
  "ldrd r0, r2, [sp, #12]\n"                         \
  "add r9, r9, r0\n"                                 \
  "add r11, r11, r0\n"                               \
  "mov r3, r5\n"                                     \
  "add r5, r5, r2\n"                                 \
  "ldr r0, [sp, #20]\n"                              \
  "subs r0, r0, #1\n"                                \
  "str r0, [sp, #20]\n"                              \
  "bne 1b\n"                                         \
  "add sp, sp, #52\n"                                \
  "vpop {d12-d15}\n"                                 \
  "pop {r4-r11, pc}\n"

__attribute__((naked, noinline)) inline void GemmLoopMve(GemmLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_GEMM_LOOP(IEGEN_MVE_WHOLE_STEP, IEGEN_MVE_FUSED));
}
__attribute__((naked, noinline)) inline void GemmLoopPartialMve(GemmLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_GEMM_LOOP(IEGEN_MVE_PARTIAL_STEP, IEGEN_MVE_FUSED));
}
__attribute__((naked, noinline)) inline void GemmLoopGeneralMve(GemmLoopS8Mve*) {
  __asm__ volatile(IEGEN_MVE_GEMM_LOOP(IEGEN_MVE_PARTIAL_STEP, IEGEN_MVE_GENERAL));
}

// What does not change between rows of a layer that begin `step` bytes apart. The members of `g`
// are best known when compiling.
__attribute__((always_inline)) inline GemmLoopS8Mve MakeGemmLoop(const GemmS8Mve& g, int32_t step) {
  constexpr int32_t kSlotBytes = 56;  // 14 instructions
  const int32_t steps = (g.taps + 15) / 16, blocks = steps < 2 ? 0 : (steps - 2) / 8;
  const int32_t quad_words = steps * 16 + (g.fused != 0 ? 12 : 16);
  GemmLoopS8Mve loop;
  loop.zero_point = g.zero_point;
  loop.last_quad = g.constants + g.channels / 4 * quad_words;
  loop.constants = g.constants;
  loop.next_pair = 2 * step;
  loop.channels = g.channels;
  loop.tail_channels = g.channels % 4;
  loop.tail_taps = g.taps - (steps - 1) * 16;
  loop.blocks = blocks;
  loop.skipped = (8 - (steps - 1 - 8 * blocks)) * kSlotBytes;
  loop.act_min = g.act_min;
  loop.act_max = g.act_max;
  return loop;
}

// All channels of `count` rows, the first one at x; their outputs stand one after the other.
__attribute__((always_inline)) inline void RunGemmLoop(const GemmS8Mve& g, GemmLoopS8Mve* loop,
                                                       const int8_t* x, int32_t count,
                                                       int8_t* out) {
  void (*const run)(GemmLoopS8Mve*) = g.fused == 0       ? GemmLoopGeneralMve
                                      : g.taps % 16 == 0 ? GemmLoopMve
                                                         : GemmLoopPartialMve;
  const int32_t step = loop->next_pair / 2, channels = loop->channels;
  loop->x0 = x + ((g.taps + 15) / 16 - 1) * 16 - 64;
  loop->x1 = loop->x0 + step;
  loop->out0 = out;
  loop->out1 = out + channels;
  loop->pairs = count / 2;
  if (loop->pairs != 0) run(loop);
  if (count % 2 == 0) return;
  // The last row meets itself.
  loop->pairs = 1;
  loop->x0 += (count - 1) * step;
  loop->x1 = loop->x0;
  loop->out0 += (count - 1) * channels;
  loop->out1 = loop->out0;
  run(loop);
}

__attribute__((always_inline)) inline void MultiplyRowsMve(const GemmS8Mve& g, const int8_t* x,
                                                           int32_t step, int32_t count,
                                                           int8_t* out) {
  GemmLoopS8Mve loop = MakeGemmLoop(g, step);
  RunGemmLoop(g, &loop, x, count, out);
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_MVE_H_
