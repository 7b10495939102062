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
// the rounding (22), 5 for the copy (7), which goes along the longer side of a strip.
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

// Copies `count` elements, `step` bytes apart, to places that are kNext bytes apart.
template <int32_t kNext>
__attribute__((noinline)) inline void CopyToColumnsThumb(const int8_t* from, int32_t step,
                                                         int32_t count, int8_t* to) {
  const auto stored = [](int8_t x) { return static_cast<int8_t>(x ^ kDepthwiseThumbFlip); };
  for (; count >= 4; count -= 4, to += 4 * kNext) {
    to[0] = stored(*from);
    from += step;
    to[kNext] = stored(*from);
    from += step;
    to[2 * kNext] = stored(*from);
    from += step;
    to[3 * kNext] = stored(*from);
    from += step;
  }
  for (; count > 0; --count, to += kNext, from += step) *to = stored(*from);
}

// Sums as outputs.
__attribute__((noinline)) inline void StoreStripThumb(const StageS8Thumb& rule,
                                                      const int32_t* words, StripSumsThumb strip) {
  if (StoreSumsThumb(rule, words, strip)) return;
  for (; strip.columns > 0; --strip.columns, strip.out += strip.column_step) {
    int8_t* out = strip.out;
    for (int32_t i = 0; i < strip.rows; ++i, out += strip.row_step) {
      *out = OutputS8Thumb(rule, *strip.sums++, words);
    }
    strip.sums += strip.spare;
  }
}

// Where the elements of a strip lie: rows [first, end) of `rows` are inside of the image, `from` is
// the first one's.
struct StripRowsThumb {
  const int8_t* from;
  int32_t rows, first, end;
};

// One strip of one channel, `count` columns of it: along the longer side.
template <class Spec>
__attribute__((noinline)) inline void FillColumnsThumb(const Spec& s, const StripRowsThumb& strip,
                                                       int32_t count, int8_t* to) {
  const int32_t channels = s.in_channels, row = s.in_width * channels;
  const int32_t first = strip.first, end = strip.end, rows = strip.rows;
  const int8_t padding = static_cast<int8_t>(s.in_zero_point);
  const int8_t* from = strip.from;
  if (count < end - first) {
    for (int32_t x = 0; x < count; ++x, from += channels, to += 16) {
      CopyToColumnsThumb<1>(&padding, 0, first, to);
      CopyToColumnsThumb<1>(from, row, end - first, to + first);
      CopyToColumnsThumb<1>(&padding, 0, rows - end, to + end);
    }
    return;
  }
  for (int32_t y = 0; y < rows; ++y, ++to) {
    if (y >= first && y < end) {
      CopyToColumnsThumb<16>(from, channels, count, to);
      from += row;
    } else {
      CopyToColumnsThumb<16>(&padding, 0, count, to);
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
  const int32_t y = oy * stride_h - s.pad_top, below = s.in_height - y;
  const int32_t first = y >= 0 ? 0 : -y < height ? -y : height;
  const int32_t end = below >= height ? height : below > first ? below : first;
  const int32_t needed = (out_width - 1) * s.stride_w + 3 - s.pad_left;
  FillColumnsThumb(s, {in + (y + first) * s.in_width * channels, height, first, end},
                   needed < s.in_width ? needed : s.in_width,
                   columns + 16 * s.pad_left + 16 - height);
  DepthwiseStripThumb strip = {columns, weights, stage[0], sums, out_width, turns, 16 * s.stride_w};
  MultiplyStripThumb(&strip, stride_h);
  const int32_t row = out_width * channels;
  StoreStripThumb(rule, stage + 1,
                  {sums, out_width, rows, 2 * turns - rows, channels, row, out + oy * row});
}

// in [batch, in_height, in_width, in_channels], weights and stage packed as above (bias with the
// input's zero point folded in), out [batch, out_height, out_width, in_channels]. scratch:
// DepthwiseConv2d3x3S8ThumbScratchWords(s) words. out must not overlap in.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2d3x3S8Thumb(const Spec& s, const int8_t* in,
                                                                const int8_t* weights,
                                                                const int32_t* stage,
                                                                int32_t* scratch, int8_t* out) {
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
