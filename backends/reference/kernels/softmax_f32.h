// SOFTMAX and LOG_SOFTMAX on float32 along the last axis, each sum in the order of the row as
// TensorFlow Lite's reference kernels have it.
//
// Spec members: int32_t rows, depth; float beta (of softmax).
#ifndef IEGEN_SOFTMAX_F32_H_
#define IEGEN_SOFTMAX_F32_H_

#include <stdint.h>

#include "iegen/math_f32.h"

namespace iegen {

// The largest of n > 0 values.
inline float LargestF32(const float* in, int32_t n) {
  float largest = in[0];
  for (int32_t i = 1; i < n; ++i) largest = in[i] > largest ? in[i] : largest;
  return largest;
}

// in, out [rows, depth]; out may be in.
template <class Spec>
inline void SoftmaxF32(const Spec& s, const float* in, float* out) {
  const int32_t depth = s.depth;
  const float beta = s.beta;
  for (int32_t row = 0; row < s.rows; ++row, in += depth, out += depth) {
    const float largest = LargestF32(in, depth);
    float sum = 0.0f;
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = ExpF32((in[i] - largest) * beta);
      sum += out[i];
    }
    for (int32_t i = 0; i < depth; ++i) out[i] /= sum;
  }
}

// in, out [rows, depth]; out may be in.
template <class Spec>
inline void LogSoftmaxF32(const Spec& s, const float* in, float* out) {
  const int32_t depth = s.depth;
  for (int32_t row = 0; row < s.rows; ++row, in += depth, out += depth) {
    const float largest = LargestF32(in, depth);
    float sum = 0.0f;
    for (int32_t i = 0; i < depth; ++i) sum += ExpF32(in[i] - largest);
    const float log = LogF32(sum);
    for (int32_t i = 0; i < depth; ++i) out[i] = in[i] - largest - log;
  }
}

}  // namespace iegen

#endif  // IEGEN_SOFTMAX_F32_H_
