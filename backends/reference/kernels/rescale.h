// QUANTIZE from one integer type and scale to another, where a table of bytes does not do:
// out = clamp(zo + scale(x - zi)).
//
// Spec members (int32_t): elements, in_zero_point, out_zero_point, multiplier, shift, low, high.
#ifndef IEGEN_RESCALE_H_
#define IEGEN_RESCALE_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// in, out [elements].
template <class Spec, class In, class Out>
inline void Rescale(const Spec& s, const In* in, Out* out) {
  const int32_t elements = s.elements, multiplier = s.multiplier, shift = s.shift;
  const int32_t low = s.low, high = s.high;
  const uint32_t in_zero_point = static_cast<uint32_t>(s.in_zero_point);
  const uint32_t out_zero_point = static_cast<uint32_t>(s.out_zero_point);
  for (int32_t i = 0; i < elements; ++i) {
    const uint32_t x = static_cast<uint32_t>(static_cast<int32_t>(in[i])) - in_zero_point;
    const int32_t scaled =
        MultiplyByQuantizedMultiplier(static_cast<int32_t>(x), multiplier, shift);
    const uint32_t moved = static_cast<uint32_t>(scaled) + out_zero_point;
    out[i] = static_cast<Out>(Clamp(static_cast<int32_t>(moved), low, high));
  }
}

}  // namespace iegen

#endif  // IEGEN_RESCALE_H_
