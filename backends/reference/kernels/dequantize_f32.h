// DEQUANTIZE from int8 and uint8 to float32: scale * (x - zero_point), rounded once.
//
// Spec members: int32_t elements, float scale, int32_t zero_point.
#ifndef IEGEN_DEQUANTIZE_F32_H_
#define IEGEN_DEQUANTIZE_F32_H_

#include <stdint.h>
#include <string.h>

namespace iegen {

// The same number, of which the compiler knows nothing. clang 19 makes of a product with 2^-8 a
// conversion from fixed point with 9 bits behind the point on Helium (Cortex-M55): half the value.
inline float HiddenFloat(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  __asm__("" : "+r"(bits));
  memcpy(&value, &bits, sizeof bits);
  return value;
}

// Each element once: kStep 1 takes the first one first, -1 the last.
template <int kStep, class Spec, class Byte>
inline void DequantizeBytes(const Spec& s, const Byte* in, float* out) {
  const int32_t elements = s.elements, zero_point = s.zero_point;
  const float scale = HiddenFloat(s.scale);
  for (int32_t n = 0; n < elements; ++n) {
    const int32_t i = kStep > 0 ? n : elements - 1 - n;
    out[i] = scale * static_cast<float>(in[i] - zero_point);
  }
}

// in, out [elements].
template <class Spec>
inline void DequantizeS8F32(const Spec& s, const int8_t* in, float* out) {
  DequantizeBytes<1>(s, in, out);
}

// in, out [elements].
template <class Spec>
inline void DequantizeU8F32(const Spec& s, const uint8_t* in, float* out) {
  DequantizeBytes<1>(s, in, out);
}

// The same from the last element to the first: an input may lie at the output's beginning.
template <class Spec>
inline void DequantizeS8F32Backward(const Spec& s, const int8_t* in, float* out) {
  DequantizeBytes<-1>(s, in, out);
}
template <class Spec>
inline void DequantizeU8F32Backward(const Spec& s, const uint8_t* in, float* out) {
  DequantizeBytes<-1>(s, in, out);
}

}  // namespace iegen

#endif  // IEGEN_DEQUANTIZE_F32_H_
