// FULLY_CONNECTED on int8, weights with zero point 0, for cores with the vector extension:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, right, out_zero_point, act_min,
// act_max. `right` says which form the stage has.
//
// Packing: iegen/gemm_s8_rvv.h. Budget for VLEN 128: 6 instructions for 32 products (0.19 each).
#ifndef IEGEN_FULLY_CONNECTED_S8_RVV_H_
#define IEGEN_FULLY_CONNECTED_S8_RVV_H_

#if !defined(__riscv_vector)
#error \
    "iegen/fully_connected_s8_rvv.h needs the vector extension, as in -march=rv32imc_zve32x_zvl128b"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_rvv.h"

namespace iegen {

// in [batches, in_features], weights and stage packed as GemmS8Rvv has them (bias with the input's
// zero point folded in), out [batches, out_features]. out must not overlap what is still to be read
// of in.
template <class Spec>
inline void FullyConnectedS8Rvv(const Spec& s, const int8_t* in, const int8_t* weights,
                                const int32_t* stage, int8_t* out) {
  const GemmS8Rvv g = {weights,          stage,     s.out_features, s.in_features, s.right,
                       s.out_zero_point, s.act_min, s.act_max};
  const int32_t batches = s.batches;
  for (int32_t b = 0; b < batches; ++b, in += g.taps, out += g.channels) {
    MultiplyRowRvv(g, in, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_RVV_H_
