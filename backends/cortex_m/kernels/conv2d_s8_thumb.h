// CONV_2D with one group on int8, for cores without the DSP extension:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1) and form, see iegen/output_s8_thumb.h.
// Eight pixels at a time; the windows of the pixels j and j + 4 are packed together, straight from
// the input. Formula, packing and budget: iegen/gemm_s8_thumb.h; the taps of a filter are
// [kernel_height, kernel_width, in_channels]. About 2 instructions (Cortex-M3) or 4 (M0) more a tap
// and pixel for the packing.
#ifndef IEGEN_CONV2D_S8_THUMB_H_
#define IEGEN_CONV2D_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/conv2d_s8_thumb.h needs a core with Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/gemm_s8_thumb.h"

namespace iegen {

// The window of one output pixel: its image, and the row and column of its first tap.
struct WindowThumb {
  const int8_t* image;
  int32_t y, x;
  int32_t columns, rows;  // outputs that are left in this row, and rows in this image
  int32_t ahead;          // windows behind this one, in all images
};

// Words of scratch that Conv2dS8Thumb needs: eight packed windows and a pixel of padding.
template <class Spec>
inline int32_t Conv2dS8ThumbScratchWords(const Spec& s) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  return GemmS8ThumbRowWords(taps) + (s.in_channels + 3) / 4;
}

// To the next output pixel; stays at the last one.
template <class Spec>
__attribute__((noinline)) inline void AdvanceThumb(const Spec& s, WindowThumb& w) {
  if (w.ahead == 0) return;
  --w.ahead;
  w.x += s.stride_w;
  if (--w.columns != 0) return;
  w.columns = s.out_width;
  w.x = -s.pad_left;
  w.y += s.stride_h;
  if (--w.rows != 0) return;
  w.rows = s.out_height;
  w.y = -s.pad_top;
  w.image += s.in_height * s.in_width * s.in_channels;
}

// Packs two windows into the words x[0], x[4], ... `padding` is a pixel of the input's zero point.
template <class Spec>
__attribute__((noinline)) inline void PackTwoWindowsThumb(const Spec& s, const WindowThumb& a,
                                                          const WindowThumb& b,
                                                          const int8_t* padding, int32_t* x) {
  const int32_t height = s.in_height, width = s.in_width, channels = s.in_channels;
  const int32_t kernel_height = s.kernel_height, kernel_width = s.kernel_width;
  const int32_t dilation_h = s.dilation_h, dilation_w = s.dilation_w;
  const auto inside = [](int32_t at, int32_t size) {
    return static_cast<uint32_t>(at) < static_cast<uint32_t>(size);
  };
  const int32_t last = (kernel_width - 1) * dilation_w;
  const bool joined = (dilation_w == 1 || kernel_width == 1) && a.x >= 0 && b.x >= 0 &&
                      a.x + last < width && b.x + last < width;
  for (int32_t ky = 0; ky < kernel_height; ++ky) {
    const int32_t ay = a.y + ky * dilation_h, by = b.y + ky * dilation_h;
    const bool a_inside = inside(ay, height), b_inside = inside(by, height);
    if (joined && a_inside && b_inside) {
      x = PackTwoRowsThumb(a.image + (ay * width + a.x) * channels,
                           b.image + (by * width + b.x) * channels, kernel_width * channels, x);
      continue;
    }
    for (int32_t kx = 0; kx < kernel_width; ++kx) {
      const int32_t ax = a.x + kx * dilation_w, bx = b.x + kx * dilation_w;
      const bool a_there = a_inside && inside(ax, width);
      const bool b_there = b_inside && inside(bx, width);
      x = PackTwoRowsThumb(a_there ? a.image + (ay * width + ax) * channels : padding,
                           b_there ? b.image + (by * width + bx) * channels : padding, channels, x);
    }
  }
}

// in [batch, in_height, in_width, in_channels], weights and stage packed as GemmS8Thumb has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8ThumbScratchWords(s) words. out must not overlap in.
template <class Spec>
__attribute__((noinline)) inline void Conv2dS8Thumb(const Spec& s, const int8_t* in,
                                                    const int8_t* weights, const int32_t* stage,
                                                    int32_t* scratch, int8_t* out) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t channels = s.out_channels;
  const GemmS8Thumb gemm = {
      weights, stage, channels, {s.form, s.out_zero_point, s.act_min, s.act_max}};
  int8_t* const padding = reinterpret_cast<int8_t*>(scratch + GemmS8ThumbRowWords(taps));
  FillRun(s.in_zero_point, s.in_channels, padding);
  const int32_t pixels = s.batch * s.out_height * s.out_width;
  WindowThumb a, b = {in, -s.pad_top, -s.pad_left, s.out_width, s.out_height, pixels - 1};
  for (int32_t left = pixels; left > 0; left -= 8, out += 8 * channels) {
    a = b;
    for (int32_t j = 0; j < 4; ++j) AdvanceThumb(s, b);
    for (int32_t j = 0; j < 4; ++j) {
      PackTwoWindowsThumb(s, a, b, padding, scratch + j);
      AdvanceThumb(s, a);
      AdvanceThumb(s, b);
    }
    MultiplyBlockThumb(gemm, scratch, left < 8 ? left : 8, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_THUMB_H_
