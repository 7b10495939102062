// CONV_2D with one group on int8, for cores with Helium:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1) and fused, which says which form the
// stage has. Budget and packing: iegen/gemm_s8_mve.h; the taps of a filter are [kernel_height,
// kernel_width, in_channels].
#ifndef IEGEN_CONV2D_S8_MVE_H_
#define IEGEN_CONV2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/conv2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_s8_mve.h"

namespace iegen {

// in [batch, in_height, in_width, in_channels], weights and stage packed as GemmS8Mve has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8ScratchBytes(s) bytes, may be null where that is 0. out must not overlap in.
template <class Spec>
inline void Conv2dS8Mve(const Spec& s, const int8_t* in, const int8_t* weights,
                        const int32_t* stage, int8_t* scratch, int8_t* out) {
  const bool contiguous = Conv2dS8WindowsAreContiguous(s);
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t in_row = s.in_width * s.in_channels, channels = s.out_channels;
  const GemmS8Mve gemm = {weights,          stage,     channels, taps, s.fused,
                          s.out_zero_point, s.act_min, s.act_max};
  const int8_t* rows[2];
  int32_t waiting = 0;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * in_row) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w) {
        if (contiguous) {
          rows[waiting] = in + y * in_row + x * s.in_channels;
        } else {
          int8_t* const window = scratch + waiting * taps;
          Conv2dS8CopyWindow(s, in, y, x, window);
          rows[waiting] = window;
        }
        waiting ^= 1;
        if (waiting != 0) continue;
        MultiplyRowsMve(gemm, rows[0], rows[1], out, out + channels);
        out += 2 * channels;
      }
    }
  }
  if (waiting != 0) MultiplyRowsMve(gemm, rows[0], rows[0], out, nullptr);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_MVE_H_
