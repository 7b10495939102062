// CONV_2D on int8 without a copy of the windows: the same result as conv2d_s8.h, spec members and
// operands as there, but no scratch.
//
// The taps of a window that lie in the image are runs of bytes, one for each row of the filter (one
// for each tap where taps are not neighbours). A body of one pixel by four output channels goes
// from run to run; taps outside of the image count as the input's zero point.
// About 2.4 instructions a product and 25 for each run and four channels.
#ifndef IEGEN_CONV2D_DIRECT_S8_H_
#define IEGEN_CONV2D_DIRECT_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"

namespace iegen {

// `rows` x `taps` runs of `run` bytes of a window, and where they and their weights are.
struct ConvRunsS8 {
  const int8_t* x;  // null: padding
  int32_t rows, taps, run;
  int32_t row_step, tap_step;         // in the image
  int32_t w, w_row_step, w_tap_step;  // in the filter of one output channel
};

// A window as at most five rectangles: what is in the image, and above, below, left and right of
// it.
struct ConvWindowS8 {
  ConvRunsS8 part[5];
  int32_t parts;
  int32_t zero_point;  // of the input
};

// Four rows of weights against one value.
struct PadDot1x4S8 {
  int32_t a;
  const int8_t* w0;
  const int8_t* w1;
  const int8_t* w2;
  const int8_t* w3;
  uint32_t sum0, sum1, sum2, sum3;

  __attribute__((always_inline)) void AddProducts(int32_t k) {
    sum0 = MultiplyAddS8(a, w0[k], sum0);
    sum1 = MultiplyAddS8(a, w1[k], sum1);
    sum2 = MultiplyAddS8(a, w2[k], sum2);
    sum3 = MultiplyAddS8(a, w3[k], sum3);
  }
#if defined(__ARM_FEATURE_MVE)
  __attribute__((always_inline)) void AddSixteen(mve_pred16_t there) {
    const auto factor = static_cast<uint32_t>(a);
    sum0 += factor * static_cast<uint32_t>(vaddvq_s8(vldrbq_z_s8(w0, there)));
    sum1 += factor * static_cast<uint32_t>(vaddvq_s8(vldrbq_z_s8(w1, there)));
    sum2 += factor * static_cast<uint32_t>(vaddvq_s8(vldrbq_z_s8(w2, there)));
    sum3 += factor * static_cast<uint32_t>(vaddvq_s8(vldrbq_z_s8(w3, there)));
  }
#endif
  __attribute__((always_inline)) void Advance(int32_t n) {
    w0 += n;
    w1 += n;
    w2 += n;
    w3 += n;
  }
};

// Adds all products of one part to sums [4]; w: where the filters of the four channels begin.
inline void AddConvRuns(const ConvRunsS8& part, int32_t zero_point, const int8_t* const w[4],
                        uint32_t* sums) {
  uint32_t sum0 = sums[0], sum1 = sums[1], sum2 = sums[2], sum3 = sums[3];
  for (int32_t y = 0; y < part.rows; ++y) {
    const int8_t* x = part.x + y * part.row_step;
    int32_t at = part.w + y * part.w_row_step;
    for (int32_t n = part.taps; n > 0; --n, x += part.tap_step, at += part.w_tap_step) {
      if (part.x != nullptr) {
        const Dot1x4S8 block =
            DotS8(Dot1x4S8{x, w[0] + at, w[1] + at, w[2] + at, w[3] + at, sum0, sum1, sum2, sum3},
                  part.run);
        sum0 = block.sum0, sum1 = block.sum1, sum2 = block.sum2, sum3 = block.sum3;
      } else {
        const PadDot1x4S8 block = DotS8(PadDot1x4S8{zero_point, w[0] + at, w[1] + at, w[2] + at,
                                                    w[3] + at, sum0, sum1, sum2, sum3},
                                        part.run);
        sum0 = block.sum0, sum1 = block.sum1, sum2 = block.sum2, sum3 = block.sum3;
      }
    }
  }
  sums[0] = sum0, sums[1] = sum1, sums[2] = sum2, sums[3] = sum3;
}

// All output channels of `m` for one window.
__attribute__((noinline)) inline void ConvWindowOutputsS8(const MatrixS8& m,
                                                          const ConvWindowS8& window, int8_t* out) {
  const int32_t last = m.rows - 1;
  for (int32_t r = 0; r <= last; r += 4) {
    // Channels past the end repeat the last one; their sums are dropped.
    const int8_t* w[4];
    uint32_t sums[4];
    for (int32_t i = 0; i < 4; ++i) {
      const int32_t row = r + i < last ? r + i : last;
      w[i] = m.weights + row * m.row_bytes;
      sums[i] = static_cast<uint32_t>(m.stage.bias[row]);
    }
    for (int32_t p = 0; p < window.parts; ++p) {
      AddConvRuns(window.part[p], window.zero_point, w, sums);
    }
    StoreOutputsS8(m.stage, r, 1, sums, last - r < 3 ? last - r + 1 : 4, out + r);
  }
}

// Appends rows [y[0], y[1]) x columns [x[0], x[1]) of the filter, if any. from: the first of them,
// null for padding.
template <class Spec>
inline void AddConvPart(const Spec& s, const int32_t* y, const int32_t* x, const int8_t* from,
                        ConvWindowS8* window) {
  const int32_t rows = y[1] - y[0], columns = x[1] - x[0];
  if (rows <= 0 || columns <= 0) return;
  const int32_t channels = s.in_channels / s.groups;
  const bool joined = (s.dilation_w == 1 && s.groups == 1) || from == nullptr;
  ConvRunsS8& part = window->part[window->parts++];
  part.x = from;
  part.rows = rows;
  part.taps = joined ? 1 : columns;
  part.run = joined ? columns * channels : channels;
  part.row_step = from == nullptr ? 0 : s.dilation_h * s.in_width * s.in_channels;
  part.tap_step = from == nullptr ? 0 : s.dilation_w * s.in_channels;
  part.w = (y[0] * s.kernel_width + x[0]) * channels;
  part.w_row_step = s.kernel_width * channels;
  part.w_tap_step = channels;
}

// Taps k of [0, count) with 0 <= start + k * step < size: from range[0] up to, not including,
// range[1].
inline void ConvTapsInside(int32_t start, int32_t step, int32_t size, int32_t count,
                           int32_t* range) {
  int32_t k = 0;
  for (; k < count && start < 0; ++k) start += step;
  range[0] = k;
  for (; k < count && start < size; ++k) start += step;
  range[1] = k;
}

// The window whose first tap is at (y, x); `in` points at the first channel of the group in the
// image's pixel (0, 0), rows says which of the filter's are in the image.
template <class Spec>
inline void SplitConvWindow(const Spec& s, const int8_t* in, int32_t y, int32_t x,
                            const int32_t* rows, ConvWindowS8* window) {
  int32_t columns[2];
  ConvTapsInside(x, s.dilation_w, s.in_width, s.kernel_width, columns);
  const int32_t first_y = y + rows[0] * s.dilation_h, first_x = x + columns[0] * s.dilation_w;
  const int32_t above[2] = {0, rows[0]}, below[2] = {rows[1], s.kernel_height};
  const int32_t left[2] = {0, columns[0]}, right[2] = {columns[1], s.kernel_width};
  const int32_t all[2] = {0, s.kernel_width};
  window->parts = 0;
  AddConvPart(s, rows, columns, in + (first_y * s.in_width + first_x) * s.in_channels, window);
  AddConvPart(s, above, all, nullptr, window);
  AddConvPart(s, rows, left, nullptr, window);
  AddConvPart(s, rows, right, nullptr, window);
  AddConvPart(s, below, all, nullptr, window);
}

// One group of one image. kStep: 1 takes the first pixel first, -1 the last.
template <int kStep, class Spec>
inline void Conv2dDirectS8Group(const Spec& s, const MatrixS8& matrix, const int8_t* in,
                                int8_t* out) {
  const int32_t out_height = s.out_height, out_width = s.out_width, out_channels = s.out_channels;
  ConvWindowS8 window;
  window.zero_point = s.in_zero_point;
  if (kStep < 0) out += (out_height * out_width - 1) * out_channels;
  for (int32_t i = 0; i < out_height; ++i) {
    const int32_t y = (kStep > 0 ? i : out_height - 1 - i) * s.stride_h - s.pad_top;
    int32_t rows[2];
    ConvTapsInside(y, s.dilation_h, s.in_height, s.kernel_height, rows);
    int32_t x = (kStep > 0 ? 0 : (out_width - 1) * s.stride_w) - s.pad_left;
    for (int32_t n = out_width; n > 0; --n, x += kStep * s.stride_w, out += kStep * out_channels) {
      SplitConvWindow(s, in, y, x, rows, &window);
      ConvWindowOutputsS8(matrix, window, out);
    }
  }
}

// All groups and images.
template <int kStep, class Spec>
inline void Conv2dDirectS8Images(const Spec& s, const int8_t* in, const int8_t* weights,
                                 const int32_t* bias, const int32_t* multiplier,
                                 const int8_t* shift, int8_t* out) {
  const int32_t groups = s.groups, batch = s.batch;
  const int32_t rows = s.out_channels / groups, channels = s.in_channels / groups;
  MatrixS8 matrix = {weights,
                     rows,
                     s.kernel_height * s.kernel_width * channels,
                     1,
                     {bias, multiplier, shift, s.out_zero_point, s.act_min, s.act_max}};
  for (int32_t g = 0; g < groups; ++g) {
    for (int32_t i = 0; i < batch; ++i) {
      const int32_t b = kStep > 0 ? i : batch - 1 - i;
      Conv2dDirectS8Group<kStep>(s, matrix,
                                 in + b * s.in_height * s.in_width * s.in_channels + g * channels,
                                 out + b * s.out_height * s.out_width * s.out_channels + g * rows);
    }
    matrix.weights += rows * matrix.row_bytes;
    matrix.stage.bias += rows;
    matrix.stage.multiplier += rows;
    matrix.stage.shift += rows;
  }
}

// Operands as of Conv2dS8, without scratch.
template <class Spec>
__attribute__((noinline)) inline void Conv2dDirectS8(const Spec& s, const int8_t* in,
                                                     const int8_t* weights, const int32_t* bias,
                                                     const int32_t* multiplier, const int8_t* shift,
                                                     int8_t* out) {
  Conv2dDirectS8Images<1>(s, in, weights, bias, multiplier, shift, out);
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void Conv2dDirectS8Backward(const Spec& s, const int8_t* in,
                                                             const int8_t* weights,
                                                             const int32_t* bias,
                                                             const int32_t* multiplier,
                                                             const int8_t* shift, int8_t* out) {
  Conv2dDirectS8Images<-1>(s, in, weights, bias, multiplier, shift, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_DIRECT_S8_H_
