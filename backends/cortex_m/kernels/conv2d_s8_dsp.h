// CONV_2D with one group on int8, for cores with the DSP extension:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1) and fused, which says which form the
// stage has. Budget and packing: iegen/gemm_s8_dsp.h; the taps of a filter are [kernel_height,
// kernel_width, in_channels]. About 2 instructions a tap and pixel more to collect windows.
#ifndef IEGEN_CONV2D_S8_DSP_H_
#define IEGEN_CONV2D_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// Words of scratch that Conv2dS8Dsp needs: two widened windows and, where windows are no run of
// bytes of the input, one as it is.
template <class Spec>
inline int32_t Conv2dS8DspScratchWords(const Spec& s) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  return GemmS8DspRowWords(taps) + (Conv2dS8WindowsAreContiguous(s) ? 0 : (taps + 3) / 4);
}

// in [batch, in_height, in_width, in_channels], weights and stage packed as GemmS8Dsp has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8DspScratchWords(s) words. out must not overlap what is still to be read of in.
template <class Spec>
inline void Conv2dS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                        const int32_t* stage, int32_t* scratch, int8_t* out) {
  const bool contiguous = Conv2dS8WindowsAreContiguous(s);
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t in_row = s.in_width * s.in_channels, channels = s.out_channels;
  const GemmS8Dsp gemm = {weights,          stage,     channels, taps, s.fused,
                          s.out_zero_point, s.act_min, s.act_max};
  const int32_t row_words = GemmS8DspRowWords(taps);
  int8_t* const window = reinterpret_cast<int8_t*>(scratch + row_words);
  int32_t waiting = 0, row_sums[2];
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * in_row) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w) {
        if (!contiguous) Conv2dS8CopyWindow(s, in, y, x, window);
        const int8_t* const from = contiguous ? in + y * in_row + x * s.in_channels : window;
        row_sums[waiting] = WidenRowDsp(from, taps, scratch + waiting);
        waiting ^= 1;
        if (waiting != 0) continue;
        MultiplyRowsDsp(gemm, scratch, row_sums, channels, out);
        out += 2 * channels;
      }
    }
  }
  if (waiting == 0) return;
  RepeatRowDsp(taps, scratch, row_sums);
  MultiplyRowsDsp(gemm, scratch, row_sums, 0, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_DSP_H_
