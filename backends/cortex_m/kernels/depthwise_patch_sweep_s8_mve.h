// Sweeps along the columns of iegen/depthwise_conv2d_patches_s8_mve.h, which explains layout,
// filter and sums: for each channel the outputs of one or two rows.
//
// Budget: 27 instructions for a wide block of eight outputs, 18 for a narrow one of four, 17 for a
// channel; with stride_w 2 33, 22 and 14. Rows of 5 or 6 columns, which are common at the end of
// networks, have a loop of their own without the steps between blocks: 49 for a channel.
#ifndef IEGEN_DEPTHWISE_PATCH_SWEEP_S8_MVE_H_
#define IEGEN_DEPTHWISE_PATCH_SWEEP_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/depthwise_patch_sweep_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

namespace iegen {

// Up to 16 channels of a sweep along the columns; the loop below knows the
// offsets. Wide blocks, of eight outputs, come first, then narrow ones of four.
// All steps are in bytes, of the scratch or (out_) of the output.
struct PatchSweepMve {
  uint32_t narrow_places[4];  // 0: of the outputs of a narrow block
  int32_t narrow_step,
      out_narrow_step;   // 16, 20: 2 columns, less where the blocks overlap
  int32_t wide, narrow;  // 24, 28: blocks
  int32_t narrow_skip,
      out_narrow_skip;                     // 32, 36: from the end of the wide ones to the narrow
  int32_t next_channel, out_next_channel;  // 40, 44: from the end of a channel
  const int32_t* weights_end;              // 48
  uint32_t columns[4];                     // 52: of the first patch, less two columns
  uint16_t places[8];                      // 68: of the outputs of a wide block
  const int32_t* weights;                  // 84
  const int32_t* stage;                    // 88
  int32_t lower;                           // 92: 256, which moves a filter down; 1 for one row
  int32_t zero_point;                      // 96
  int32_t out_wide_step;                   // 100
  int8_t* out;                             // 104
};

// Four sums, in place of the patch.
#define IEGEN_MVE_PATCH_SUMS(PATCH)       \
  ".irp patch, " PATCH                    \
  "\n"                                    \
  "vmov \\patch[2], \\patch[0], r0, r4\n" \
  "vmov \\patch[3], \\patch[1], r2, r6\n" \
  ".endr\n"

// The filter in its places, and four outputs; TWO is the size of two columns.
#define IEGEN_MVE_PATCH_FILTER_1 \
  "vldrw.u32 q2, [r5, #4]\n"     \
  "vldrw.u32 q4, [r5], #16\n"    \
  "vmul.i32 q3, q2, r11\n"       \
  "vmul.i32 q5, q4, r11\n"
#define IEGEN_MVE_PATCH_PRODUCTS(PATCH, FROM) \
  ".irp patch, " PATCH                        \
  "\n"                                        \
  "vldrw.u32 \\patch, " FROM                  \
  "\n"                                        \
  "vmladav.s8 r0, \\patch, q2\n"              \
  "vmladav.s8 r2, \\patch, q3\n"              \
  "vmladav.s8 r4, \\patch, q4\n"              \
  "vmladav.s8 r6, \\patch, q5\n"              \
  ".endr\n" IEGEN_MVE_PATCH_SUMS(PATCH)
#define IEGEN_MVE_PATCH_STRIDE_1(PATCH, TWO) IEGEN_MVE_PATCH_PRODUCTS(PATCH, "[q6, #" TWO "]!")
#define IEGEN_MVE_PATCH_AT(PATCH, AT) IEGEN_MVE_PATCH_PRODUCTS(PATCH, "[q6, #" AT "]")

// The same with stride_w 2.
#define IEGEN_MVE_PATCH_FILTER_2 \
  "vldrw.u32 q2, [r5, #4]\n"     \
  "adds r5, #16\n"
#define IEGEN_MVE_PATCH_STRIDE_2(PATCH, TWO) \
  ".irp sum, r0, r2, r4, r6\n"               \
  ".irp patch, " PATCH                       \
  "\n"                                       \
  "vldrw.u32 \\patch, [q6, #" TWO            \
  "]!\n"                                     \
  "vmladav.s8 \\sum, \\patch, q2\n"          \
  ".endr\n"                                  \
  ".endr\n" IEGEN_MVE_PATCH_SUMS(PATCH)

// Outputs of the sums q0 and q1, the first ones with their bias.
#define IEGEN_MVE_PATCH_WIDE_OUTPUTS \
  "vqrdmulh.s32 q0, q0, r10\n"       \
  "vadd.i32 q1, q1, r8\n"            \
  "vqrdmulh.s32 q0, q0, r12\n"       \
  "vqrdmulh.s32 q1, q1, r10\n"       \
  "vqmovnb.s32 q0, q0\n"             \
  "vqrdmulh.s32 q1, q1, r12\n"       \
  "vqmovnt.s32 q0, q1\n"             \
  "vqadd.s16 q0, q0, r7\n"           \
  "vqmovnb.s16 q0, q0\n"             \
  "vstrb.16 q0, [r1, q7]\n"

// r1 out, r3 from one wide block of outputs to the next, r5 weights, r7 zero point, r8 r10 r12 bias
// and factors, r9 stage, r11 lower; q6 columns, q7 places; on the stack the members up to
// weights_end. Labels: 1 a channel, 2 a wide block, 3 the narrow ones, 4 one of them, 5 the end of
// a channel.
#define IEGEN_MVE_PATCH_SWEEP(FILTER, PATCH, TWO) \
  "push {r4-r11, lr}\n" \
  "vpush {d8-d15}\n" \
  "sub sp, sp, #52\n" \
  "ldm r0!, {r1-r10}\n" \
  "stm sp, {r1-r10}\n" \
  "ldm r0!, {r1-r3}\n" \
  "add r4, sp, #40\n" \
  "stm r4, {r1-r3}\n" \
  "vldrw.u32 q6, [r0], #16\n" \
  "vldrh.u16 q7, [r0], #16\n" \
  "ldrd r5, r9, [r0]\n" \
  "ldrd r11, r7, [r0, #8]\n" \
  "ldrd r3, r1, [r0, #16]\n" \
  "1:\n" \
  FILTER \
  "ldm r9!, {r8, r10, r12}\n" \
  "ldr r0, [sp, #24]\n" \
  "wls lr, r0, 3f\n" \
  "2:\n" \
  PATCH("q0", TWO) \
  "vadd.i32 q0, q0, r8\n" \
  PATCH("q1", TWO) \
  IEGEN_MVE_PATCH_WIDE_OUTPUTS \
  "add r1, r1, r3\n" \
  "le lr, 2b\n" \
  "3:\n" \
  "ldr r0, [sp, #28]\n" \
  "wls lr, r0, 5f\n" \
  "ldrd r2, r4, [sp, #32]\n" \
  "vadd.i32 q6, q6, r2\n" \
  "add r1, r1, r4\n" \
  "4:\n" \
  PATCH("q0", TWO) \
  "vldrw.u32 q1, [sp]\n" \
  "vadd.i32 q0, q0, r8\n" \
  "vqrdmulh.s32 q0, q0, r10\n" \
  "ldrd r2, r4, [sp, #16]\n" \
  "vqrdmulh.s32 q0, q0, r12\n" \
  "vadd.i32 q6, q6, r2\n" \
  "vqmovnb.s32 q0, q0\n" \
  "vqadd.s16 q0, q0, r7\n" \
  "vqmovnb.s16 q0, q0\n" \
  "vstrb.32 q0, [r1, q1]\n" \
  "add r1, r1, r4\n" \
  "le lr, 4b\n" \
  "5:\n" \
  "ldrd r0, r2, [sp, #40]\n" \
  "vadd.i32 q6, q6, r0\n" \
  "ldr r4, [sp, #48]\n" \
  "add r1, r1, r2\n" \
  "cmp r5, r4\n" \
  "bne 1b\n" \
  "add sp, sp, #52\n" \
  "vpop {d8-d15}\n" \
  "pop {r4-r11, pc}\n"

__attribute__((naked, noinline)) inline void SweepPatchesMve(const PatchSweepMve*) {
  __asm__ volatile(
      IEGEN_MVE_PATCH_SWEEP(IEGEN_MVE_PATCH_FILTER_1, IEGEN_MVE_PATCH_STRIDE_1, "128"));
}
__attribute__((naked, noinline)) inline void SweepPatchesOf8Mve(const PatchSweepMve*) {
  __asm__ volatile(IEGEN_MVE_PATCH_SWEEP(IEGEN_MVE_PATCH_FILTER_1, IEGEN_MVE_PATCH_STRIDE_1, "64"));
}
__attribute__((naked, noinline)) inline void SweepPatchesStride2Mve(const PatchSweepMve*) {
  __asm__ volatile(
      IEGEN_MVE_PATCH_SWEEP(IEGEN_MVE_PATCH_FILTER_2, IEGEN_MVE_PATCH_STRIDE_2, "128"));
}
__attribute__((naked, noinline)) inline void SweepPatchesOf8Stride2Mve(const PatchSweepMve*) {
  __asm__ volatile(IEGEN_MVE_PATCH_SWEEP(IEGEN_MVE_PATCH_FILTER_2, IEGEN_MVE_PATCH_STRIDE_2, "64"));
}

// Rows of 5 or 6 columns of outputs, stride_w 1: a wide block and a narrow one for each channel,
// the narrow one at NARROW bytes of the scratch. Registers as above, but r3 is the end of the
// weights, columns are those of the first patch, and narrow_places begin where the narrow block
// does.
#define IEGEN_MVE_PATCH_SHORT_SWEEP(NARROW) \
  "push {r4-r11, lr}\n"                       \
  "vpush {d8-d15}\n"                          \
  "ldm r0!, {r1-r4}\n"                        \
  "push {r1-r4}\n"                            \
  "ldr r3, [r0, #32]\n"                       \
  "adds r0, #36\n"                            \
  "vldrw.u32 q6, [r0], #16\n"                 \
  "vldrh.u16 q7, [r0], #16\n"                 \
  "ldrd r5, r9, [r0]\n"                       \
  "ldrd r11, r7, [r0, #8]\n"                  \
  "ldr r1, [r0, #20]\n"                       \
  "1:\n"                                      \
  IEGEN_MVE_PATCH_FILTER_1                    \
  "ldm r9!, {r8, r10, r12}\n"                 \
  IEGEN_MVE_PATCH_AT("q0", "0")               \
  "vadd.i32 q0, q0, r8\n"                     \
  IEGEN_MVE_PATCH_AT("q1", "128")             \
  IEGEN_MVE_PATCH_WIDE_OUTPUTS                \
  IEGEN_MVE_PATCH_AT("q0", NARROW)            \
  "vldrw.u32 q1, [sp]\n"                      \
  "vadd.i32 q0, q0, r8\n"                     \
  "vqrdmulh.s32 q0, q0, r10\n"                \
  "movs r2, #4\n"                             \
  "vqrdmulh.s32 q0, q0, r12\n"                \
  "vadd.i32 q6, q6, r2\n"                     \
  "vqmovnb.s32 q0, q0\n"                      \
  "vqadd.s16 q0, q0, r7\n"                    \
  "vqmovnb.s16 q0, q0\n"                      \
  "vstrb.32 q0, [r1, q1]\n"                   \
  "adds r1, #1\n"                             \
  "cmp r5, r3\n"                              \
  "bne 1b\n"                                  \
  "add sp, sp, #16\n"                         \
  "vpop {d8-d15}\n"                           \
  "pop {r4-r11, pc}\n"

__attribute__((naked, noinline)) inline void SweepPatches5Mve(const PatchSweepMve*) {
  __asm__ volatile(IEGEN_MVE_PATCH_SHORT_SWEEP("192"));
}
__attribute__((naked, noinline)) inline void SweepPatches6Mve(const PatchSweepMve*) {
  __asm__ volatile(IEGEN_MVE_PATCH_SHORT_SWEEP("256"));
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_PATCH_SWEEP_S8_MVE_H_
