// Products of int8 rows with the vector extension 1.0 (Zve32x is enough): what the convolutions
// with dense filters share.
//
// Lanes are output channels, so that a weight vector [channels] of one tap meets one scalar of each
// of three input rows ("pixels"). Any vector length works; a register group holds 2 * VLEN / 8
// channels. Packed weights: [taps][channels].
//
// Budget for VLEN 128: 9 instructions for 96 products (0.094 each); then about 0.6 an output.
#ifndef IEGEN_GEMM_S8_RVV_H_
#define IEGEN_GEMM_S8_RVV_H_

#if !defined(__riscv_vector)
#error "iegen/gemm_s8_rvv.h needs the vector extension, as in -march=rv32imc_zve32x_zvl128b"
#endif

#include <riscv_vector.h>
#include <stddef.h>
#include <stdint.h>

namespace iegen {

// One layer. `stage` holds the biases of all channels, then their multipliers, then their shifts:
// right shifts of at least 1 where `right` is 1, otherwise as MultiplyByQuantizedMultiplier has
// them.
struct GemmS8Rvv {
  const int8_t* weights;
  const int32_t* stage;
  int32_t channels, taps;
  int32_t right;
  int32_t zero_point, act_min, act_max;
};

// Both roundings of the reference: VSMUL is the doubling high product, ties up; taking 1 from a
// negative value turns its tie away from zero into a tie up.
inline vint32m8_t RoundTwiceRvv(const GemmS8Rvv& g, vint32m8_t sum, int32_t c, size_t vl) {
  const int32_t* const multiplier = g.stage + g.channels + c;
  const int32_t* const shift = multiplier + g.channels;
  vint32m8_t right = __riscv_vle32_v_i32m8(shift, vl);
  if (g.right == 0) {
    const vint32m8_t left = __riscv_vmax_vx_i32m8(right, 0, vl);
    sum = __riscv_vsll_vv_i32m8(sum, __riscv_vreinterpret_v_i32m8_u32m8(left), vl);
    right = __riscv_vrsub_vx_i32m8(__riscv_vmin_vx_i32m8(right, 0, vl), 0, vl);
  }
  vint32m8_t y =
      __riscv_vsmul_vv_i32m8(sum, __riscv_vle32_v_i32m8(multiplier, vl), __RISCV_VXRM_RNU, vl);
  vbool4_t tilted = __riscv_vmslt_vx_i32m8_b4(y, 0, vl);
  if (g.right == 0) {
    tilted = __riscv_vmand_mm_b4(tilted, __riscv_vmsgt_vx_i32m8_b4(right, 0, vl), vl);
  }
  y = __riscv_vadd_vx_i32m8_mu(tilted, y, y, -1, vl);
  return __riscv_vssra_vv_i32m8(y, __riscv_vreinterpret_v_i32m8_u32m8(right), __RISCV_VXRM_RNU, vl);
}

// `vl` sums from channel c on as outputs.
inline void StoreRvv(const GemmS8Rvv& g, vint32m8_t sum, int32_t c, size_t vl, int8_t* out) {
  vint32m8_t value = __riscv_vadd_vx_i32m8(RoundTwiceRvv(g, sum, c, vl), g.zero_point, vl);
  value = __riscv_vmax_vx_i32m8(value, g.act_min, vl);
  value = __riscv_vmin_vx_i32m8(value, g.act_max, vl);
  const vint16m4_t half = __riscv_vncvt_x_x_w_i16m4(value, vl);
  __riscv_vse8_v_i8m2(out + c, __riscv_vncvt_x_x_w_i8m2(half, vl), vl);
}

// All channels of three rows.
__attribute__((noinline)) inline void MultiplyRowsRvv(const GemmS8Rvv& g, const int8_t* const x[3],
                                                      int8_t* const out[3]) {
  const int32_t channels = g.channels, taps = g.taps;
  for (int32_t c = 0; c < channels;) {
    const size_t vl = __riscv_vsetvl_e8m2(static_cast<size_t>(channels - c));
    const int8_t* w = g.weights + c;
    const int8_t *x0 = x[0], *x1 = x[1], *x2 = x[2];
    vint32m8_t sum0 = __riscv_vle32_v_i32m8(g.stage + c, vl);
    vint32m8_t sum1 = sum0, sum2 = sum0;
#pragma clang loop unroll_count(4)
    for (int32_t k = 0; k < taps; ++k, w += channels) {
      const vint16m4_t weight = __riscv_vsext_vf2_i16m4(__riscv_vle8_v_i8m2(w, vl), vl);
      sum0 = __riscv_vwmacc_vx_i32m8(sum0, x0[k], weight, vl);
      sum1 = __riscv_vwmacc_vx_i32m8(sum1, x1[k], weight, vl);
      sum2 = __riscv_vwmacc_vx_i32m8(sum2, x2[k], weight, vl);
    }
    StoreRvv(g, sum0, c, vl, out[0]);
    StoreRvv(g, sum1, c, vl, out[1]);
    StoreRvv(g, sum2, c, vl, out[2]);
    c += static_cast<int32_t>(vl);
  }
}

// All channels of one row.
__attribute__((noinline)) inline void MultiplyRowRvv(const GemmS8Rvv& g, const int8_t* x,
                                                     int8_t* out) {
  const int32_t channels = g.channels, taps = g.taps;
  for (int32_t c = 0; c < channels;) {
    const size_t vl = __riscv_vsetvl_e8m2(static_cast<size_t>(channels - c));
    const int8_t* w = g.weights + c;
    vint32m8_t sum = __riscv_vle32_v_i32m8(g.stage + c, vl);
#pragma clang loop unroll_count(4)
    for (int32_t k = 0; k < taps; ++k, w += channels) {
      const vint16m4_t weight = __riscv_vsext_vf2_i16m4(__riscv_vle8_v_i8m2(w, vl), vl);
      sum = __riscv_vwmacc_vx_i32m8(sum, x[k], weight, vl);
    }
    StoreRvv(g, sum, c, vl, out);
    c += static_cast<int32_t>(vl);
  }
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_RVV_H_
