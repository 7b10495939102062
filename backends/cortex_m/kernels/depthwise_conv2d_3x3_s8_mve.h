// DEPTHWISE_CONV_2D with a 3x3 filter and depth multiplier 1 on int8, for cores with Helium:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky][x*sw - pl + kx][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8 (stride_w is 1 or 2, dilations are 1) and
// fused, which says which form the stage has (iegen/gemm_s8_mve.h).
//
// The scratch holds three rows of the input, each with its padding and in groups of 16 channels:
//
//   [3 rows][groups][columns][16]     columns = (out_width - 1) * stride_w + 3
//
// so that the nine taps of 16 outputs are nine vectors at fixed distances from three pointers. With
// 8 channels and a stride of 1 two neighbouring pixels are taken for one pixel of 16 channels.
//
// VMULLB and VMULLT give 16 products of 16 bits, of the even and the odd channels. The sum of two
// such products still fits unless both weights are -128, which the generator looks for; then they
// are widened once more:
//
//   taps in pairs          q4 = even, q5 = odd channels       two taps: 9 instructions
//   widened and added      q0 = 0 4 8 12    q1 = 2 6 10 14    8 (4 for the first pair)
//                          q2 = 1 5 9 13    q3 = 3 7 11 15    (channels of the four sums)
//
// and narrowing into bottom and top halves puts the channels in order again. Constants of 16
// channels: nine vectors of weights, in each row of the filter the taps 1, 2, 0 (so that the last
// load of a row moves its pointer on), then for each of the four sums the vectors of the stage.
//
// Budget: 83 instructions for 144 products, 24 for the stage (60 in its general form), 16 around
// them, 123 for 16 outputs; about 5 for every 16 bytes that are copied to the scratch.
#ifndef IEGEN_DEPTHWISE_CONV2D_3X3_S8_MVE_H_
#define IEGEN_DEPTHWISE_CONV2D_3X3_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/depthwise_conv2d_3x3_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/depthwise_3x3_scratch.h"

namespace iegen {

// Pixels of one group in one row of the output; the loop below knows the offsets.
struct DepthwiseRow3x3Mve {
  const int32_t* constants;   // 0
  const int8_t* rows[3];      // 4, 8, 12: where the first pixel's taps 0 lie
  int32_t pixels;             // 16
  int32_t step;               // 20: bytes from one output to the next
  int32_t zero_point, lanes;  // 24, 28: channels that are written
  int8_t* out;                // 32
  int32_t act_min, act_max;   // 36, 40
};

// The first and the second tap of a pair: sums of products in q4 and q5. The second one has no
// register left once q0 to q3 hold sums, and loads its weights twice.
#define IEGEN_MVE_FIRST_TAP(X) \
  "vldrb.u8 q6, " X            \
  "\n"                         \
  "vldrb.u8 q7, [r1], #16\n"   \
  "vmullb.s8 q4, q6, q7\n"     \
  "vmullt.s8 q5, q6, q7\n"
#define IEGEN_MVE_SECOND_TAP(X) \
  "vldrb.u8 q6, " X             \
  "\n"                          \
  "vldrb.u8 q7, [r1], #16\n"    \
  "vmullb.s8 q7, q6, q7\n"      \
  "vadd.i16 q4, q4, q7\n"       \
  "vldrb.u8 q7, [r1, #-16]\n"   \
  "vmullt.s8 q7, q6, q7\n"      \
  "vadd.i16 q5, q5, q7\n"

#define IEGEN_MVE_FIRST_PAIR \
  "vmovlb.s16 q0, q4\n"      \
  "vmovlt.s16 q1, q4\n"      \
  "vmovlb.s16 q2, q5\n"      \
  "vmovlt.s16 q3, q5\n"
#define IEGEN_MVE_NEXT_PAIR \
  "vmovlb.s16 q6, q4\n"     \
  "vmovlt.s16 q7, q4\n"     \
  "vadd.i32 q0, q0, q6\n"   \
  "vadd.i32 q1, q1, q7\n"   \
  "vmovlb.s16 q6, q5\n"     \
  "vmovlt.s16 q7, q5\n"     \
  "vadd.i32 q2, q2, q6\n"   \
  "vadd.i32 q3, q3, q7\n"

// The two forms of the stage, for each of q0 to q3; r7 is the zero point.
#define IEGEN_MVE_FUSED_SUMS        \
  ".irp sum, q0, q1, q2, q3\n"      \
  "vldrw.u32 q4, [r1], #16\n"       \
  "vadd.i32 \\sum, \\sum, q4\n"     \
  "vldrw.u32 q5, [r1], #16\n"       \
  "vqrdmulh.s32 \\sum, \\sum, q5\n" \
  "vldrw.u32 q6, [r1], #16\n"       \
  "vqrdmlash.s32 \\sum, q6, r7\n"   \
  ".endr\n"
#define IEGEN_MVE_GENERAL_SUMS      \
  ".irp sum, q0, q1, q2, q3\n"      \
  "vldrw.u32 q4, [r1], #16\n"       \
  "vadd.i32 \\sum, \\sum, q4\n"     \
  "vldrw.u32 q5, [r1], #16\n"       \
  "vshl.s32 \\sum, \\sum, q5\n"     \
  "vldrw.u32 q6, [r1], #16\n"       \
  "vqrdmulh.s32 \\sum, \\sum, q6\n" \
  "vldrw.u32 q7, [r1], #16\n"       \
  "vand q4, \\sum, q7\n"            \
  "vshr.s32 q4, q4, #31\n"          \
  "vadd.i32 \\sum, \\sum, q4\n"     \
  "vrshl.s32 \\sum, \\sum, q7\n"    \
  "vadd.i32 \\sum, \\sum, r7\n"     \
  ".endr\n"

// All pixels of a row. TAP is the distance of taps, STEP that of pixels, BYTES the size of the
// constants. r0 out, r1 constants, r2 to r4 rows, r5 pixels left, r6 step; the clamp on the stack.
#define IEGEN_MVE_DEPTHWISE_LOOP(TAP, TAP2, STEP, STAGE, BYTES)                        \
  "push {r4-r8, lr}\n"                                                                 \
  "vpush {d8-d15}\n"                                                                   \
  "ldrd r1, r2, [r0, #36]\n"                                                           \
  "vdup.8 q0, r1\n"                                                                    \
  "vdup.8 q1, r2\n"                                                                    \
  "vpush {d0-d3}\n"                                                                    \
  "ldr r8, [r0, #32]\n"                                                                \
  "ldm r0, {r1-r7, lr}\n"                                                              \
  "mov r0, r8\n"                                                                       \
  "vctp.8 lr\n"                                                                        \
  "1:\n" IEGEN_MVE_FIRST_TAP("[r2, #" TAP "]") IEGEN_MVE_SECOND_TAP("[r2, #" TAP2 "]") \
      IEGEN_MVE_FIRST_PAIR IEGEN_MVE_FIRST_TAP("[r2], #" STEP)                         \
          IEGEN_MVE_SECOND_TAP("[r3, #" TAP "]")                                       \
              IEGEN_MVE_NEXT_PAIR IEGEN_MVE_FIRST_TAP("[r3, #" TAP2 "]")               \
                  IEGEN_MVE_SECOND_TAP("[r3], #" STEP)                                 \
                      IEGEN_MVE_NEXT_PAIR IEGEN_MVE_FIRST_TAP("[r4, #" TAP "]")        \
                          IEGEN_MVE_SECOND_TAP("[r4, #" TAP2 "]")                      \
                              IEGEN_MVE_NEXT_PAIR IEGEN_MVE_FIRST_TAP("[r4], #" STEP)  \
                                  IEGEN_MVE_NEXT_PAIR STAGE                            \
      "vqmovnb.s32 q0, q0\n"                                                           \
      "vqmovnt.s32 q0, q1\n"                                                           \
      "vqmovnb.s32 q2, q2\n"                                                           \
      "vqmovnt.s32 q2, q3\n"                                                           \
      "vldrw.u32 q6, [sp]\n"                                                           \
      "vqmovnb.s16 q0, q0\n"                                                           \
      "vqmovnt.s16 q0, q2\n"                                                           \
      "vldrw.u32 q7, [sp, #16]\n"                                                      \
      "vmax.s8 q0, q0, q6\n"                                                           \
      "vmin.s8 q0, q0, q7\n"                                                           \
      "subw r1, r1, #" BYTES                                                           \
      "\n"                                                                             \
      "vpst\n"                                                                         \
      "vstrbt.8 q0, [r0]\n"                                                            \
      "subs r5, r5, #1\n"                                                              \
      "add r0, r0, r6\n"                                                               \
      "bne 1b\n"                                                                       \
      "add sp, sp, #32\n"                                                              \
      "vpop {d8-d15}\n"                                                                \
      "pop {r4-r8, pc}\n"

__attribute__((naked, noinline)) inline void DepthwiseRowMve(DepthwiseRow3x3Mve*) {
  __asm__ volatile(IEGEN_MVE_DEPTHWISE_LOOP("16", "32", "16", IEGEN_MVE_FUSED_SUMS, "336"));
}
__attribute__((naked, noinline)) inline void DepthwiseRowStride2Mve(DepthwiseRow3x3Mve*) {
  __asm__ volatile(IEGEN_MVE_DEPTHWISE_LOOP("16", "32", "32", IEGEN_MVE_FUSED_SUMS, "336"));
}
__attribute__((naked, noinline)) inline void DepthwiseRowPairsMve(DepthwiseRow3x3Mve*) {
  __asm__ volatile(IEGEN_MVE_DEPTHWISE_LOOP("8", "16", "16", IEGEN_MVE_FUSED_SUMS, "336"));
}
__attribute__((naked, noinline)) inline void DepthwiseRowGeneralMve(DepthwiseRow3x3Mve*) {
  __asm__ volatile(IEGEN_MVE_DEPTHWISE_LOOP("16", "32", "16", IEGEN_MVE_GENERAL_SUMS, "400"));
}
__attribute__((naked, noinline)) inline void DepthwiseRowStride2GeneralMve(DepthwiseRow3x3Mve*) {
  __asm__ volatile(IEGEN_MVE_DEPTHWISE_LOOP("16", "32", "32", IEGEN_MVE_GENERAL_SUMS, "400"));
}

// Pixels of a row with 16 channels each, or pairs of pixels with 8.
template <class Spec>
inline void DepthwiseRowOfMve(const Spec& s, DepthwiseRow3x3Mve* row) {
  if (s.fused == 0) {
    if (s.stride_w == 1) {
      DepthwiseRowGeneralMve(row);
    } else {
      DepthwiseRowStride2GeneralMve(row);
    }
  } else if (DepthwiseTakesPairs(s)) {
    DepthwiseRowPairsMve(row);
  } else if (s.stride_w == 1) {
    DepthwiseRowMve(row);
  } else {
    DepthwiseRowStride2Mve(row);
  }
}

// Copies the pixels of a row of the input to a row of the scratch; `from` is null for padding.
template <class Spec>
__attribute__((noinline)) inline void CopyDepthwiseRowMve(const Spec& s, const int8_t* from,
                                                          int8_t* to) {
  const int32_t channels = s.in_channels, room = DepthwiseColumns(s) - s.pad_left;
  const int32_t pixels = s.in_width < room ? s.in_width : room;
  const int32_t group = DepthwiseTakesPairs(s) ? 8 : 16;
  const int8x16_t padding = vdupq_n_s8(static_cast<int8_t>(s.in_zero_point));
  for (int32_t c = 0; c < channels; c += group) {
    int8_t* pixel = to + s.pad_left * group;
    if (from == nullptr) {
      for (int32_t n = pixels * group; n > 0; n -= 16, pixel += 16) {
        vstrbq_p_s8(pixel, padding, vctp8q(static_cast<uint32_t>(n)));
      }
    } else if (group == 8) {
      const int8_t* x = from;
      for (int32_t n = pixels * group; n > 0; n -= 16, pixel += 16, x += 16) {
        const mve_pred16_t there = vctp8q(static_cast<uint32_t>(n));
        vstrbq_p_s8(pixel, vldrbq_z_s8(x, there), there);
      }
    } else {
      const mve_pred16_t there = vctp8q(static_cast<uint32_t>(channels - c));
      const int8_t* x = from + c;
      for (int32_t n = pixels; n > 0; --n, pixel += 16, x += channels) {
        vst1q_s8(pixel, vldrbq_z_s8(x, there));
      }
    }
    to += DepthwiseColumns(s) * group;
  }
}

// One row of the output, from three rows of the scratch.
template <class Spec>
inline void DepthwiseOutputRowMve(const Spec& s, const int32_t* constants,
                                  const int8_t* const* rows, int8_t* out) {
  const int32_t channels = s.in_channels, width = s.out_width;
  const int32_t group_bytes = DepthwiseColumns(s) * 16, group_words = s.fused != 0 ? 84 : 100;
  DepthwiseRow3x3Mve row = {
      constants, {rows[0], rows[1], rows[2]}, width, channels, s.out_zero_point, 16, out, s.act_min,
      s.act_max};
  if (DepthwiseTakesPairs(s)) {
    row.step = 16;
    row.pixels = width / 2;
    if (row.pixels != 0) DepthwiseRowOfMve(s, &row);
    if (width % 2 == 0) return;
    for (int32_t i = 0; i < 3; ++i) row.rows[i] += (width - 1) * 8;
    row.out += (width - 1) * 8;
    row.pixels = 1;
    row.lanes = 8;
    DepthwiseRowOfMve(s, &row);
    return;
  }
  for (int32_t c = 0; c < channels; c += 16) {
    row.lanes = channels - c < 16 ? channels - c : 16;
    DepthwiseRowOfMve(s, &row);
    row.constants += group_words;
    for (int32_t i = 0; i < 3; ++i) row.rows[i] += group_bytes;
    row.out += 16;
  }
}

// in [batch, in_height, in_width, in_channels], constants packed as above (bias with the input's
// zero point folded in), out [batch, out_height, out_width, in_channels]. scratch:
// DepthwiseScratchBytes(s). out must not overlap in.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3S8Mve(const Spec& s, const int8_t* in,
                                                              const int32_t* constants,
                                                              int8_t* scratch, int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, height = s.in_height;
  const int32_t pad_top = s.pad_top, row_bytes = DepthwiseRowBytes(s);
  const int32_t in_row = s.in_width * s.in_channels, out_row = s.out_width * s.in_channels;
  // The padding at both sides stays.
  const int8x16_t padding = vdupq_n_s8(static_cast<int8_t>(s.in_zero_point));
  for (int32_t i = 0; i < 3 * row_bytes; i += 16) {
    vstrbq_p_s8(scratch + i, padding, vctp8q(static_cast<uint32_t>(3 * row_bytes - i)));
  }
  for (int32_t b = 0; b < batch; ++b, in += height * in_row) {
    int32_t next = -pad_top;  // the row to copy
    for (int32_t oy = 0; oy < out_height; ++oy, out += out_row) {
      const int32_t y = oy * s.stride_h - pad_top;
      if (next < y) next = y;
      for (; next < y + 3; ++next) {
        const bool inside = next >= 0 && next < height;
        CopyDepthwiseRowMve(s, inside ? in + next * in_row : nullptr,
                            scratch + (next + pad_top) % 3 * row_bytes);
      }
      const int8_t* rows[3];
      for (int32_t i = 0; i < 3; ++i) rows[i] = scratch + (y + pad_top + i) % 3 * row_bytes;
      DepthwiseOutputRowMve(s, constants, rows, out);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_S8_MVE_H_
