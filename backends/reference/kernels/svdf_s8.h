// SVDF on int8, with a state of 16 or of 8 bits, as TensorFlow Lite Micro's reference kernel
// computes it: every filter keeps its last `memory` dot products with the input, and weighs them
// over time.
//
// For each batch and filter n, M scales and rounds twice (requantize.h):
//   newest = State(clamp(M(sum_i Wf[n][i] * (x[i] - zx)), range of State) + zs), into the state for
//   the oldest; the sum may wrap in an 8-bit state out[u] = clamp8(M(b[u] + sum of unit u's `rank`
//   filters: sum_j Wt[n][j] * (state[n][j] - zs)) + zy)
#ifndef IEGEN_SVDF_S8_H_
#define IEGEN_SVDF_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"
#include "iegen/requantize.h"

namespace iegen {

// Moves the values of one filter by one, with `newest` as the last, and returns
// acc + sum_j weights[j] * state[j] after that.
template <class State>
__attribute__((always_inline)) inline uint32_t SvdfTimeS8(const State* weights, int32_t memory,
                                                          int32_t newest, State* state,
                                                          uint32_t acc) {
  for (int32_t j = 0; j + 1 < memory; ++j) {
    const int32_t value = state[j + 1];
    state[j] = static_cast<State>(value);
    acc += static_cast<uint32_t>(weights[j] * value);
  }
  state[memory - 1] = static_cast<State>(newest);
  return acc + static_cast<uint32_t>(weights[memory - 1] * newest);
}

// Spec members (int32_t): batches, in_features, units, rank, memory, state_zero_point,
// out_zero_point, state_multiplier, state_shift, out_multiplier, out_shift.
//
// in [batches, in_features], features [units * rank, in_features], features_bias [units * rank]:
// -zx * sum of a filter's weights; time [units * rank, memory]; bias [units]: b[u] - zs * sum of
// the unit's time weights; both modulo 2^32. state [batches, units * rank, memory], oldest first:
// read and moved on. out [batches, units].
template <class Spec, class State>
inline void SvdfS8(const Spec& s, const int8_t* in, const int8_t* features,
                   const int32_t* features_bias, const State* time, const int32_t* bias,
                   State* state, int8_t* out) {
  const int32_t n = s.in_features, memory = s.memory, rank = s.rank;
  const int32_t units = s.units, batches = s.batches, last = units * rank - 1;
  const int32_t zero_point = s.state_zero_point;
  const OutputRangeS8 range({nullptr, nullptr, nullptr, s.out_zero_point, -128, 127});
  const int32_t state_multiplier = s.state_multiplier, state_shift = s.state_shift;
  const int32_t out_multiplier = s.out_multiplier, out_shift = s.out_shift;
  const int32_t high = sizeof(State) == 1 ? 127 : 32767;
  for (int32_t b = 0; b < batches; ++b, in += n) {
    const State* weights = time;
    uint32_t acc = static_cast<uint32_t>(bias[0]);
    int32_t unit = 0, left = rank;
    for (int32_t f = 0; f <= last; f += 4) {
      // Rows past the end repeat the last one; their sums are dropped.
      const auto row = [&](int32_t k) { return features + (f + k < last ? f + k : last) * n; };
      const Dot1x4S8 sums = DotS8(Dot1x4S8{in, row(0), row(1), row(2), row(3), 0, 0, 0, 0}, n);
      const uint32_t dots[4] = {sums.sum0, sums.sum1, sums.sum2, sums.sum3};
      for (int32_t k = 0; k < 4 && f + k <= last; ++k, weights += memory, state += memory) {
        const int32_t dot =
            static_cast<int32_t>(dots[k] + static_cast<uint32_t>(features_bias[f + k]));
        const int32_t scaled = MultiplyByQuantizedMultiplier(dot, state_multiplier, state_shift);
        const State newest = static_cast<State>(Clamp(scaled, -high - 1, high) + zero_point);
        acc = SvdfTimeS8(weights, memory, newest, state, acc);
        if (--left > 0) continue;
        const int32_t y =
            MultiplyByQuantizedMultiplier(static_cast<int32_t>(acc), out_multiplier, out_shift);
        *out++ = range.Output(y);
        left = rank;
        if (++unit < units) acc = static_cast<uint32_t>(bias[unit]);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_SVDF_S8_H_
