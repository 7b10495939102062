// MEAN (and SUM) on int8 over any axes: out = clamp(zo + scale(sum over the axes - count * zi)).
//
// After neighbouring axes that are all kept or all reduced are merged, up to six axes leave at most
// three kept and three reduced loops. Spec members (int32_t): k0..k2 (kept sizes, outermost first,
// 1 where unused), ks0..ks2 (their steps in elements of the input), r0..r2 and rs0..rs2 (reduced),
// in_offset (-zi * r0 * r1 * r2, modulo 2^32), out_zero_point, multiplier, shift (positive to the
// left; for MEAN with 1 / count folded in as TensorFlow Lite does it, base/fixed_point.h).
#ifndef IEGEN_MEAN_S8_H_
#define IEGEN_MEAN_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// in: the tensor that the steps describe; out [k0, k1, k2].
template <class Spec>
inline void MeanS8(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t k2 = s.k2, ks2 = s.ks2, r1 = s.r1, rs1 = s.rs1, r2 = s.r2, rs2 = s.rs2;
  for (int32_t i0 = 0; i0 < s.k0; ++i0) {
    for (int32_t i1 = 0; i1 < s.k1; ++i1) {
      const int8_t* from = in + i0 * s.ks0 + i1 * s.ks1;
      for (int32_t i2 = 0; i2 < k2; ++i2, from += ks2) {
        uint32_t sum = static_cast<uint32_t>(s.in_offset);
        for (int32_t j0 = 0; j0 < s.r0; ++j0) {
          for (int32_t j1 = 0; j1 < r1; ++j1) {
            const int8_t* x = from + j0 * s.rs0 + j1 * rs1;
            for (int32_t j2 = r2; j2 > 0; --j2, x += rs2) sum += static_cast<uint32_t>(*x);
          }
        }
        const int32_t scaled =
            MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), s.multiplier, s.shift);
        *out++ = static_cast<int8_t>(Clamp(scaled + s.out_zero_point, -128, 127));
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_MEAN_S8_H_
