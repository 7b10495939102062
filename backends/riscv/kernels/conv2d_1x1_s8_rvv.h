// CONV_2D with a 1x1 filter and no padding on int8, for cores with the vector extension:
//   out[y][x][o] = stage(sum over c of in[y * stride_h][x * stride_w][c] * w[o][c] + bias[o]).
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels, stride_h, stride_w, right, out_zero_point, act_min, act_max. `right` says which
// form the shifts have. Budget and packing: iegen/gemm_s8_rvv.h.
#ifndef IEGEN_CONV2D_1X1_S8_RVV_H_
#define IEGEN_CONV2D_1X1_S8_RVV_H_

#if !defined(__riscv_vector)
#error "iegen/conv2d_1x1_s8_rvv.h needs the vector extension, as in -march=rv32imc_zve32x_zvl128b"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_rvv.h"

namespace iegen {

// in [batch, in_height, in_width, in_channels], weights and stage packed as GemmS8Rvv has them
// (bias with the input's zero point folded in), out [batch, out_height, out_width, out_channels].
// out must not overlap what is still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void Conv2d1x1S8Rvv(const Spec& s, const int8_t* in,
                                                     const int8_t* weights, const int32_t* stage,
                                                     int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t channels = s.out_channels, in_row = s.in_width * s.in_channels;
  const int32_t x_step = s.stride_w * s.in_channels, y_step = s.stride_h * in_row;
  const GemmS8Rvv gemm = {weights,          stage,     channels, s.in_channels, s.right,
                          s.out_zero_point, s.act_min, s.act_max};
  const int8_t* rows[3];
  int8_t* outs[3];
  int32_t waiting = 0;
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * in_row) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int8_t* x = in + oy * y_step;
      for (int32_t ox = 0; ox < out_width; ++ox, x += x_step, out += channels) {
        rows[waiting] = x;
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

#endif  // IEGEN_CONV2D_1X1_S8_RVV_H_
