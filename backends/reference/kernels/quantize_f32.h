// QUANTIZE from float32 to int8 and uint8: round(x / scale), ties away from zero, plus zero_point,
// clamped.
//
// Spec members: int32_t elements, float scale (> 0), int32_t zero_point.
#ifndef IEGEN_QUANTIZE_F32_H_
#define IEGEN_QUANTIZE_F32_H_

#include <stdint.h>

namespace iegen {

// round(x / scale) + zero_point held in [low, high]; a NaN gives low.
inline int32_t QuantizeF32(float x, float scale, int32_t zero_point, int32_t low, int32_t high) {
  const float steps = x / scale;
  // Beyond these the result is clamped anyway; within, steps fits an int and the rest is exact.
  if (!(steps > -1024.0f)) return low;
  if (steps > 1024.0f) return high;
  int32_t whole = static_cast<int32_t>(steps);
  const float rest = steps - static_cast<float>(whole);
  if (rest >= 0.5f) ++whole;
  if (rest <= -0.5f) --whole;
  const int32_t moved = whole + zero_point;
  return moved < low ? low : moved > high ? high : moved;
}

// Each element once: kStep 1 takes the first one first, -1 the last.
template <int kStep, class Spec, class Byte>
inline void QuantizeF32Bytes(const Spec& s, int32_t low, const float* in, Byte* out) {
  const int32_t elements = s.elements, zero_point = s.zero_point;
  const float scale = s.scale;
  for (int32_t n = 0; n < elements; ++n) {
    const int32_t i = kStep > 0 ? n : elements - 1 - n;
    out[i] = static_cast<Byte>(QuantizeF32(in[i], scale, zero_point, low, low + 255));
  }
}

// in, out [elements].
template <class Spec>
inline void QuantizeF32S8(const Spec& s, const float* in, int8_t* out) {
  QuantizeF32Bytes<1>(s, -128, in, out);
}

// in, out [elements].
template <class Spec>
inline void QuantizeF32U8(const Spec& s, const float* in, uint8_t* out) {
  QuantizeF32Bytes<1>(s, 0, in, out);
}

// The same from the last element to the first: for outputs at the end of their input.
template <class Spec>
inline void QuantizeF32S8Backward(const Spec& s, const float* in, int8_t* out) {
  QuantizeF32Bytes<-1>(s, -128, in, out);
}
template <class Spec>
inline void QuantizeF32U8Backward(const Spec& s, const float* in, uint8_t* out) {
  QuantizeF32Bytes<-1>(s, 0, in, out);
}

}  // namespace iegen

#endif  // IEGEN_QUANTIZE_F32_H_
