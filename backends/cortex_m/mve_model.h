// Portable models of the Helium kernels: plain loops over the same packed constants. The host runs
// these in place of the kernels.
#ifndef IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_
#define IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_

#include <stdint.h>

#include "backends/model_window.h"
#include "iegen/requantize.h"

namespace iegen {
namespace cortex_m {

// What follows a product of the channel with these constants of iegen/gemm_s8_mve.h, the words of
// one channel four apart.
template <class Spec>
inline int8_t ModelMveStage(const Spec& s, bool fused, const int32_t* stage, uint32_t sum) {
  const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(stage[0]));
  int32_t scaled;
  if (fused) {
    const int64_t first = RoundingDoublingHighMul(acc, stage[4]);
    scaled = static_cast<int32_t>((first * stage[8] + (static_cast<int64_t>(1) << 30)) >> 31);
  } else {
    scaled = MultiplyByQuantizedMultiplier(acc, stage[8], stage[4] + stage[12]);
  }
  const uint32_t value = static_cast<uint32_t>(scaled) + static_cast<uint32_t>(s.out_zero_point);
  return static_cast<int8_t>(Clamp(static_cast<int32_t>(value), s.act_min, s.act_max));
}

// The constants of iegen/gemm_s8_mve.h.
struct MveConstants {
  const int32_t* words;
  int32_t steps, quad_words;

  MveConstants(const int32_t* constants, int32_t taps, bool fused)
      : words(constants), steps((taps + 15) / 16), quad_words(steps * 16 + (fused ? 12 : 16)) {}
  int32_t Weight(int32_t c, int32_t k) const {
    const int32_t step = k / 16 == steps - 1 ? 0 : k / 16 + 1;
    const int32_t word = words[c / 4 * quad_words + (step * 4 + c % 4) * 4 + k % 16 / 4];
    return static_cast<int8_t>(static_cast<uint32_t>(word) >> k % 4 * 8);
  }
  const int32_t* Stage(int32_t c) const { return words + c / 4 * quad_words + steps * 16 + c % 4; }
};

// Conv2dS8Mve.
template <class Spec>
inline void ModelConvS8Mve(const Spec& s, const int8_t* in, const int32_t* constants, int8_t* out) {
  const bool fused = s.fused != 0;
  const MveConstants of(constants, s.kernel_height * s.kernel_width * s.in_channels, fused);
  ModelConv(
      s, in, [&](int32_t c, int32_t k) { return of.Weight(c, k); },
      [&](int32_t c, uint32_t sum) { *out++ = ModelMveStage(s, fused, of.Stage(c), sum); });
}

// DepthwiseConv2dS8Mve.
template <class Spec>
inline void ModelDepthwiseS8Mve(const Spec& s, const int8_t* in, const int8_t* weights,
                                const int32_t* stage, int8_t* out) {
  constexpr int32_t kSumOfFirst[4] = {0, 2, 1, 3};
  const bool fused = s.fused != 0;
  const int32_t sum_words = fused ? 12 : 16;
  const auto weight = [&](int32_t c, int32_t k) { return weights[k * s.in_channels + c]; };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const lane = stage + (c / 16 * 4 + kSumOfFirst[c % 4]) * sum_words + c % 16 / 4;
    *out++ = ModelMveStage(s, fused, lane, sum);
  });
}

// FullyConnectedS8Mve with one batch, as a convolution: the constants of iegen/matvec_s8_mve.h.
template <class Spec>
inline void ModelRowS8Mve(const Spec& s, const int8_t* in, const int32_t* constants, int8_t* out) {
  const bool fused = s.fused != 0;
  const int32_t steps = (s.in_channels + 15) / 16, half = fused ? 12 : 16;
  const int32_t octet_words = steps * 32 + 2 * half;
  const auto weight = [&](int32_t c, int32_t k) {
    const int32_t step = k / 16 == steps - 1 ? 0 : k / 16 + 1;
    const int32_t word = constants[c / 8 * octet_words + (step * 8 + c % 8) * 4 + k % 16 / 4];
    return static_cast<int8_t>(static_cast<uint32_t>(word) >> k % 4 * 8);
  };
  ModelConv(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const stage = constants + c / 8 * octet_words + steps * 32;
    *out++ = ModelMveStage(s, fused, stage + c % 2 * half + c % 8 / 2, sum);
  });
}

// DepthwiseConv2d3x3S8Mve.
template <class Spec>
inline void ModelDepthwise3x3S8Mve(const Spec& s, const int8_t* in, const int32_t* constants,
                                   int8_t* out) {
  constexpr int32_t kPlaceOfTap[9] = {2, 0, 1, 5, 3, 4, 8, 6, 7}, kSumOfFirst[4] = {0, 2, 1, 3};
  const bool fused = s.fused != 0;
  const int32_t sum_words = fused ? 12 : 16, group_words = 36 + 4 * sum_words;
  const auto weight = [&](int32_t c, int32_t k) {
    const int32_t* const group = constants + c / 16 * group_words;
    const int32_t word = group[kPlaceOfTap[k] * 4 + c % 16 / 4];
    return static_cast<int8_t>(static_cast<uint32_t>(word) >> c % 4 * 8);
  };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const group = constants + c / 16 * group_words + 36;
    const int32_t* const lane = group + kSumOfFirst[c % 4] * sum_words + c % 16 / 4;
    *out++ = ModelMveStage(s, fused, lane, sum);
  });
}

// DepthwiseConv2dPatchesS8Mve.
template <class Spec>
inline void ModelDepthwisePatchesS8Mve(const Spec& s, const int8_t* in, const int32_t* constants,
                                       int8_t* out) {
  const auto weight = [&](int32_t c, int32_t k) {
    return static_cast<int8_t>(static_cast<uint32_t>(constants[4 * c + 1 + k % 3]) >> k / 3 * 8);
  };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const stage = constants + 4 * s.in_channels + 1 + 3 * c;
    const int32_t lane[9] = {stage[0], 0, 0, 0, stage[1], 0, 0, 0, stage[2]};
    *out++ = ModelMveStage(s, true, lane, sum);
  });
}

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_MVE_MODEL_H_
