// Portable models of the kernels with the vector extension: plain loops over the same packed
// constants. The host runs these in place of the kernels.
#ifndef IEGEN_BACKENDS_RISCV_RVV_MODEL_H_
#define IEGEN_BACKENDS_RISCV_RVV_MODEL_H_

#include <stdint.h>

#include "backends/model_window.h"
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

// Conv2dS8Rvv.
template <class Spec>
inline void ModelConvS8Rvv(const Spec& s, const int8_t* in, const int8_t* weights,
                           const int32_t* stage, int8_t* out) {
  const int32_t channels = s.out_channels;
  ModelConv(
      s, in, [&](int32_t c, int32_t k) { return weights[k * channels + c]; },
      [&](int32_t c, uint32_t sum) { *out++ = ModelRvvOutput(s, stage, channels, c, sum); });
}

// DepthwiseConv2dS8Rvv.
template <class Spec>
inline void ModelDepthwiseS8Rvv(const Spec& s, const int8_t* in, const int8_t* weights,
                                const int32_t* stage, int8_t* out) {
  const int32_t channels = s.in_channels;
  ModelDepthwise(
      s, in, [&](int32_t c, int32_t k) { return weights[k * channels + c]; },
      [&](int32_t c, uint32_t sum) { *out++ = ModelRvvOutput(s, stage, channels, c, sum); });
}

}  // namespace riscv
}  // namespace iegen

#endif  // IEGEN_BACKENDS_RISCV_RVV_MODEL_H_
