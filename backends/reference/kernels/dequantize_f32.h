// DEQUANTIZE from int8 and uint8 to float32: scale * (x - zero_point), rounded once.
//
// Spec members: int32_t elements, float scale, int32_t zero_point.
#ifndef IEGEN_DEQUANTIZE_F32_H_
#define IEGEN_DEQUANTIZE_F32_H_

#include <stdint.h>

namespace iegen {

template <class Spec, class Byte>
inline void DequantizeBytes(const Spec& s, const Byte* in, float* out) {
  const int32_t elements = s.elements, zero_point = s.zero_point;
  const float scale = s.scale;
  for (int32_t i = 0; i < elements; ++i) out[i] = scale * static_cast<float>(in[i] - zero_point);
}

// in, out [elements].
template <class Spec>
inline void DequantizeS8F32(const Spec& s, const int8_t* in, float* out) {
  DequantizeBytes(s, in, out);
}

// in, out [elements].
template <class Spec>
inline void DequantizeU8F32(const Spec& s, const uint8_t* in, float* out) {
  DequantizeBytes(s, in, out);
}

}  // namespace iegen

#endif  // IEGEN_DEQUANTIZE_F32_H_
