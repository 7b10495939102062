// FULLY_CONNECTED on int8 whose weights are known only at run time, so that no zero point can be
// folded into the bias: out[b][o] = stage(sum_i (in[b][i] - zi) * (w[o][i] - zw) + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, weights_zero_point, in_zero_point,
// out_zero_point, act_min, act_max, per_channel (1: one multiplier and shift an output, 0: one
// each).
#ifndef IEGEN_MATMUL_S8_H_
#define IEGEN_MATMUL_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// Sum over i < count of (a[i] - a_zero_point) * (b[i] - b_zero_point), modulo 2^32.
inline uint32_t DotOfDifferencesS8(const int8_t* a, const int8_t* b, int32_t a_zero_point,
                                   int32_t b_zero_point, int32_t count) {
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; ++i) {
    sum += static_cast<uint32_t>((a[i] - a_zero_point) * (b[i] - b_zero_point));
  }
  return sum;
}

// in [batches, in_features], weights [out_features, in_features], out [batches, out_features];
// bias [out_features] as it stands in the model, never null. multiplier, shift [per_channel ?
// out_features : 1], positive shift to the left. out overlaps none of the others.
template <class Spec>
inline void MatMulS8(const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* bias,
                     const int32_t* multiplier, const int8_t* shift, int8_t* out) {
  const int32_t batches = s.batches, in_features = s.in_features, out_features = s.out_features;
  const int32_t in_zero_point = s.in_zero_point, weights_zero_point = s.weights_zero_point;
  const int32_t out_zero_point = s.out_zero_point, step = s.per_channel;
  const int32_t act_min = s.act_min, act_max = s.act_max;
  for (int32_t b = 0; b < batches; ++b) {
    for (int32_t o = 0; o < out_features; ++o) {
      const uint32_t sum = DotOfDifferencesS8(in, weights + o * in_features, in_zero_point,
                                              weights_zero_point, in_features);
      const uint32_t acc = sum + static_cast<uint32_t>(bias[o]);
      const int32_t scaled = MultiplyByQuantizedMultiplier(static_cast<int32_t>(acc),
                                                           multiplier[o * step], shift[o * step]);
      const uint32_t stored = static_cast<uint32_t>(scaled) + static_cast<uint32_t>(out_zero_point);
      *out++ = static_cast<int8_t>(Clamp(static_cast<int32_t>(stored), act_min, act_max));
    }
    in += in_features;
  }
}

}  // namespace iegen

#endif  // IEGEN_MATMUL_S8_H_
