// Portable models of the DSP kernels: plain loops over the same packed constants. The host runs
// these in place of the kernels, and the kernels' tests compare with them.
#ifndef IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_
#define IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_

#include <stdint.h>

#include "backends/model_window.h"
#include "iegen/requantize.h"

namespace iegen {
namespace cortex_m {

// SMMLAR: round(a * b / 2^32) + c, ties up.
inline int32_t ModelMultiplyHigh(int32_t a, int32_t b, int32_t c) {
  const int64_t product = static_cast<int64_t>(a) * b + (static_cast<int64_t>(1) << 31);
  return static_cast<int32_t>(static_cast<uint32_t>(product >> 32) + static_cast<uint32_t>(c));
}

// An accumulator with the bias as an output; the factors as in GemmS8Dsp.
template <class Spec>
inline int8_t ModelDspScale(const Spec& s, int32_t acc, int32_t m, int32_t k) {
  int32_t value;
  if (s.fused != 0) {
    value = ModelMultiplyHigh(ModelMultiplyHigh(acc, m, acc), k, s.out_zero_point);
  } else {
    const int32_t scaled = MultiplyByQuantizedMultiplier(acc, m, k);
    value = static_cast<int32_t>(static_cast<uint32_t>(scaled) +
                                 static_cast<uint32_t>(s.out_zero_point));
  }
  return static_cast<int8_t>(Clamp(value, s.act_min, s.act_max));
}

// What follows a product of channel c: see GemmS8Dsp.
template <class Spec>
inline int8_t ModelDspOutput(const Spec& s, const int32_t* stage, int32_t c, uint32_t sum) {
  stage += c / 4 * 12;
  const int32_t i = c % 4;
  uint32_t bias = static_cast<uint32_t>(stage[i]);
  if (i % 2 == 0) bias -= 256 * static_cast<uint32_t>(stage[i + 1]);
  return ModelDspScale(s, static_cast<int32_t>(sum + bias), stage[4 + 2 * i], stage[5 + 2 * i]);
}

// Tap k of channel c of weights packed for iegen/gemm_s8_dsp.h.
inline int32_t ModelDspWeight(const int32_t* words, int32_t taps, int32_t c, int32_t k) {
  const int32_t at = c / 4 * ((taps + 3) / 4 * 4) + k / 4 * 4 + k % 2 * 2 + c / 2 % 2;
  const int32_t byte = k / 2 % 2 * 2 + c % 2;
  const uint32_t word = static_cast<uint32_t>(words[at]) ^ 0x00800080u;
  return static_cast<int8_t>(word >> (8 * byte));
}

// Conv2dS8Dsp.
template <class Spec>
inline void ModelConvS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                           const int32_t* stage, int8_t* out) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels;
  ModelConv(
      s, in, [&](int32_t c, int32_t k) { return ModelDspWeight(weights, taps, c, k); },
      [&](int32_t c, uint32_t sum) { *out++ = ModelDspOutput(s, stage, c, sum); });
}

// DepthwiseConv2dS8Dsp.
template <class Spec>
inline void ModelDepthwiseS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                const int32_t* stage, int8_t* out) {
  const int32_t pairs = (s.kernel_height * s.kernel_width + 1) / 2;
  const auto weight = [&](int32_t c, int32_t k) {
    const uint32_t pair = static_cast<uint32_t>(weights[(c / 4 * pairs + k / 2) * 4 + c % 4]);
    return static_cast<int16_t>(pair >> (k % 2 * 16));
  };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const four = stage + c / 4 * 12;
    const int32_t i = c % 4, acc = static_cast<int32_t>(sum + static_cast<uint32_t>(four[i]));
    *out++ = ModelDspScale(s, acc, four[4 + 2 * i], four[5 + 2 * i]);
  });
}

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_
