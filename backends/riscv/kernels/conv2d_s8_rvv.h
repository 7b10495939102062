// CONV_2D with one group on int8, for cores with the vector extension:
//   out[y][x][o] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[o][ky][kx][c] +
//   bias[o]).
//
// Spec members (int32_t): those of Conv2dS8 (groups is 1) and right, which says which form the
// shifts have. Budget and packing: iegen/gemm_s8_rvv.h; the taps of a filter are [kernel_height,
// kernel_width, in_channels].
#ifndef IEGEN_CONV2D_S8_RVV_H_
#define IEGEN_CONV2D_S8_RVV_H_

#if !defined(__riscv_vector)
#error "iegen/conv2d_s8_rvv.h needs the vector extension, as in -march=rv32imc_zve32x_zvl128b"
#endif

#include <stdint.h>

#include "iegen/conv2d_s8.h"
#include "iegen/gemm_s8_rvv.h"

namespace iegen {

// Bytes of scratch that Conv2dS8Rvv needs: three windows, unless they are runs of bytes of the
// input.
template <class Spec>
inline int32_t Conv2dS8RvvScratchBytes(const Spec& s) {
  if (Conv2dS8WindowsAreContiguous(s)) return 0;
  return 3 * s.kernel_height * s.kernel_width * s.in_channels;
}

// in [batch, in_height, in_width, in_channels], weights and stage packed as GemmS8Rvv has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// scratch: Conv2dS8RvvScratchBytes(s) bytes, may be null where that is 0. out must not overlap what
// is still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void Conv2dS8Rvv(const Spec& s, const int8_t* in,
                                                  const int8_t* weights, const int32_t* stage,
                                                  int8_t* scratch, int8_t* out) {
  const bool contiguous = Conv2dS8WindowsAreContiguous(s);
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  const int32_t in_row = s.in_width * s.in_channels, channels = s.out_channels;
  const GemmS8Rvv gemm = {weights,          stage,     channels, taps, s.right,
                          s.out_zero_point, s.act_min, s.act_max};
  const int8_t* rows[3];
  int8_t* outs[3];
  int32_t waiting = 0;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * in_row) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w, out += channels) {
        if (contiguous) {
          rows[waiting] = in + y * in_row + x * s.in_channels;
        } else {
          int8_t* const window = scratch + waiting * taps;
          Conv2dS8CopyWindow(s, in, y, x, window);
          rows[waiting] = window;
        }
        outs[waiting] = out;
        if (++waiting < 3) continue;
        MultiplyRowsRvv(gemm, rows, outs);
        waiting = 0;
      }
    }
  }
  for (int32_t i = 0; i < waiting; ++i) MultiplyRowRvv(gemm, rows[i], outs[i]);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_S8_RVV_H_
