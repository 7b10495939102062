// Portable models of the DSP kernels: plain loops over the same packed constants. The host runs
// these in place of the kernels, and the kernels' tests compare with them.
#ifndef IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_
#define IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_

#include <stdint.h>

#include "backends/cortex_m/packing.h"
#include "backends/model_window.h"
#include "iegen/requantize.h"

namespace iegen {
namespace cortex_m {

// SMMLAR: round(a * b / 2^32) + c, ties up.
inline int32_t ModelMultiplyHigh(int32_t a, int32_t b, int32_t c) {
  const int64_t product = static_cast<int64_t>(a) * b + (static_cast<int64_t>(1) << 31);
  return static_cast<int32_t>(static_cast<uint32_t>(product >> 32) + static_cast<uint32_t>(c));
}

// An accumulator with the bias as an output; the factors as in OutputS8Dsp.
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

// Tap k of channel c of a stream of `layout`.
inline int32_t ModelDspWeight(const int32_t* weights, const DspLayout& layout, int32_t taps,
                              int32_t c, int32_t k) {
  const int32_t block = layout.block, place = DspTapPlace(layout, taps, k);
  const int32_t together = layout.wide ? 1 : 2, i = c % block;
  const int32_t at = (place / 4 * 2 + place % 2) * (block / together) + i / together;
  const auto word =
      static_cast<uint32_t>(weights[c / block * DspBlockWords(layout, taps) + block + at]);
  const auto half = static_cast<int16_t>(word >> (place % 4 / 2 * 16));
  if (layout.wide) return half;
  if (block == 8) return static_cast<int8_t>((half ^ 0x80) >> (i % 2 * 8));
  const int32_t first = static_cast<int8_t>(half);
  return i % 2 == 0 ? first : (half - first) / 256;
}

// The bias of channel c of a block whose stream begins at `start`.
inline uint32_t ModelDspBias(const int32_t* start, const DspLayout& layout, int32_t c) {
  const auto word = [&](int32_t i) { return static_cast<uint32_t>(start[i]); };
  if (layout.wide) return word(c);
  if (layout.block == 8) return c % 2 == 0 ? word(c) - 256 * word(c + 1) : word(c);
  if (c % 2 == 0) return word(c);
  return static_cast<uint32_t>(static_cast<int32_t>(word(c) - word(c - 1)) >> 8);
}

// Conv2dS8Dsp, Conv2dWideS8Dsp and FullyConnectedS8Dsp, by their layouts.
template <class Spec>
inline void ModelConvS8Dsp(const Spec& s, const DspLayout& layout, const int8_t* in,
                           const int32_t* weights, int8_t* out) {
  const int32_t taps = s.kernel_height * s.kernel_width * s.in_channels, block = layout.block;
  const int32_t step = DspBlockWords(layout, taps);
  const int32_t* const last = weights + DspWords(layout, s.out_channels, taps) - 2 * block;
  const auto weight = [&](int32_t c, int32_t k) {
    return ModelDspWeight(weights, layout, taps, c, k);
  };
  ModelConv(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const stream = weights + c / block * step;
    const int32_t* const block_factors = layout.once ? last : stream + step - 2 * block;
    const int32_t* const factors = block_factors + 2 * (c % block);
    const uint32_t bias = ModelDspBias(stream, layout, c % block);
    *out++ = ModelDspScale(s, static_cast<int32_t>(sum + bias), factors[0], factors[1]);
  });
}

// Conv2d1x1x8S8Dsp.
template <class Spec>
inline void ModelConvEightS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                int8_t* out) {
  Spec fused = s;
  fused.fused = 1;
  const auto weight = [&](int32_t c, int32_t k) {
    const uint32_t pair = static_cast<uint32_t>(weights[7 * c + 1 + k / 4 * 2 + k % 2]);
    return static_cast<int16_t>(pair >> (k / 2 % 2 * 16));
  };
  ModelConv(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const words = weights + 7 * c;
    const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(words[0]));
    *out++ = ModelDspScale(fused, acc, words[5], words[6]);
  });
}

// Tap k = ky * 3 + kx of input channel i and output channel c, from the elements U = G g G' of
// weights packed for iegen/conv2d_winograd_s8_dsp.h: row 0, row 1 less row 2, and row 3 of G pick
// twice a tap each.
inline int32_t ModelWinogradWeight(const int32_t* words, int32_t in_channels, int32_t c, int32_t i,
                                   int32_t k) {
  const int32_t pair = i / 4 * 2 + i % 2;
  const auto u = [&](int32_t element) {
    const int32_t at = ((c / 2 * 16 + element) * (in_channels / 2) + pair) * 2 + c % 2;
    return static_cast<int16_t>(static_cast<uint32_t>(words[at]) >> (i % 4 / 2 * 16));
  };
  const auto row = [&](int32_t first) {
    const int32_t kx = k % 3;
    return kx == 0 ? u(first) : kx == 2 ? u(first + 3) : u(first + 1) - u(first + 2);
  };
  const int32_t ky = k / 3;
  return (ky == 0 ? row(0) : ky == 2 ? row(12) : row(4) - row(8)) / 4;
}

// Conv2dWinogradS8Dsp.
template <class Spec>
inline void ModelConvWinogradS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                   const int32_t* stage, int8_t* out) {
  const int32_t inputs = s.in_channels;
  ModelConv(
      s, in,
      [&](int32_t c, int32_t k) {
        return ModelWinogradWeight(weights, inputs, c, k % inputs, k / inputs);
      },
      [&](int32_t c, uint32_t sum) {
        const int32_t* const words = stage + 3 * c;
        const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(words[0]));
        *out++ = ModelDspScale(s, acc, words[1], words[2]);
      });
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

// DepthwiseConv2d3x3S8Dsp.
template <class Spec>
inline void ModelDepthwise3x3S8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                   int8_t* out) {
  // Which half of a channel's words is tap k.
  constexpr int8_t kHalves[2][9] = {{0, 4, 8, 1, 5, 9, 3, 7, 11}, {0, 2, 4, 1, 3, 5, 6, 7, 8}};
  const auto weight = [&](int32_t c, int32_t k) {
    const int32_t half = kHalves[s.stride_w - 1][k];
    return static_cast<int16_t>(static_cast<uint32_t>(weights[9 * c + half / 2]) >>
                                (half % 2 * 16));
  };
  Spec fused = s;
  fused.fused = 1;
  ModelDepthwise(s, in, weight, [&](int32_t c, uint32_t sum) {
    const int32_t* const words = weights + 9 * c + 6;
    const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(words[0]));
    *out++ = ModelDspScale(fused, acc, words[1], words[2]);
  });
}

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_DSP_MODEL_H_
