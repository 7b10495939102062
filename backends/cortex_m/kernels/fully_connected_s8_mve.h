// FULLY_CONNECTED on int8, weights with zero point 0, for cores with Helium:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, fused, out_zero_point, act_min,
// act_max. `fused` says which form the stage has.
//
// Constants and budget: iegen/matvec_s8_mve.h for one batch, iegen/gemm_s8_mve.h and
// iegen/gemm_short_s8_mve.h for more.
#ifndef IEGEN_FULLY_CONNECTED_S8_MVE_H_
#define IEGEN_FULLY_CONNECTED_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/fully_connected_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <stdint.h>

#include "iegen/gemm_short_s8_mve.h"
#include "iegen/matvec_s8_mve.h"

namespace iegen {

// in [batches, in_features], constants packed as one of those has them (bias with the
// input's zero point folded in), out [batches, out_features]. out must not overlap what is still to
// be read of in.
template <class Spec, bool kKnownTaps = IsConstantMember<decltype(&Spec::in_features)>::value>
inline void FullyConnectedS8Mve(const Spec& s, const int8_t* in, const int32_t* constants,
                                int8_t* out) {
  const GemmS8Mve g = {constants,        s.out_features, s.in_features, s.fused,
                       s.out_zero_point, s.act_min,      s.act_max};
  if (s.batches == 1) {
    MultiplyRowMve(g, in, out);
  } else {
    MultiplyAnyRowsMve<kKnownTaps>(g, in, s.in_features, s.batches, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_MVE_H_
