// Portable models of the Helium kernels: plain loops over the same packed constants. The host runs
// these in place of the kernels.
#ifndef IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_
#define IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_

#include <stdint.h>

#include "backends/model_window.h"
#include "iegen/requantize.h"

namespace iegen {
namespace cortex_m {

// An accumulator with the bias as an output; the factors as in GemmS8Mve.
template <class Spec>
inline int8_t ModelMveScale(const Spec& s, bool fused, int32_t acc, int32_t m, int32_t k) {
  int32_t scaled;
  if (fused) {
    const int64_t first = RoundingDoublingHighMul(acc, m);
    scaled = static_cast<int32_t>((first * k + (static_cast<int64_t>(1) << 31)) >> 32);
  } else {
    scaled = MultiplyByQuantizedMultiplier(acc, m, k);
  }
  const uint32_t value = static_cast<uint32_t>(scaled) + static_cast<uint32_t>(s.out_zero_point);
  return static_cast<int8_t>(Clamp(static_cast<int32_t>(value), s.act_min, s.act_max));
}

// What follows a product of channel c: see GemmS8Mve.
template <class Spec>
inline int8_t ModelMveOutput(const Spec& s, const int32_t* stage, int32_t c, uint32_t sum) {
  stage += c / 4 * 12 + c % 4;
  const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(stage[0]));
  return ModelMveScale(s, s.fused != 0, acc, stage[4], stage[8]);
}

// Tap k of channel c of weights packed for iegen/gemm_s8_mve.h.
inline int32_t ModelMveWeight(const int8_t* weights, int32_t taps, int32_t c, int32_t k) {
  const int32_t quad = c / 4 * ((taps + 15) / 16) + k / 16;
  return weights[quad * 64 + c % 4 * 16 + k % 16];
}

// Conv2dS8Mve.
template <class Spec>
inline void ModelConvS8Mve(const Spec& s, const int8_t* in, const int8_t* weights,
                           const int32_t* stage, int8_t* out) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  ModelConv(
      s, in, [&](int32_t c, int32_t k) { return ModelMveWeight(weights, taps, c, k); },
      [&](int32_t c, uint32_t sum) { *out++ = ModelMveOutput(s, stage, c, sum); });
}

// DepthwiseConv2dS8Mve.
template <class Spec>
inline void ModelDepthwiseS8Mve(const Spec& s, const int8_t* in, const int8_t* weights,
                                const int32_t* stage, int8_t* out) {
  const auto weight = [&](int32_t c, int32_t k) { return weights[k * s.in_channels + c]; };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    constexpr int32_t kSumOfFirst[4] = {0, 2, 1, 3};
    const int32_t i = kSumOfFirst[c % 4] * 4 + c % 16 / 4;
    const int32_t* const sixteen = stage + c / 16 * 48 + i;
    const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(sixteen[0]));
    *out++ = ModelMveScale(s, true, acc, sixteen[16], sixteen[32]);
  });
}

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_
