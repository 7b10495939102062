// CONV_2D with one group on int8, for cores with the DSP extension:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1) and fused, which says which form the
// stage has. Budget and packing: iegen/gemm_s8_dsp.h; the taps of a filter are [kernel_height,
// kernel_width, in_channels].
//
// Two pixels at a time. A window is kernel_height runs of kernel_width * in_channels bytes: those
// that lie in the input are widened from there, others are copied first. What is left of the runs
// beyond whole words comes last, all runs' together; the packed taps have that order.
//
// Budget beside the products: about 60 for two windows, 6 a run, and about 5 for each byte that is
// left or copied.
#ifndef IEGEN_CONV2D_S8_DSP_H_
#define IEGEN_CONV2D_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// Words of scratch that Conv2dS8Dsp needs: two widened windows and, where windows are no runs of
// the input, two as they are.
template <class Spec>
inline int32_t Conv2dS8DspScratchWords(const Spec& s) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  return GemmS8DspRowWords(taps) + (Conv2dS8WindowsAreContiguous(s) ? 0 : (taps + 3) / 4 * 2);
}

// Copies a window that reaches over an edge, [kernel_height, kernel_width * in_channels]. Without
// dilation in a row.
template <class Spec>
__attribute__((noinline)) inline void CopyWindowRunsDsp(const Spec& s, const int8_t* in, int32_t y,
                                                        int32_t x, int8_t* to) {
  const int32_t channels = s.in_channels, width = s.in_width, height = s.in_height;
  const int32_t run = s.kernel_width * channels, runs = s.kernel_height;
  const int32_t left = Clamp(-x * channels, 0, run);
  const int32_t end = Clamp((width - x) * channels, left, run);
  const auto padding = static_cast<int8_t>(s.in_zero_point);
  const int8_t* at = in + (y * width + x) * channels;
  for (int32_t ky = 0; ky < runs; ++ky, y += s.dilation_h, to += run) {
    const bool inside = y >= 0 && y < height;
    int32_t i = 0;
    if (inside) {
      for (; i < left; ++i) to[i] = padding;
      for (; i < end; ++i) to[i] = at[i];
    }
    for (; i < run; ++i) to[i] = padding;
    at += s.dilation_h * width * channels;
  }
}

// One window: where its first run begins, and bytes to the next one.
struct WindowRunsDsp {
  const int8_t* at;
  int32_t step;
};

// The window whose first tap is at (y, x) of the image `in`. `rows`: no row is outside. A window
// that is no runs of the input is copied to `copy`.
template <class Spec>
inline WindowRunsDsp FindWindowDsp(const Spec& s, const int8_t* in, int32_t y, int32_t x, bool rows,
                                   int8_t* copy) {
  const int32_t width = s.in_width, channels = s.in_channels, kernel_width = s.kernel_width;
  const bool runs = s.dilation_w == 1 || kernel_width == 1;
  if (runs && rows && x >= 0 && x + kernel_width <= width) {
    return {in + (y * width + x) * channels, s.dilation_h * width * channels};
  }
  if (runs) {
    CopyWindowRunsDsp(s, in, y, x, copy);
  } else {
    Conv2dS8CopyWindow(s, in, y, x, copy);
  }
  return {copy, kernel_width * channels};
}

// in [batch, in_height, in_width, in_channels], weights packed as iegen/gemm_s8_dsp.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8DspScratchWords(s) words. Two pixels at a time: out must not overlap what is
// still to be read of in.
template <class Spec>
inline void Conv2dS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights, int32_t* scratch,
                        int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t runs = s.kernel_height, run = s.kernel_width * s.in_channels, taps = runs * run;
  const int32_t channels = s.out_channels;
  const GemmS8Dsp gemm = {
      weights, channels, taps, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  int8_t* const windows = reinterpret_cast<int8_t*>(scratch + GemmS8DspRowWords(taps));
  PixelPairS8Dsp pair = BeginPairsDsp(gemm, runs, scratch);
  int32_t waiting = 0;
  const auto set = [&](int32_t i, const WindowRunsDsp& window) {
    pair.rows[i] = window.at;
    pair.gaps[i] = window.step - 4 * pair.words;
    pair.out[i] = out;
    pair.sums[i] = 0;
    if (run % 4 != 0) WidenRestDsp(pair, i, runs, run % 4, window.step);
  };
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * s.in_channels) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      const bool rows = y >= 0 && y + (runs - 1) * s.dilation_h < s.in_height;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w, out += channels) {
        int8_t* const copy = windows + waiting * ((taps + 3) & ~3);
        set(waiting, FindWindowDsp(s, in, y, x, rows, copy));
        waiting ^= 1;
        if (waiting == 0) MultiplyPixelsDsp(gemm, pair);
      }
    }
  }
  if (waiting == 0) return;
  pair.rows[1] = pair.rows[0], pair.out[1] = pair.out[0], pair.gaps[1] = pair.gaps[0];
  pair.sums[1] = pair.sums[0];
  if (run % 4 != 0) WidenRestDsp(pair, 1, runs, run % 4, pair.gaps[1] + 4 * pair.words);
  MultiplyPixelsDsp(gemm, pair);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_DSP_H_
