// Portable models of the kernels for cores without the DSP extension: plain loops over the same
// packed constants. The host runs these in place of the kernels.
#ifndef IEGEN_BACKENDS_CORTEX_M_THUMB_MODEL_H_
#define IEGEN_BACKENDS_CORTEX_M_THUMB_MODEL_H_

#include <cstdint>
#include <vector>

#include "backends/model_window.h"
#include "iegen/output_s8_thumb.h"

namespace iegen::cortex_m {

// What groups hold for one channel, see iegen/gemm_s8_thumb.h.
struct ThumbChannel {
  std::vector<int32_t> weights;
  uint32_t groups = 0;
};

inline std::vector<ThumbChannel> ThumbChannels(const int8_t* bytes, int32_t channels) {
  std::vector<ThumbChannel> all(static_cast<size_t>(channels));
  for (ThumbChannel& channel : all) {
    for (; *bytes != 0; ++channel.groups) {
      const int32_t taps = 20 - (static_cast<uint8_t>(*bytes++) - 1) / 11;
      channel.weights.insert(channel.weights.end(), bytes, bytes + taps);
      bytes += taps;
    }
    ++bytes;
  }
  return all;
}

// Conv2dS8Thumb.
template <class Spec>
void ModelConvS8Thumb(const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* stage,
                      int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const std::vector<ThumbChannel> all = ThumbChannels(weights, s.out_channels);
  const auto of = [&](int32_t c) -> const ThumbChannel& { return all[static_cast<size_t>(c)]; };
  ModelConv(
      s, in, [&](int32_t c, int32_t k) { return of(c).weights[static_cast<size_t>(k)]; },
      [&](int32_t c, uint32_t sum) {
        const int32_t* const words = stage + c * rule.words();
        const uint32_t high = static_cast<uint32_t>(words[1]);
        const uint32_t low = static_cast<uint32_t>(words[0]) + (of(c).groups << 15) - (high << 16);
        // Pixels of both halves must start alike.
        const int32_t acc = static_cast<int32_t>(sum + (low == high ? high : 0x55555555u));
        *out++ = OutputS8Thumb(rule, acc, words + 2);
      });
}

// DepthwiseConv2d3x3S8Thumb.
template <class Spec>
void ModelDepthwise3x3S8Thumb(const Spec& s, const int8_t* in, const int8_t* weights,
                              const int32_t* stage, int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const auto weight = [&](int32_t c, int32_t k) { return weights[9 * c + k % 3 * 3 + k / 3]; };
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const words = stage + c * (rule.words() - 1);
    for (int32_t k = 0; k < 9; ++k) sum += static_cast<uint32_t>(s.offset * weight(c, k));
    *out++ =
        OutputS8Thumb(rule, static_cast<int32_t>(sum + static_cast<uint32_t>(words[0])), words + 1);
  });
}

// FullyConnectedS8Thumb.
template <class Spec>
void ModelFullyConnectedS8Thumb(const Spec& s, const int8_t* in, const int8_t* weights,
                                const int32_t* stage, int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  for (int32_t n = 0; n < s.batches * s.out_features; ++n) {
    const int32_t c = n % s.out_features;
    const int8_t* const x = in + n / s.out_features * s.in_features;
    const int32_t* const words = stage + c * (rule.words() - 1);
    uint32_t sum = static_cast<uint32_t>(words[0]);
    for (int32_t k = 0; k < s.in_features; ++k) {
      const int8_t stored = weights[c / 8 * 8 * s.in_features + 8 * k + c % 8];
      sum += static_cast<uint32_t>(x[k] * static_cast<int8_t>(stored - s.offset));
    }
    *out++ = OutputS8Thumb(rule, static_cast<int32_t>(sum), words + 1);
  }
}

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_THUMB_MODEL_H_
