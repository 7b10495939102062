// DEPTHWISE_CONV_2D with a 3x3 filter, depth multiplier 1, both strides 1 or both 2, dilations of 1
// on int8, for cores with the DSP extension:
//   out[y][x][c] = stage(sum in[y*s - pt + ky][x*s - pl + kx][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8.
//
// Two output rows and four channels at a time. The rows r0, r1, ... of the input under them become
// pairs of int16, for each column of the windows and each channel,
//   stride 1:  (r0, r1) (r2, r3)             [columns][4 channels][2] words of scratch
//   stride 2:  (r0, r1) (r2, r3) (r4, -)     [columns][4 channels][3]
// which PKHBT and PKHTB take from two rows and SXTB16 from four channels. Then each channel goes
// along its columns, with its weights in registers, two columns of outputs at a time: what both
// need of a column is loaded once.
//   stride 1:  upper += (r0, r1) . (w0, w1) + r2 * w2      SMLAD, SMLATB
//              lower += r1 * w0 + (r2, r3) . (w1, w2)      SMLABT, SMLAD
//   stride 2:  upper += (r0, r1) . (w0, w1) + r2 * w2      SMLAD, SMLABB
//              lower += (r2, r3) . (w0, w1) + r4 * w2      SMLAD, SMLABB
//
// Weights: for each channel nine words. With stride 1 the pairs (w0, w1) (w1, w2) of each of the
// three columns, with stride 2 the pairs (w0, w1) of the three columns, (w2, w2') of two, w2 of the
// third and 0; then bias and the two factors of RoundTwiceDsp (iegen/gemm_s8_dsp.h).
//
// Budget: 50 (stride 2: 55) instructions for four outputs of a channel, 29 (31) for the two of an
// odd column, 3 more every 12 (8) outputs; 20 (27) for four channels of a column; 13 for a channel
// of two rows.
#ifndef IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_
#define IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error \
    "iegen/depthwise_conv2d_3x3_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/gemm_s8_dsp.h"
#include "iegen/row_pairs_s8_dsp.h"

namespace iegen {

// Columns under a row of outputs, words of the pairs of one, and rows under two rows of outputs.
template <class Spec>
inline int32_t Depthwise3x3Columns(const Spec& s) {
  return (s.out_width - 1) * s.stride_w + 3;
}
inline int32_t Depthwise3x3ColumnWords(int32_t stride) { return stride == 1 ? 8 : 12; }
inline int32_t Depthwise3x3Rows(int32_t stride) { return stride == 1 ? 4 : 5; }

// Words of scratch: the pairs of four channels, and a pixel of padding.
template <class Spec>
inline int32_t DepthwiseConv2d3x3S8DspScratchWords(const Spec& s) {
  return Depthwise3x3ColumnWords(s.stride_w) * Depthwise3x3Columns(s) + s.in_channels / 4;
}

// Four channels of two output rows.
struct DepthwiseSweepDsp {
  int32_t stride;
  int32_t zero_point;
  int32_t row_step;               // bytes to the lower row of the output, 0 where there is none
  int32_t channels;               // bytes to the next output of a row
  uint32_t entry;                 // DepthwiseSweepDspEntry
  uint32_t first;                 // DepthwiseSweepDspFirst
  const int32_t* end;             // of a channel's last window, less channel_bytes
  int32_t channel_bytes;          // of the pairs of a column
  int32_t next_column, next_out;  // bytes from the end of a channel to the next one
  const int32_t* weights;
  const int32_t* weights_end;
  const int32_t* columns;
  int8_t* out;
};

// Where the unrolled loops below begin so that whole turns remain, the one output of an odd width
// aside; bit 0 says Thumb code.
inline uint32_t DepthwiseSweepDspEntry(int32_t width, int32_t stride) {
  const int32_t turn = stride == 1 ? 3 : 2, bytes = stride == 1 ? 50 * 4 : 55 * 4;
  const int32_t twos = width / 2, rest = twos % turn;
  return static_cast<uint32_t>((twos != 0 && rest == 0 ? 0 : turn - rest) * bytes + 1);
}

// Where a channel begins: with an odd width at its one output, before those loops.
inline uint32_t DepthwiseSweepDspFirst(int32_t width, int32_t stride) {
  const uint32_t one = stride == 1 ? 29 * 4 : 31 * 4;
  return width % 2 == 0 ? DepthwiseSweepDspEntry(width, stride) : 1 - one;
}

// r0 columns, r1 output, r2-r7 weights (stride 2: r2-r6, r7 rows), r8 and r9 sums of a column of
// outputs, r10 and r11 of the next one, r12 and lr rows, then factors and what else a store needs.
// On the stack: bias and factors, then the fields of the struct from zero_point to weights_end. The
// upper row is stored last: it wins where it is the only one.
__attribute__((naked, noinline)) inline void SweepColumnsDsp(const DepthwiseSweepDsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_pairs upper, lower, w01, w12, upper0, lower0
      smlad \upper, r12, \w01, \upper0
      smlabt \lower, \w01, r12, \lower0
      smlatb \upper, \w12, lr, \upper
      smlad \lower, lr, \w12, \lower
      .endm
      .macro iegen_dsp_rows upper, lower, w01, w2, half, upper0, lower0
      smlad \upper, r7, \w01, \upper0
      smlad \lower, r12, \w01, \lower0
      smlab\half \upper, r12, \w2, \upper
      smlab\half \lower, lr, \w2, \lower
      .endm
      .macro iegen_dsp_store_column upper, lower
      strb.w \lower, [r1, r12]
      strb.w \upper, [r1]
      add.w r1, r1, lr
      .endm
      .macro iegen_dsp_store_one
      ldrd r12, lr, [sp, #4]
      smmlar r8, r8, r12, r8
      smmlar r9, r9, r12, r9
      ldr.w r12, [sp, #12]
      smmlar r8, r8, lr, r12
      smmlar r9, r9, lr, r12
      ldrd r12, lr, [sp, #16]
      ssat r8, #8, r8
      ssat r9, #8, r9
      iegen_dsp_store_column r8, r9
      ldr.w pc, [sp, #24]
      .endm
      .macro iegen_dsp_store_two
      ldrd r12, lr, [sp, #4]
      smmlar r8, r8, r12, r8
      smmlar r9, r9, r12, r9
      smmlar r10, r10, r12, r10
      smmlar r11, r11, r12, r11
      ldr.w r12, [sp, #12]
      smmlar r8, r8, lr, r12
      smmlar r9, r9, lr, r12
      smmlar r10, r10, lr, r12
      smmlar r11, r11, lr, r12
      ldrd r12, lr, [sp, #16]
      ssat r8, #8, r8
      ssat r9, #8, r9
      ssat r10, #8, r10
      ssat r11, #8, r11
      iegen_dsp_store_column r8, r9
      iegen_dsp_store_column r10, r11
      .endm

      push {r4-r11, lr}
      ldm r0!, {r1-r12}
      adr.w lr, 2f
      cmp r1, #1
      beq 4f
      adr.w lr, 3f
    4:
      add r5, r5, lr
      add r6, r6, lr
      push {r2-r12}
      ldm r0, {r0, r1}
      sub sp, #12
    1:
      ldm r11!, {r2-r8, r12, lr}
      str r11, [sp, #48]
      stm sp, {r8, r12, lr}
      ldrd r10, r11, [sp, #32]
      add r10, r10, r11
      str r10, [sp, #32]
      ldr pc, [sp, #28]

      .balign 4
      ldr.w r9, [sp]
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r8, r9, r2, r5, b, r9, r9
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r8, r9, r3, r5, t, r8, r9
      ldm.w r0, {r7, r12, lr}
      iegen_dsp_rows r8, r9, r4, r6, b, r8, r9
      iegen_dsp_store_one
    3:
      .rept 2
      ldr.w r11, [sp]
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r8, r9, r2, r5, b, r11, r11
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r8, r9, r3, r5, t, r8, r9
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r8, r9, r4, r6, b, r8, r9
      iegen_dsp_rows r10, r11, r2, r5, b, r11, r11
      ldm.w r0, {r7, r12, lr}
      add.w r0, r0, #48
      iegen_dsp_rows r10, r11, r3, r5, t, r10, r11
      ldm.w r0, {r7, r12, lr}
      iegen_dsp_rows r10, r11, r4, r6, b, r10, r11
      iegen_dsp_store_two
      .endr
      ldr r10, [sp, #32]
      cmp r0, r10
      bne.w 3b
      b 5f

      .balign 4
      ldr.w r9, [sp]
      ldrd r12, lr, [r0], #32
      iegen_dsp_pairs r8, r9, r2, r3, r9, r9
      ldrd r12, lr, [r0]
      iegen_dsp_pairs r8, r9, r4, r5, r8, r9
      ldrd r12, lr, [r0, #32]
      iegen_dsp_pairs r8, r9, r6, r7, r8, r9
      iegen_dsp_store_one
    2:
      .rept 3
      ldr.w r11, [sp]
      ldrd r12, lr, [r0], #64
      iegen_dsp_pairs r8, r9, r2, r3, r11, r11
      ldrd r12, lr, [r0, #-32]
      iegen_dsp_pairs r8, r9, r4, r5, r8, r9
      iegen_dsp_pairs r10, r11, r2, r3, r11, r11
      ldrd r12, lr, [r0]
      iegen_dsp_pairs r8, r9, r6, r7, r8, r9
      iegen_dsp_pairs r10, r11, r4, r5, r10, r11
      ldrd r12, lr, [r0, #32]
      iegen_dsp_pairs r10, r11, r6, r7, r10, r11
      iegen_dsp_store_two
      .endr
      ldr r10, [sp, #32]
      cmp r0, r10
      bne.w 2b
    5:
      ldrd r11, r12, [sp, #48]
      ldrd r8, r9, [sp, #40]
      cmp r11, r12
      add r0, r0, r8
      add r1, r1, r9
      bne.w 1b
      add sp, #56
      pop {r4-r11, pc}
      .purgem iegen_dsp_pairs
      .purgem iegen_dsp_rows
      .purgem iegen_dsp_store_column
      .purgem iegen_dsp_store_one
      .purgem iegen_dsp_store_two
      )");
}

// The rows from row y of an image on that stand under two rows of outputs.
template <class Spec>
inline DepthwiseRowsS8Dsp FindDepthwiseRowsDsp(const Spec& s, const int8_t* in, int32_t y,
                                               const int8_t* padding) {
  const int32_t channels = s.in_channels, count = Depthwise3x3Rows(s.stride_w);
  DepthwiseRowsS8Dsp rows = {};
  rows.inside = true;
  for (int32_t i = 0; i < count; ++i, ++y) {
    const bool inside = y >= 0 && y < s.in_height;
    rows.row[i].at = inside ? in + y * s.in_width * channels : padding;
    rows.row[i].mask = inside ? -1 : 0;
    rows.inside = rows.inside && inside;
  }
  return rows;
}

// Four channels from channel c on.
template <class Spec>
inline void PackRowsDsp(const Spec& s, DepthwiseRowsS8Dsp& rows, int32_t c, int32_t* to,
                        const int32_t* end) {
  const int32_t channels = s.in_channels;
  if (rows.inside) {
    const auto pack = s.stride_w == 1 ? PackFourRowsDsp : PackFiveRowsDsp;
    pack(rows.row[0].at + c, s.in_width * channels, channels, to, end);
    return;
  }
  const auto pack = s.stride_w == 1 ? PackAnyFourRowsDsp : PackAnyFiveRowsDsp;
  pack(&rows, 0, channels, to, end);
  for (DepthwiseRowsS8Dsp::Row& row : rows.row) row.at += row.mask & 4;  // of padding all are equal
}

// Two output rows of one image; y is the row of the input under the first one's first taps.
// `columns` are the pairs, those of padding at either side are there; `sweep` has all that is the
// same for the layer.
template <class Spec>
inline void DepthwiseTwoRowsDsp(const Spec& s, const int8_t* in, int32_t y, const int32_t* weights,
                                int32_t* columns, DepthwiseSweepDsp& sweep) {
  const int32_t channels = s.in_channels, stride = s.stride_w;
  const int32_t words = Depthwise3x3ColumnWords(stride), count = Depthwise3x3Columns(s);
  const int8_t* const padding = reinterpret_cast<const int8_t*>(columns + words * count);
  DepthwiseRowsS8Dsp rows = FindDepthwiseRowsDsp(s, in, y, padding);
  const int32_t left = s.pad_left < count ? s.pad_left : count, room = count - left;
  int32_t* const to = columns + words * left;
  int32_t* const end = to + words * (room < s.in_width ? room : s.in_width);
  for (int32_t c = 0; c < channels; c += 4) {
    if (to != end) PackRowsDsp(s, rows, c, to, end);
    sweep.weights = weights;
    sweep.weights_end = weights += 36;
    SweepColumnsDsp(&sweep);
    sweep.out += 4;
  }
}

// What is the same for the whole layer.
template <class Spec>
inline void SetDepthwiseSweepDsp(const Spec& s, const int32_t* columns, DepthwiseSweepDsp& sweep) {
  const int32_t stride = s.stride_w, width = s.out_width;
  const int32_t channel_words = Depthwise3x3ColumnWords(stride) / 4;
  const int32_t width_words = 4 * channel_words * stride * width;
  sweep.stride = stride;
  sweep.zero_point = s.out_zero_point;
  sweep.channels = s.in_channels;
  sweep.entry = DepthwiseSweepDspEntry(width, stride);
  sweep.first = DepthwiseSweepDspFirst(width, stride);
  sweep.end = columns + (width_words - channel_words);
  sweep.channel_bytes = 4 * channel_words;
  sweep.next_column = 4 * (channel_words - width_words);
  sweep.next_out = 1 - width * s.in_channels;
  sweep.columns = columns;
}

// kStep: 1 takes the first rows first, -1 the last.
template <int kStep, class Spec>
inline void DepthwiseImagesDsp(const Spec& s, const int8_t* in, const int32_t* weights,
                               int32_t* scratch, int8_t* out) {
  const int32_t stride = s.stride_w, words = Depthwise3x3ColumnWords(stride);
  const int32_t all_words = words * Depthwise3x3Columns(s);
  const int32_t row = s.out_width * s.in_channels, out_height = s.out_height;
  const int32_t pairs = (out_height + 1) / 2, count = s.batch * pairs;
  FillRun(s.in_zero_point, s.in_channels, reinterpret_cast<int8_t*>(scratch + all_words));
  const auto zero_point = static_cast<uint32_t>(s.in_zero_point);
  for (int32_t i = 0; i < all_words; ++i) {
    scratch[i] = static_cast<int32_t>(zero_point << 16 | (zero_point & 0xffff));
  }
  DepthwiseSweepDsp sweep;
  SetDepthwiseSweepDsp(s, scratch, sweep);
  for (int32_t i = 0; i < count; ++i) {
    const int32_t n = kStep > 0 ? i : count - 1 - i, b = n / pairs, oy = n % pairs * 2;
    sweep.row_step = oy + 1 < out_height ? row : 0;
    sweep.out = out + (b * out_height + oy) * row;
    DepthwiseTwoRowsDsp(s, in + b * s.in_height * s.in_width * s.in_channels,
                        oy * stride - s.pad_top, weights, scratch, sweep);
  }
}

// in [batch, in_height, in_width, in_channels], in_channels a multiple of 4; weights packed as
// above (bias with the input's zero point folded in), out [batch, out_height, out_width,
// in_channels], clamped to int8. scratch: DepthwiseConv2d3x3S8DspScratchWords(s) words. out must
// not overlap what is still to be read of in, two rows of outputs at a time.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3S8Dsp(const Spec& s, const int8_t* in,
                                                              const int32_t* weights,
                                                              int32_t* scratch, int8_t* out) {
  DepthwiseImagesDsp<1>(s, in, weights, scratch, out);
}

// The same from the last rows to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3S8DspBackward(
    const Spec& s, const int8_t* in, const int32_t* weights, int32_t* scratch, int8_t* out) {
  DepthwiseImagesDsp<-1>(s, in, weights, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_S8_DSP_H_
