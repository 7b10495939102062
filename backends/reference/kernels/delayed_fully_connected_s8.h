// FULLY_CONNECTED on the last frames of a stream, of which each call sees the newest one alone:
// what a frame adds to this output and to later ones is summed up at once, so no frame has to be
// kept.
//
// With t taps and frames x[n]:  out(n) = stage(bias + sum_k w[k] . x[n - t + 1 + k])
//   sums[j] before call n: bias and what frames up to x[n - 1] add to out(n + j)
//   call n: out from sums[0] + w[t - 1] . x;  sums[j - 1] = sums[j] + w[t - 1 - j] . x for j < t,
//   where sums[t - 1] is the bias.
// Spec members (int32_t): features, outputs, taps, per_channel, out_zero_point, act_min, act_max.
#ifndef IEGEN_DELAYED_FULLY_CONNECTED_S8_H_
#define IEGEN_DELAYED_FULLY_CONNECTED_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"

namespace iegen {

// in [features], weights [taps, outputs, features] with the newest tap first, bias [outputs] packed
// as for FullyConnectedS8, multiplier and shift [per_channel ? outputs : 1],
// sums [taps - 1, outputs] modulo 2^32, out [outputs].
template <class Spec>
inline void DelayedFullyConnectedS8(const Spec& s, const int8_t* in, const int8_t* weights,
                                    const int32_t* bias, const int32_t* multiplier,
                                    const int8_t* shift, int32_t* sums, int8_t* out) {
  const int32_t outputs = s.outputs, row_bytes = s.features, per_channel = s.per_channel;
  const int32_t kept = (s.taps - 1) * outputs, last = kept + outputs - 1;
  const OutputStageS8 stage = {bias, multiplier, shift, s.out_zero_point, s.act_min, s.act_max};
  const auto row = [&](int32_t r) { return weights + (r < last ? r : last) * row_bytes; };
  for (int32_t r = 0; r <= last; r += 4) {
    // Rows past the end repeat the last one; their sums are dropped.
    const Dot1x4S8 block =
        DotS8(Dot1x4S8{in, row(r), row(r + 1), row(r + 2), row(r + 3), 0, 0, 0, 0}, row_bytes);
    const int32_t n = last - r < 3 ? last - r + 1 : 4;
    const uint32_t acc[4] = {block.sum0, block.sum1, block.sum2, block.sum3};
    for (int32_t i = 0; i < n; ++i) {
      const int32_t at = r + i;
      const int32_t before = at < kept ? sums[at] : bias[at - kept];
      const uint32_t sum = acc[i] + static_cast<uint32_t>(before);
      if (at >= outputs) {
        sums[at - outputs] = static_cast<int32_t>(sum);
      } else {
        StoreOutputsS8(stage, at, per_channel, &sum, 1, out + at);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_DELAYED_FULLY_CONNECTED_S8_H_
