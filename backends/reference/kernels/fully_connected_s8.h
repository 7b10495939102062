// FULLY_CONNECTED on int8: out[b][o] = stage(sum_i (in[b][i] - zi) * (w[o][i] - zw) + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, weights_zero_point, in_zero_point,
// out_zero_point, act_min, act_max, per_channel (1: one multiplier and shift an output, 0: one
// each). in_zero_point is not read, it stands in the packed bias.
#ifndef IEGEN_FULLY_CONNECTED_S8_H_
#define IEGEN_FULLY_CONNECTED_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"

namespace iegen {

// in [batches, in_features], weights [out_features, in_features], out [batches, out_features].
// bias [out_features], never null, packed modulo 2^32:
//   bias[o] = b[o] - in_zero_point * sum_i (weights[o][i] - weights_zero_point).
// multiplier, shift [per_channel ? out_features : 1], positive shift to the left.
template <class Spec>
inline void FullyConnectedS8(const Spec& s, const int8_t* in, const int8_t* weights,
                             const int32_t* bias, const int32_t* multiplier, const int8_t* shift,
                             int8_t* out) {
  const int32_t in_features = s.in_features, out_features = s.out_features;
  const int32_t weights_zero_point = s.weights_zero_point;
  static_cast<void>(s.in_zero_point);  // clang warns of a constant that nobody reads.
  const MatrixS8 matrix = {weights,
                           out_features,
                           in_features,
                           s.per_channel,
                           {bias, multiplier, shift, s.out_zero_point, s.act_min, s.act_max}};
  const int32_t batches = s.batches;
  for (int32_t b = 0; b < batches; ++b) {
    uint32_t offset = 0;
    if (weights_zero_point != 0) {
      for (int32_t i = 0; i < in_features; ++i) offset += static_cast<uint32_t>(in[i]);
      offset *= 0u - static_cast<uint32_t>(weights_zero_point);
    }
    MatVecS8(matrix, in, offset, out);
    in += in_features;
    out += out_features;
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_H_
