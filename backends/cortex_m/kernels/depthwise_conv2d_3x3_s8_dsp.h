// DEPTHWISE_CONV_2D with a 3x3 filter, depth multiplier 1, strides and dilations of 1 on int8, for
// cores with the DSP extension:
//   out[y][x][c] = stage(sum in[y - pt + ky][x - pl + kx][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8.
//
// Two output rows and four channels at a time. The four rows r0 to r3 of the input under them
// become pairs of int16, for each channel and column x of the windows
//   (r0, r1) (r2, r3)                                   in scratch, [4 channels][columns][2],
// which PKHBT and PKHTB take from two rows and SXTB16 from four channels. Then each channel goes
// along its columns, with its weights (w0, w1) (w1, w2) of the three columns in registers:
//   upper sum += (r0, r1) . (w0, w1) + r2 * w2          SMLAD, SMLATB
//   lower sum += r1 * w0 + (r2, r3) . (w1, w2)          SMLABT, SMLAD
//
// Weights: [channels][3 columns][2] such pairs. Stage: for each channel the bias and the two
// factors of RoundTwiceDsp (iegen/gemm_s8_dsp.h).
//
// Budget: 31 instructions for two outputs of a channel (18 products), 27 for four channels of a
// column, about 45 for a channel of two rows.
#ifndef IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_
#define IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error \
    "iegen/depthwise_conv2d_3x3_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/bytes.h"
#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// Words of scratch: the pairs of four channels, and a pixel of padding.
template <class Spec>
inline int32_t DepthwiseConv2d3x3S8DspScratchWords(const Spec& s) {
  return 8 * (s.out_width + 2) + s.in_channels / 4;
}

// Four rows of the input; outside of it a row is one pixel, with a step of 0.
struct FourRowsDsp {
  const int8_t* at[4];
  int32_t step[4];  // bytes to the next column
};

// Halves of two words, side by side: the lower ones, or the upper ones.
inline uint32_t LowerHalvesDsp(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
inline uint32_t UpperHalvesDsp(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(result) : "r"(b), "r"(a));
  return result;
}

// `count` columns of four channels; `next` words from a channel to the next one. Returns the place
// of the next column.
__attribute__((noinline)) inline int32_t* PackColumnsDsp(const FourRowsDsp& rows, int32_t count,
                                                         int32_t next, int32_t* to) {
  const int8_t *r0 = rows.at[0], *r1 = rows.at[1], *r2 = rows.at[2], *r3 = rows.at[3];
  const auto load = [](const int8_t* from) {
    uint32_t bytes;
    memcpy(&bytes, from, 4);
    return bytes;
  };
  for (int32_t* const end = to + 2 * count; to != end; to += 2) {
    const uint32_t a = load(r0), b = load(r1), c = load(r2), d = load(r3);
    r0 += rows.step[0];
    r1 += rows.step[1];
    r2 += rows.step[2];
    r3 += rows.step[3];
    const uint32_t upper01 = LowerHalvesDsp(a, b), lower01 = LowerHalvesDsp(c, d);
    const uint32_t upper23 = UpperHalvesDsp(a, b), lower23 = UpperHalvesDsp(c, d);
    int32_t* word = to;
    word[0] = EvenTapsDsp(upper01);
    word[1] = EvenTapsDsp(lower01);
    word += next;
    word[0] = OddTapsDsp(upper01);
    word[1] = OddTapsDsp(lower01);
    word += next;
    word[0] = EvenTapsDsp(upper23);
    word[1] = EvenTapsDsp(lower23);
    word += next;
    word[0] = OddTapsDsp(upper23);
    word[1] = OddTapsDsp(lower23);
  }
  return to;
}

// One channel of two output rows.
struct DepthwiseSweepDsp {
  const int32_t* columns;
  const int32_t* columns_end;  // where the window behind the last one begins
  const int32_t* weights;
  int32_t bias, zero_point;
  int32_t row_step;  // bytes to the lower row of the output, 0 where there is none
  int32_t channels;
  int8_t* out;
  int32_t m, k;
};

// r0 columns, r1 output, r2-r7 weights, r8 and r9 sums, r10 and r11 rows, r12 and lr factors. On
// the stack: bias, zero point, step of the rows, channels, end of the columns. The upper row is
// stored last: it wins where it is the only one.
__attribute__((naked, noinline)) inline void SweepColumnsDsp(const DepthwiseSweepDsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_column at, w01, w12
      ldrd r10, r11, [r0, #\at]
      smlad r8, r10, \w01, r8
      smlabt r9, \w01, r10, r9
      smlatb r8, \w12, r11, r8
      smlad r9, r11, \w12, r9
      .endm

      push {r4-r11, lr}
      add r1, r0, #12
      ldm r1, {r2-r5}
      ldr r6, [r0, #4]
      push {r2-r6}
      ldr r1, [r0, #28]
      ldrd r12, lr, [r0, #32]
      ldr r10, [r0, #8]
      ldr r0, [r0]
      ldm r10, {r2-r7}
    1:
      ldr r8, [sp]
      mov r9, r8
      iegen_dsp_column 0, r2, r3
      iegen_dsp_column 8, r4, r5
      iegen_dsp_column 16, r6, r7
      ldrd r10, r11, [sp, #4]
      smmlar r8, r8, r12, r8
      smmlar r9, r9, r12, r9
      smmlar r8, r8, lr, r10
      smmlar r9, r9, lr, r10
      ssat r8, #8, r8
      ssat r9, #8, r9
      strb r9, [r1, r11]
      strb r8, [r1]
      ldrd r10, r11, [sp, #12]
      adds r0, #8
      add r1, r1, r10
      cmp r0, r11
      bne 1b
      add sp, #20
      pop {r4-r11, pc}
      .purgem iegen_dsp_column
      )");
}

// Two output rows of one image; `y` is the row of the input under the first one's first taps.
template <class Spec>
inline void DepthwiseRowsDsp(const Spec& s, const int8_t* in, int32_t y, const int32_t* weights,
                             const int32_t* stage, int32_t row_step, int32_t* scratch,
                             int8_t* out) {
  const int32_t channels = s.in_channels, width = s.in_width, columns = s.out_width + 2;
  const int8_t* const padding = reinterpret_cast<const int8_t*>(scratch + 8 * columns);
  const int32_t left = s.pad_left < columns ? s.pad_left : columns;
  const int32_t middle = columns - left < width ? columns - left : width;
  FourRowsDsp rows, outside = {{padding, padding, padding, padding}, {0, 0, 0, 0}};
  for (int32_t i = 0; i < 4; ++i, ++y) {
    const bool inside = y >= 0 && y < s.in_height;
    rows.at[i] = inside ? in + y * width * channels : padding;
    rows.step[i] = inside ? channels : 0;
  }
  DepthwiseSweepDsp sweep;
  sweep.zero_point = s.out_zero_point;
  sweep.row_step = row_step;
  sweep.channels = channels;
  for (int32_t c = 0; c < channels; c += 4) {
    int32_t* to = PackColumnsDsp(outside, left, 2 * columns, scratch);
    to = PackColumnsDsp(rows, middle, 2 * columns, to);
    PackColumnsDsp(outside, columns - left - middle, 2 * columns, to);
    sweep.columns = scratch;
    for (int32_t i = 0; i < 4; ++i, weights += 6, stage += 3, ++out) {
      sweep.columns_end = sweep.columns + 2 * s.out_width;
      sweep.weights = weights;
      sweep.bias = stage[0], sweep.m = stage[1], sweep.k = stage[2];
      sweep.out = out;
      SweepColumnsDsp(&sweep);
      sweep.columns += 2 * columns;
    }
    // The next four channels; of padding all are the same.
    for (int32_t i = 0; i < 4; ++i) rows.at[i] += rows.step[i] == 0 ? 0 : 4;
  }
}

// in [batch, in_height, in_width, in_channels], in_channels a multiple of 4; weights and stage
// packed as above (bias with the input's zero point folded in), out [batch, out_height, out_width,
// in_channels], clamped to int8. scratch: DepthwiseConv2d3x3S8DspScratchWords(s) words. out must
// not overlap in.
template <class Spec>
inline void DepthwiseConv2d3x3S8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                    const int32_t* stage, int32_t* scratch, int8_t* out) {
  const int32_t channels = s.in_channels, row = s.out_width * channels;
  const int32_t out_height = s.out_height, batch = s.batch;
  int8_t* const padding = reinterpret_cast<int8_t*>(scratch + 8 * (s.out_width + 2));
  FillRun(s.in_zero_point, channels, padding);
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * channels) {
    for (int32_t oy = 0; oy < out_height; oy += 2) {
      const bool lower = oy + 1 < out_height;
      DepthwiseRowsDsp(s, in, oy - s.pad_top, weights, stage, lower ? row : 0, scratch, out);
      out += lower ? 2 * row : row;
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_
