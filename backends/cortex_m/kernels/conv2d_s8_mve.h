// CONV_2D with one group on int8, for cores with Helium:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1), fused, which says which form the stage
// has, and windows, how many windows are collected in the scratch before they are multiplied: a
// multiple of 2. Windows that are contiguous in the input are read there.
//
// Constants and budget of the products: iegen/gemm_s8_mve.h and iegen/gemm_short_s8_mve.h; the taps
// of a filter are [kernel_height, kernel_width, in_channels]. To collect a window takes about 3
// instructions for each of its rows and 2 for every 16 bytes.
#ifndef IEGEN_CONV2D_S8_MVE_H_
#define IEGEN_CONV2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/conv2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_short_s8_mve.h"

namespace iegen {

// Copies n bytes between buffers that do not overlap.
__attribute__((always_inline)) inline void CopyBytesMve(const int8_t* from, int32_t n, int8_t* to) {
  int32_t i = 0;
  for (; i + 16 <= n; i += 16) vst1q_s8(to + i, vld1q_s8(from + i));
  if (i < n) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(n - i));
    vst1q_p_s8(to + i, vld1q_z_s8(from + i, there), there);
  }
}

// Writes n copies of value. In assembly, as compilers make a slower call of memset() of a loop.
__attribute__((always_inline)) inline void FillBytesMve(int32_t value, int32_t n, int8_t* to) {
  const int8x16_t values = vdupq_n_s8(static_cast<int8_t>(value));
  __asm__ volatile(
      "wlstp.8 lr, %[n], 2f\n"
      "1:\n"
      "vstrb.8 %q[values], [%[to]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [to] "+r"(to)
      : [n] "r"(n), [values] "w"(values)
      : "lr", "memory");
}

// Copies n bytes from each of `rows` places.
__attribute__((always_inline)) inline void CopyRowsMve(const int8_t* from, int32_t from_step,
                                                       int32_t n, int32_t rows, int8_t* to,
                                                       int32_t to_step) {
  if (n <= 16) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(n));
    for (; rows > 0; --rows, from += from_step, to += to_step) {
      vst1q_p_s8(to, vld1q_z_s8(from, there), there);
    }
    return;
  }
  for (; rows > 0; --rows, from += from_step, to += to_step) CopyBytesMve(from, n, to);
}

// Rows [first, end) of a window lie inside of the image.
struct WindowRowsMve {
  int32_t first, end;
};

template <class Spec>
inline WindowRowsMve RowsInsideMve(const Spec& s, int32_t y) {
  WindowRowsMve rows = {0, s.kernel_height};
  while (rows.first < rows.end && y + rows.first * s.dilation_h < 0) ++rows.first;
  while (rows.end > rows.first && y + (rows.end - 1) * s.dilation_h >= s.in_height) --rows.end;
  return rows;
}

// Copies the window whose first tap is at (y, x) to `to`, [kernel_height, kernel_width,
// in_channels], with the input's zero point where it leaves the image.
template <class Spec>
__attribute__((noinline)) inline void CopyWindowMve(const Spec& s, const WindowRowsMve& rows,
                                                    const int8_t* in, int32_t y, int32_t x,
                                                    int8_t* to) {
  const int32_t width = s.in_width, channels = s.in_channels;
  const int32_t kernel_height = s.kernel_height, kernel_width = s.kernel_width;
  const int32_t dilation_w = s.dilation_w, in_row = s.dilation_h * width * channels;
  const int32_t row = kernel_width * channels, count = rows.end - rows.first;
  const bool columns = x >= 0 && x + (kernel_width - 1) * dilation_w < width;
  const int8_t* from = in + (y * width + x) * channels;
  FillBytesMve(s.in_zero_point, kernel_height * row, to);
  from += rows.first * in_row;
  to += rows.first * row;
  if (columns && dilation_w == 1) {
    CopyRowsMve(from, in_row, row, count, to, row);
    return;
  }
  for (int32_t kx = 0; kx < kernel_width; ++kx, from += dilation_w * channels, to += channels) {
    const int32_t tap = x + kx * dilation_w;
    if (tap >= 0 && tap < width) CopyRowsMve(from, in_row, channels, count, to, row);
  }
}

// The end of the outputs whose windows do not leave the image to the right.
template <class Spec>
inline int32_t InnerEndMve(const Spec& s) {
  const int32_t room = s.in_width - ((s.kernel_width - 1) * s.dilation_w + 1) + s.pad_left;
  const int32_t end = room < 0 ? 0 : room / s.stride_w + 1;
  return end < s.out_width ? end : s.out_width;
}

// Copies `count` neighbouring windows that lie inside of the image, without dilation of columns.
template <class Spec>
__attribute__((noinline)) inline void CopyInnerWindowsMve(const Spec& s, const int8_t* from,
                                                          int32_t count, int8_t* to) {
  const int32_t row = s.kernel_width * s.in_channels, kernel_height = s.kernel_height;
  const int32_t in_row = s.dilation_h * s.in_width * s.in_channels;
  const int32_t step = s.stride_w * s.in_channels;
  for (; count > 0; --count, from += step, to += kernel_height * row) {
    CopyRowsMve(from, in_row, row, kernel_height, to, row);
  }
}

// Where every window is one run of bytes of the input.
template <bool kKnownTaps, class Spec>
inline void Conv2dS8ContiguousMve(const Spec& s, const GemmS8Mve& g, const int8_t* in,
                                  int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t row = s.in_width * s.in_channels;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * row) {
    const int8_t* window = in;
    for (int32_t oy = 0; oy < out_height; ++oy, window += s.stride_h * row) {
      MultiplyAnyRowsMve<kKnownTaps>(g, window, s.stride_w * s.in_channels, out_width, out);
      out += out_width * g.channels;
    }
  }
}

// in [batch, in_height, in_width, in_channels], constants packed as iegen/gemm_s8_mve.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: windows * taps bytes, may be null where windows are contiguous. out must not overlap
// what is still to be read of in.
template <class Spec, bool kKnownTaps = IsConstantMember<decltype(&Spec::in_channels)>::value>
__attribute__((noinline)) inline void Conv2dS8Mve(const Spec& s, const int8_t* in,
                                                  const int32_t* constants, int8_t* scratch,
                                                  int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t channels = s.out_channels, windows = s.windows;
  const GemmS8Mve g = {constants, channels, taps, s.fused, s.out_zero_point, s.act_min, s.act_max};
  if (Conv2dS8WindowsAreContiguous(s)) {
    Conv2dS8ContiguousMve<kKnownTaps>(s, g, in, out);
    return;
  }
  GemmLoopS8Mve loop = MakeGemmLoop(g, taps);
  // Outputs whose windows lie inside of the image from left to right.
  const int32_t inner = (s.pad_left + s.stride_w - 1) / s.stride_w;
  const int32_t inner_end = InnerEndMve(s);
  int32_t left = batch * out_height * out_width, waiting = 0;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * s.in_channels) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      const WindowRowsMve rows = RowsInsideMve(s, y);
      const bool whole = rows.end - rows.first == s.kernel_height && s.dilation_w == 1;
      for (int32_t ox = 0; ox < out_width;) {
        const int32_t x = ox * s.stride_w - s.pad_left;
        int8_t* const to = scratch + waiting * taps;
        int32_t count = 1;
        if (whole && ox >= inner && ox < inner_end) {
          count = inner_end - ox < windows - waiting ? inner_end - ox : windows - waiting;
          CopyInnerWindowsMve(s, in + (y * s.in_width + x) * s.in_channels, count, to);
        } else {
          CopyWindowMve(s, rows, in, y, x, to);
        }
        ox += count;
        waiting += count;
        left -= count;
        if (waiting != windows && left != 0) continue;
        if (IsShortMve<kKnownTaps>(g)) {
          MultiplyShortRowsMve(g, scratch, taps, waiting, out);
        } else {
          RunGemmLoop(g, &loop, scratch, waiting, out);
        }
        out += waiting * channels;
        waiting = 0;
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_MVE_H_
