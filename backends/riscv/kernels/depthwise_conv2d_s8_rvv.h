// DEPTHWISE_CONV_2D with depth multiplier 1 on int8, for cores with the vector extension:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8 (depth_multiplier is 1) and
// right, which says which form the shifts have.
//
// Lanes are channels, any vector length; a register group holds 2 * VLEN / 8 of them.
//
// Budget for VLEN 128: 10 instructions for 32 products, then about 1 an output and 8 a tap and
// pixel.
#ifndef IEGEN_DEPTHWISE_CONV2D_S8_RVV_H_
#define IEGEN_DEPTHWISE_CONV2D_S8_RVV_H_

#if !defined(__riscv_vector)
#error \
    "iegen/depthwise_conv2d_s8_rvv.h needs the vector extension, as in -march=rv32imc_zve32x_zvl128b"
#endif

#include <riscv_vector.h>
#include <stddef.h>
#include <stdint.h>

#include "iegen/gemm_s8_rvv.h"
#include "iegen/window_taps.h"

namespace iegen {

// All channels of one pixel.
__attribute__((noinline)) inline void DepthwisePixelRvv(const GemmS8Rvv& g,
                                                        const int8_t* const* taps, int8_t* out) {
  const int32_t channels = g.channels, count = g.taps;
  for (int32_t c = 0; c < channels;) {
    const size_t vl = __riscv_vsetvl_e8m2(static_cast<size_t>(channels - c));
    const int8_t* w = g.weights + c;
    vint32m8_t sum = __riscv_vle32_v_i32m8(g.stage + c, vl);
    for (int32_t t = 0; t < count; ++t, w += channels) {
      const vint8m2_t x = __riscv_vle8_v_i8m2(taps[t] + c, vl);
      const vint16m4_t product = __riscv_vwmul_vv_i16m4(x, __riscv_vle8_v_i8m2(w, vl), vl);
      sum = __riscv_vwadd_wv_i32m8(sum, product, vl);
    }
    StoreRvv(g, sum, c, vl, out);
    c += static_cast<int32_t>(vl);
  }
}

// in [batch, in_height, in_width, in_channels], weights [kernel_height, kernel_width, in_channels],
// stage as GemmS8Rvv has it (bias with the input's zero point folded in), out [batch, out_height,
// out_width, in_channels]. scratch: WindowTapsWords(taps, in_channels) words. out must not overlap
// what is still to be read of in.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dS8Rvv(const Spec& s, const int8_t* in,
                                                           const int8_t* weights,
                                                           const int32_t* stage, int32_t* scratch,
                                                           int8_t* out) {
  const GemmS8Rvv g = {
      weights,          stage,     s.in_channels, s.kernel_height * s.kernel_width, s.right,
      s.out_zero_point, s.act_min, s.act_max};
  ForEachWindow(s, in, scratch, out,
                [&](const int8_t* const* taps, int8_t* to) { DepthwisePixelRvv(g, taps, to); });
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_RVV_H_
