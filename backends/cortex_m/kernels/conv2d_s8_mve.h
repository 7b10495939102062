// CONV_2D with one group on int8, for cores with Helium:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1), fused, which says which form the stage
// has, and windows, how many windows are collected in the scratch before they are multiplied: a
// multiple of 2. Windows that are contiguous in the input are read there.
//
// Constants and budget of the products: iegen/gemm_s8_mve.h; the taps of a filter are
// [kernel_height, kernel_width, in_channels]. To collect a window takes about 3 instructions for
// each of its rows and 2 for every 16 bytes.
#ifndef IEGEN_CONV2D_S8_MVE_H_
#define IEGEN_CONV2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/conv2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_s8_mve.h"

namespace iegen {

// Copies n bytes between buffers that do not overlap; returns the end of the copy.
__attribute__((always_inline)) inline int8_t* CopyBytesMve(const int8_t* from, int32_t n,
                                                           int8_t* to) {
  int32_t i = 0;
  for (; i + 16 <= n; i += 16) vst1q_s8(to + i, vld1q_s8(from + i));
  if (i < n) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(n - i));
    vst1q_p_s8(to + i, vld1q_z_s8(from + i, there), there);
  }
  return to + n;
}

// Writes n copies of value; returns the end.
__attribute__((always_inline)) inline int8_t* FillBytesMve(int32_t value, int32_t n, int8_t* to) {
  const int8x16_t values = vdupq_n_s8(static_cast<int8_t>(value));
  int32_t i = 0;
  for (; i + 16 <= n; i += 16) vst1q_s8(to + i, values);
  if (i < n) vst1q_p_s8(to + i, values, vctp8q(static_cast<uint32_t>(n - i)));
  return to + n;
}

// Copies the window whose first tap is at (y, x) to `to`, [kernel_height, kernel_width,
// in_channels], with the input's zero point where it leaves the image.
template <class Spec>
inline void CopyWindowMve(const Spec& s, const int8_t* in, int32_t y, int32_t x, int8_t* to) {
  const int32_t height = s.in_height, width = s.in_width, channels = s.in_channels;
  const int32_t kernel_height = s.kernel_height, kernel_width = s.kernel_width;
  const int32_t dilation_h = s.dilation_h, dilation_w = s.dilation_w;
  const int32_t row = kernel_width * channels, zero_point = s.in_zero_point;
  const int32_t reach = (kernel_width - 1) * dilation_w + 1;
  const bool columns = x >= 0 && x + reach <= width;
  if (columns && dilation_w == 1) {
    const int8_t* from = in + (y * width + x) * channels;
    for (int32_t ky = 0; ky < kernel_height; ++ky, y += dilation_h) {
      if (y >= 0 && y < height) {
        to = CopyBytesMve(from, row, to);
      } else {
        to = FillBytesMve(zero_point, row, to);
      }
      from += dilation_h * width * channels;
    }
    return;
  }
  for (int32_t ky = 0; ky < kernel_height; ++ky, y += dilation_h) {
    const bool inside = y >= 0 && y < height;
    const int8_t* from = in + (y * width + x) * channels;
    for (int32_t tap = x; tap < x + reach; tap += dilation_w) {
      if (inside && tap >= 0 && tap < width) {
        to = CopyBytesMve(from, channels, to);
      } else {
        to = FillBytesMve(zero_point, channels, to);
      }
      from += dilation_w * channels;
    }
  }
}

// Where every window is one run of bytes of the input.
template <class Spec>
inline void Conv2dS8ContiguousMve(const Spec& s, const GemmS8Mve& g, const int8_t* in,
                                  int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t row = s.in_width * s.in_channels;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * row) {
    const int8_t* window = in;
    for (int32_t oy = 0; oy < out_height; ++oy, window += s.stride_h * row) {
      MultiplyRowsMve(g, window, s.stride_w * s.in_channels, out_width, out);
      out += out_width * g.channels;
    }
  }
}

// in [batch, in_height, in_width, in_channels], constants packed as iegen/gemm_s8_mve.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: windows * taps bytes, may be null where windows are contiguous. out must not overlap what
// is still to be read of in.
template <class Spec>
inline void Conv2dS8Mve(const Spec& s, const int8_t* in, const int32_t* constants, int8_t* scratch,
                        int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t channels = s.out_channels, windows = s.windows;
  const GemmS8Mve g = {constants, channels, taps, s.fused, s.out_zero_point, s.act_min, s.act_max};
  if (Conv2dS8WindowsAreContiguous(s)) {
    Conv2dS8ContiguousMve(s, g, in, out);
    return;
  }
  int32_t left = batch * out_height * out_width, waiting = 0;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * s.in_channels) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w) {
        CopyWindowMve(s, in, y, x, scratch + waiting * taps);
        ++waiting;
        --left;
        if (waiting != windows && left != 0) continue;
        MultiplyRowsMve(g, scratch, taps, waiting, out);
        out += waiting * channels;
        waiting = 0;
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_MVE_H_
