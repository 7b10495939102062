// CONV_2D on int8, NHWC, one multiplier an output channel:
//   out[y][x][o] = stage(sum (in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] - zi) * w[o][ky][kx][c] +
//   b[o]).
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels, kernel_height, kernel_width, groups, stride_h, stride_w, dilation_h, dilation_w,
// pad_top, pad_left, in_zero_point, out_zero_point, act_min, act_max. Padding at the bottom and
// right follows from the sizes.
//
// Two output pixels at a time: their windows stand as two rows of bytes, in the input itself where
// a window is contiguous there, otherwise copied to scratch with in_zero_point for padding.
#ifndef IEGEN_CONV2D_S8_H_
#define IEGEN_CONV2D_S8_H_

#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/dot_s8.h"

namespace iegen {

// True where every window is one run of bytes of the input: no padding, and the kernel covers one
// pixel, one row, or whole rows.
template <class Spec>
inline bool Conv2dS8WindowsAreContiguous(const Spec& s) {
  const int32_t kh = s.kernel_height, kw = s.kernel_width;
  const int32_t reach_h = (s.out_height - 1) * s.stride_h + (kh - 1) * s.dilation_h;
  const int32_t reach_w = (s.out_width - 1) * s.stride_w + (kw - 1) * s.dilation_w;
  if (s.pad_top != 0 || s.pad_left != 0) return false;
  if (reach_h >= s.in_height || reach_w >= s.in_width) return false;
  const bool row = kw == 1 || (s.dilation_w == 1 && s.groups == 1);
  const bool rows = kh == 1 || (s.dilation_h == 1 && s.groups == 1 && kw == s.in_width);
  return row && rows;
}

// Bytes of scratch that Conv2dS8 needs with this spec; no alignment.
template <class Spec>
inline int32_t Conv2dS8ScratchBytes(const Spec& s) {
  if (Conv2dS8WindowsAreContiguous(s)) return 0;
  return 2 * s.kernel_height * s.kernel_width * (s.in_channels / s.groups);
}

// Copies the window whose first tap is at (y, x) to `to`, [kernel_height, kernel_width, channels of
// a group]; `in` points at the first channel of the group in the image's pixel (0, 0).
template <class Spec>
inline void Conv2dS8CopyWindow(const Spec& s, const int8_t* in, int32_t y, int32_t x, int8_t* to) {
  const int32_t height = s.in_height, width = s.in_width, pixel = s.in_channels;
  const int32_t kernel_height = s.kernel_height, dilation_w = s.dilation_w,
                dilation_h = s.dilation_h;
  const int32_t zero_point = s.in_zero_point;
  // Taps that are neighbours in the input are copied as one wide tap.
  const bool joined = dilation_w == 1 && s.groups == 1;
  const int32_t taps = joined ? 1 : s.kernel_width;
  const int32_t tap_width = joined ? s.kernel_width : 1;
  const int32_t channels = s.in_channels / s.groups;
  for (int32_t ky = 0; ky < kernel_height; ++ky, y += dilation_h) {
    if (y < 0 || y >= height) {
      to = FillRun(zero_point, taps * tap_width * channels, to);
      continue;
    }
    for (int32_t kx = 0; kx < taps; ++kx) {
      const int32_t tap = x + kx * dilation_w;
      const int32_t first = Clamp(tap, 0, width), end = Clamp(tap + tap_width, 0, width);
      const int32_t missing_left = Clamp(-tap, 0, tap_width);
      to = FillRun(zero_point, missing_left * channels, to);
      to = CopyRun(in + (y * width + first) * pixel, (end - first) * channels, to);
      to = FillRun(zero_point, (tap_width - missing_left - (end - first)) * channels, to);
    }
  }
}

// One group of one image; `matrix` holds its weights, `in` and `out` point at its first channel.
// kStep: 1 takes the first pixel first, -1 the last.
template <int kStep, class Spec>
inline void Conv2dS8Group(const Spec& s, const MatrixS8& matrix, const int8_t* in, int8_t* scratch,
                          int8_t* out) {
  const bool contiguous = Conv2dS8WindowsAreContiguous(s);
  const int32_t out_height = s.out_height, out_width = s.out_width, out_channels = s.out_channels;
  const int32_t row_bytes = s.in_width * s.in_channels;
  const int8_t* window[2];
  int8_t* target[2];
  int32_t waiting = 0;
  if (kStep < 0) out += (out_height * out_width - 1) * out_channels;
  for (int32_t i = 0; i < out_height; ++i) {
    const int32_t oy = kStep > 0 ? i : out_height - 1 - i;
    const int32_t y = oy * s.stride_h - s.pad_top;
    int32_t x = (kStep > 0 ? 0 : (out_width - 1) * s.stride_w) - s.pad_left;
    for (int32_t n = out_width; n > 0; --n, x += kStep * s.stride_w) {
      if (contiguous) {
        window[waiting] = in + y * row_bytes + x * s.in_channels;
      } else {
        int8_t* const copy = scratch + waiting * matrix.row_bytes;
        Conv2dS8CopyWindow(s, in, y, x, copy);
        window[waiting] = copy;
      }
      target[waiting] = out;
      out += kStep * out_channels;
      waiting ^= 1;
      if (waiting == 0) MatVec2S8(matrix, window, target);
    }
  }
  if (waiting != 0) MatVecS8(matrix, window[0], 0, target[0]);
}

// All groups and images.
template <int kStep, class Spec>
inline void Conv2dS8Images(const Spec& s, const int8_t* in, const int8_t* weights,
                           const int32_t* bias, const int32_t* multiplier, const int8_t* shift,
                           int8_t* scratch, int8_t* out) {
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
      Conv2dS8Group<kStep>(
          s, matrix, in + b * s.in_height * s.in_width * s.in_channels + g * channels, scratch,
          out + b * s.out_height * s.out_width * s.out_channels + g * rows);
    }
    matrix.weights += rows * matrix.row_bytes;
    matrix.stage.bias += rows;
    matrix.stage.multiplier += rows;
    matrix.stage.shift += rows;
  }
}

// in [batch, in_height, in_width, in_channels], weights [out_channels, kernel_height, kernel_width,
// in_channels / groups], multiplier and shift [out_channels] (positive shift to the left),
// out [batch, out_height, out_width, out_channels].
// bias [out_channels], never null, packed modulo 2^32: bias[o] = b[o] - in_zero_point *
// sum(weights[o]). scratch: Conv2dS8ScratchBytes(s) bytes, may be null where that is 0.
template <class Spec>
__attribute__((noinline)) inline void Conv2dS8(const Spec& s, const int8_t* in,
                                               const int8_t* weights, const int32_t* bias,
                                               const int32_t* multiplier, const int8_t* shift,
                                               int8_t* scratch, int8_t* out) {
  Conv2dS8Images<1>(s, in, weights, bias, multiplier, shift, scratch, out);
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void Conv2dS8Backward(const Spec& s, const int8_t* in,
                                                       const int8_t* weights, const int32_t* bias,
                                                       const int32_t* multiplier,
                                                       const int8_t* shift, int8_t* scratch,
                                                       int8_t* out) {
  Conv2dS8Images<-1>(s, in, weights, bias, multiplier, shift, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_H_
