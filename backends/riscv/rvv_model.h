// Portable models of the kernels with the vector extension: plain loops over the same packed
// constants. The host runs these in place of the kernels.
#ifndef IEGEN_BACKENDS_RISCV_RVV_MODEL_H_
#define IEGEN_BACKENDS_RISCV_RVV_MODEL_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {
namespace riscv {

// What follows a product of channel c of a layer with `channels`: see GemmS8Rvv.
template <class Spec>
inline int8_t ModelRvvOutput(const Spec& s, const int32_t* stage, int32_t channels, int32_t c,
                             uint32_t sum) {
  const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(stage[c]));
  const int32_t multiplier = stage[channels + c], shift = stage[2 * channels + c];
  const int32_t scaled =
      MultiplyByQuantizedMultiplier(acc, multiplier, s.right != 0 ? -shift : shift);
  const uint32_t value = static_cast<uint32_t>(scaled) + static_cast<uint32_t>(s.out_zero_point);
  return static_cast<int8_t>(Clamp(static_cast<int32_t>(value), s.act_min, s.act_max));
}

// Conv2d1x1S8Rvv.
template <class Spec>
inline void ModelConv1x1S8Rvv(const Spec& s, const int8_t* in, const int8_t* weights,
                              const int32_t* stage, int8_t* out) {
  const int32_t pixels = s.batch * s.out_height * s.out_width, taps = s.in_channels;
  const int32_t channels = s.out_channels;
  for (int32_t p = 0; p < pixels; ++p) {
    const int32_t ox = p % s.out_width, oy = p / s.out_width % s.out_height;
    const int32_t b = p / s.out_width / s.out_height;
    const int8_t* x =
        in + ((b * s.in_height + oy * s.stride_h) * s.in_width + ox * s.stride_w) * taps;
    for (int32_t c = 0; c < channels; ++c) {
      uint32_t sum = 0;
      for (int32_t k = 0; k < taps; ++k) {
        sum += static_cast<uint32_t>(x[k] * weights[k * channels + c]);
      }
      *out++ = ModelRvvOutput(s, stage, channels, c, sum);
    }
  }
}

}  // namespace riscv
}  // namespace iegen

#endif  // IEGEN_BACKENDS_RISCV_RVV_MODEL_H_
