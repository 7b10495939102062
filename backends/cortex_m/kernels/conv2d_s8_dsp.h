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
#include <string.h>

#include "iegen/bytes.h"
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

// Writes n bytes (none where n is negative), all four of `four` alike; returns their end.
inline int8_t* FillDsp(uint32_t four, int32_t n, int8_t* to) {
  for (; n >= 4; n -= 4, to += 4) memcpy(to, &four, 4);
  for (; n > 0; --n) *to++ = static_cast<int8_t>(four);
  return to;
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
  const uint32_t padding = static_cast<uint32_t>(s.in_zero_point & 0xff) * 0x01010101u;
  const int8_t* at = in + (y * width + x) * channels;
  for (int32_t ky = 0; ky < runs; ++ky, y += s.dilation_h) {
    const bool inside = y >= 0 && y < height;
    if (inside) to = CopyRun(at + left, end - left, FillDsp(padding, left, to));
    to = FillDsp(padding, inside ? run - end : run, to);
    at += s.dilation_h * width * channels;
  }
}

// Copies the window whose first tap is at (y, x) of the image `in`.
template <class Spec>
inline void CopyWindowDsp(const Spec& s, const int8_t* in, int32_t y, int32_t x, int8_t* to) {
  if (s.dilation_w == 1 || s.kernel_width == 1) {
    CopyWindowRunsDsp(s, in, y, x, to);
  } else {
    Conv2dS8CopyWindow(s, in, y, x, to);
  }
}

// The runs of a window: bytes in whole words, bytes beyond them, and where these are widened to.
struct WindowRunsDsp {
  int32_t runs, whole, rest;
  int32_t* rest_to;
};

// Row kIndex of a pair: the window at `at`, whose runs are `step` bytes apart. The index is a
// constant, so that all the addresses are.
template <int kIndex>
inline void SetPixelDsp(const WindowRunsDsp& window, const int8_t* at, int32_t step, int8_t* out,
                        PixelPairS8Dsp& pair) {
  pair.rows[kIndex] = at;
  pair.gaps[kIndex] = step - window.whole;
  pair.out[kIndex] = out;
  if (window.rest == 0) return;
  WidenRestDsp({at + window.whole, window.runs, window.rest, step}, window.rest_to + kIndex);
}

// Weights: BytesDsp, or what iegen/gemm_wide_s8_dsp.h has.
template <class Weights, class Spec>
inline void Conv2dPairsDsp(const Spec& s, const int8_t* in, const int32_t* weights,
                           int32_t* scratch, int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t runs = s.kernel_height, run = s.kernel_width * s.in_channels, taps = runs * run;
  const int32_t channels = s.out_channels;
  const GemmS8Dsp gemm = {
      weights, channels, taps, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  int8_t* const windows = reinterpret_cast<int8_t*>(scratch + GemmS8DspRowWords(taps));
  const int32_t pixel = s.in_channels, x_step = s.stride_w,
                run_step = s.dilation_h * s.in_width * pixel;
  const bool in_runs = s.dilation_w == 1 || s.kernel_width == 1;
  PixelPairS8Dsp pair = BeginPairsDsp<Weights>(gemm, runs, scratch);
  const WindowRunsDsp window = {runs, run & ~3, run % 4, scratch + runs * (run & ~3)};
  bool second = false;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * pixel) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      const bool rows = in_runs && y >= 0 && y + (runs - 1) * s.dilation_h < s.in_height;
      // x from 0 to last_x: the window lies in the input.
      const int32_t last_x = rows ? s.in_width - s.kernel_width : -1;
      int32_t x = -s.pad_left;
      const int8_t* at = in + (y * s.in_width + x) * pixel;
      for (int32_t ox = 0; ox < out_width; ++ox) {
        const int8_t* first = at;
        int32_t step = run_step;
        if (x < 0 || x > last_x) {
          int8_t* const copy = windows + (second ? (taps + 3) & ~3 : 0);
          CopyWindowDsp(s, in, y, x, copy);
          first = copy, step = run;
        }
        if (second) {
          SetPixelDsp<1>(window, first, step, out, pair);
          MultiplyPixelsDsp<Weights>(gemm, pair);
        } else {
          SetPixelDsp<0>(window, first, step, out, pair);
        }
        second = !second;
        out += channels, x += x_step, at += x_step * pixel;
      }
    }
  }
  if (!second) return;
  SetPixelDsp<1>(window, pair.rows[0], pair.gaps[0] + window.whole, pair.out[0], pair);
  MultiplyPixelsDsp<Weights>(gemm, pair);
}

// in [batch, in_height, in_width, in_channels], weights packed as iegen/gemm_s8_dsp.h has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8DspScratchWords(s) words. Two pixels at a time: out must not overlap what is
// still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void Conv2dS8Dsp(const Spec& s, const int8_t* in,
                                                  const int32_t* weights, int32_t* scratch,
                                                  int8_t* out) {
  Conv2dPairsDsp<BytesDsp>(s, in, weights, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_DSP_H_
