// DEPTHWISE_CONV_2D with a 3x3 filter, depth multiplier 1, no dilation and steps of 1 or 2 down, on
// int8, for cores without the DSP extension:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky][x*sw - pl + kx][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8, form (see iegen/output_s8_thumb.h) and offset
// (kDepthwiseThumbOffset of the core).
//
// Strips of a few output rows, one channel at a time. The rows of the input that a strip needs
// are copied, with their padding, to columns of 16 bytes in scratch:
//   [left padding][column 0][column 1] ... [right padding], each 16 rows high,
// so that every tap of a window has a constant distance from one pointer. The assembly goes down a
// column two outputs at a time, with the nine weights in registers (Cortex-M3) or on the stack
// (M0), and leaves sums, [column][row], which then become outputs. Strips end at the last byte of
// their columns: the loop sees its end in the pointer.
//
// Weights: [channels][9], column by column: kx * 3 + ky. Stage: for each channel the bias, less
// offset * sum(w), then the words of OutputS8Thumb.
//
// Budget, for each output of a step of 1: 18 instructions for the products (M0: 35), about 13 for
// the rounding (22), 4 for the copy (6).
#ifndef IEGEN_DEPTHWISE_CONV2D_3X3_S8_THUMB_H_
#define IEGEN_DEPTHWISE_CONV2D_3X3_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/depthwise_conv2d_3x3_s8_thumb.h needs Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stddef.h>
#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/depthwise_strip_s8_thumb.h"
#include "iegen/output_s8_thumb.h"

namespace iegen {

// Outputs of a strip's columns: two for each turn of the assembly.
inline int32_t DepthwiseStripRowsThumb(int32_t stride_h) { return stride_h == 1 ? 14 : 6; }

// Words of scratch: columns, aligned to 16 bytes, and sums.
template <class Spec>
inline int32_t DepthwiseConv2d3x3S8ThumbScratchWords(const Spec& s) {
  const int32_t columns = (s.out_width - 1) * s.stride_w + 3;
  return 4 * columns + 3 + s.out_width * DepthwiseStripRowsThumb(s.stride_h);
}

// Copies `count` elements of a row, `step` bytes apart, to neighbouring columns.
__attribute__((noinline)) inline void CopyToColumnsThumb(const int8_t* from, int32_t step,
                                                         int32_t count, int8_t* to) {
  const auto stored = [](int8_t x) { return static_cast<int8_t>(x ^ kDepthwiseThumbFlip); };
  for (; count >= 4; count -= 4, to += 64) {
    to[0] = stored(*from);
    from += step;
    to[16] = stored(*from);
    from += step;
    to[32] = stored(*from);
    from += step;
    to[48] = stored(*from);
    from += step;
  }
  for (; count > 0; --count, to += 16, from += step) *to = stored(*from);
}

// The first `rows` sums of each column of `height`, as outputs `row_step` apart.
__attribute__((noinline)) inline void StoreStripThumb(const StageS8Thumb& rule,
                                                      const int32_t* words, const int32_t* sums,
                                                      int32_t rows, int32_t row_step, int8_t* out) {
  if (StoreColumnThumb(rule, words, sums, rows, row_step, out)) return;
  for (; rows > 0; --rows, out += row_step) *out = OutputS8Thumb(rule, *sums++, words);
}

// One strip of one channel: `y` is the first row of the input under it, `rows` the outputs.
template <class Spec>
__attribute__((noinline)) inline void FillColumnsThumb(const Spec& s, const int8_t* in, int32_t y,
                                                       int32_t rows, int8_t* columns) {
  const int32_t width = s.in_width, channels = s.in_channels, height = s.in_height;
  const int32_t last = (s.out_width - 1) * s.stride_w + 3 - s.pad_left;
  const int32_t count = last < width ? last : width;
  int8_t* to = columns + 16 * s.pad_left;
  for (const int8_t* const end = to + rows; to != end; ++to, ++y) {
    if (y >= 0 && y < height) {
      CopyToColumnsThumb(in + y * width * channels, channels, count, to);
    } else {
      const int8_t padding = static_cast<int8_t>(s.in_zero_point);
      CopyToColumnsThumb(&padding, 0, count, to);
    }
  }
}

// One strip of one channel, from output row `oy` on; `in` and `out` point at the channel in the
// first pixels of the image.
template <class Spec>
inline void DepthwiseStripOfChannelThumb(const Spec& s, const StageS8Thumb& rule, const int8_t* in,
                                         const int8_t* weights, const int32_t* stage, int32_t oy,
                                         int8_t* columns, int8_t* out) {
  const int32_t out_height = s.out_height, out_width = s.out_width, stride_h = s.stride_h;
  const int32_t channels = s.in_channels, most = DepthwiseStripRowsThumb(stride_h);
  int32_t* const sums =
      reinterpret_cast<int32_t*>(columns + 16 * ((out_width - 1) * s.stride_w + 3));
  const int32_t left = out_height - oy, rows = left < most ? left : most;
  const int32_t turns = (rows + 1) / 2;
  // Of an odd number of rows, the last turn has one that is computed from what lies there.
  const int32_t height = stride_h == 1 ? 2 * turns + 2 : 4 * turns + 1;
  FillColumnsThumb(s, in, oy * stride_h - s.pad_top, height, columns + 16 - height);
  DepthwiseStripThumb strip = {columns, weights, stage[0], sums, out_width, turns, 16 * s.stride_w};
  MultiplyStripThumb(&strip, stride_h);
  out += oy * out_width * channels;
  const int32_t* from = sums;
  for (int32_t x = 0; x < out_width; ++x, out += channels, from += 2 * turns) {
    StoreStripThumb(rule, stage + 1, from, rows, out_width * channels, out);
  }
}

// in [batch, in_height, in_width, in_channels], weights and stage packed as above (bias with the
// input's zero point folded in), out [batch, out_height, out_width, in_channels]. scratch:
// DepthwiseConv2d3x3S8ThumbScratchWords(s) words. out must not overlap in.
template <class Spec>
inline void DepthwiseConv2d3x3S8Thumb(const Spec& s, const int8_t* in, const int8_t* weights,
                                      const int32_t* stage, int32_t* scratch, int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const int32_t batch = s.batch, channels = s.in_channels;
  const int32_t columns_bytes = 16 * ((s.out_width - 1) * s.stride_w + 3);
  static_cast<void>(s.offset);  // the core's own constant
  int8_t* columns = reinterpret_cast<int8_t*>(scratch);
  columns += (0u - reinterpret_cast<uintptr_t>(columns)) & 15;
  FillRun(s.in_zero_point ^ kDepthwiseThumbFlip, columns_bytes, columns);
  const int32_t out_height = s.out_height, most = DepthwiseStripRowsThumb(s.stride_h);
  for (int32_t b = 0; b < batch; ++b) {
    for (int32_t oy = 0; oy < out_height; oy += most) {
      const int32_t* words = stage;
      for (int32_t c = 0; c < channels; ++c, words += rule.words() - 1) {
        DepthwiseStripOfChannelThumb(s, rule, in + c, weights + 9 * c, words, oy, columns, out + c);
      }
    }
    in += s.in_height * s.in_width * channels;
    out += out_height * s.out_width * channels;
  }
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_3X3_S8_THUMB_H_
