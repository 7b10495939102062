// Any function of one byte: LOGISTIC, RELU, QUANTIZE between 8-bit types, and chains of such.
//
// Spec members (int32_t): elements.
#ifndef IEGEN_TABLE_S8_H_
#define IEGEN_TABLE_S8_H_

#include <stdint.h>

namespace iegen {

// in, out: [elements] bytes, whatever their sign; out may be in. table [256], indexed by the
// input's bits read as uint8 (so int8 -1 is entry 255).
template <class Spec>
inline void TableS8(const Spec& s, const int8_t* in, const int8_t* table, int8_t* out) {
  const int32_t elements = s.elements;
  for (int32_t i = 0; i < elements; ++i) out[i] = table[static_cast<uint8_t>(in[i])];
}

}  // namespace iegen

#endif  // IEGEN_TABLE_S8_H_
