// FULLY_CONNECTED on int8, weights with zero point 0, for cores without the DSP extension:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, out_zero_point, act_min, act_max,
// form (see iegen/output_s8_thumb.h) and offset (kVectorThumbOffset of the core).
//
// Eight channels at a time, each with a sum in a register; an element of the input meets a byte of
// each channel. Weights: [channels / 8][taps][8], missing channels are 0, offset added to each;
// Cortex-M0 has unsigned bytes at constant distances alone, hence its offset of 128, which
// -128 * sum(x) makes good. Stage: for each channel, missing ones too, its bias, then the words of
// OutputS8Thumb. Where the form is the short one of the core (BlockS8ThumbStores), the assembly
// also makes the outputs: of a whole row, then of the channels that are left, into a buffer.
//
// Budget: 17 instructions (M0: 26) for eight products, one more for the loop; 14 (M0: 30) an output
// in the short form, about 45 (60) else.
#ifndef IEGEN_FULLY_CONNECTED_S8_THUMB_H_
#define IEGEN_FULLY_CONNECTED_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/fully_connected_s8_thumb.h needs Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/output_s8_thumb.h"
#if defined(__thumb2__)
#include "iegen/vector_s8_thumb2.h"
#else
#include "iegen/vector_s8_thumb1.h"
#endif

namespace iegen {

// -offset * sum(x), modulo 2^32; the length is a multiple of 4.
inline uint32_t VectorCorrectionThumb(const int8_t* x, const int8_t* end) {
  int32_t sum = 0;
  if (kVectorThumbOffset == 0) return 0;
  for (; x != end; x += 4) sum += x[0] + x[1] + x[2] + x[3];
  return 0u - static_cast<uint32_t>(kVectorThumbOffset) * static_cast<uint32_t>(sum);
}

// The outputs of `channels` channels, eight sums at a time.
template <class Spec>
inline void VectorOutputsThumb(const Spec& s, VectorS8Thumb* vector, int32_t channels,
                               int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const int32_t words = rule.words() - 1;
  const uint32_t correction = vector->correction;
  const int32_t* rest = vector->stage;
  for (int32_t left = channels; left > 0; left -= 8) {
    const int32_t count = left < 8 ? left : 8;
    for (int32_t i = 0; i < 8; ++i) {
      vector->sums[i] = static_cast<uint32_t>(rest[i * words]) + correction;
    }
    MultiplyVectorThumb(vector);
    for (int32_t i = 0; i < count; ++i, rest += words) {
      *out++ = OutputS8Thumb(rule, static_cast<int32_t>(vector->sums[i]), rest + 1);
    }
  }
}

// The same by assembly, in the short form.
inline void VectorShortOutputsThumb(VectorS8Thumb* vector, int32_t channels, int8_t* out) {
  int8_t last[8];
  vector->blocks = channels / 8;
  vector->out = out;
  if (vector->blocks != 0) MultiplyVectorsThumb(vector);
  if (channels % 8 == 0) return;
  vector->blocks = 1;
  vector->out = last;
  MultiplyVectorsThumb(vector);
  for (int32_t i = channels % 8 - 1; i >= 0; --i) out[channels / 8 * 8 + i] = last[i];
}

// in [batches, in_features], in_features a multiple of 4 and not 0; weights and stage packed as
// above (bias with the input's zero point folded in); out [batches, out_features]. out must not
// overlap in.
template <class Spec>
__attribute__((noinline)) inline void FullyConnectedS8Thumb(const Spec& s, const int8_t* in,
                                                            const int8_t* weights,
                                                            const int32_t* stage, int8_t* out) {
  const StageS8Thumb rule = {s.form, s.out_zero_point, s.act_min, s.act_max};
  const int32_t batches = s.batches, channels = s.out_features;
  static_cast<void>(s.offset);  // the core's own constant
  VectorS8Thumb vector;
  vector.zero_point2 = 2 * s.out_zero_point + 1;
  for (int32_t b = 0; b < batches; ++b, in += s.in_features, out += channels) {
    vector.weights = weights;
    vector.stage = stage;
    vector.x = in;
    vector.x_end = in + s.in_features;
    vector.correction = VectorCorrectionThumb(vector.x, vector.x_end);
    if (VectorS8ThumbStores(rule)) {
      VectorShortOutputsThumb(&vector, channels, out);
    } else {
      VectorOutputsThumb(s, &vector, channels, out);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_THUMB_H_
