// CONCATENATION and PACK: rows of up to eight inputs behind each other.
//
// Spec members (int32_t): rows, b0..b7 (bytes of a row of each input, 0 where it is absent).
#ifndef IEGEN_CONCAT_ROWS_H_
#define IEGEN_CONCAT_ROWS_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// One row of one input; nothing is done where it stands in its place already.
inline int8_t* ConcatPart(const int8_t* in, int32_t row, int32_t bytes, int8_t* out) {
  if (bytes == 0) return out;
  const int8_t* from = in + row * bytes;
  return from == out ? out + bytes : MoveRun(from, bytes, out);
}

// in_k [rows, b_k] (any pointer where b_k is 0), out [rows, b0 + .. + b7]. An input may overlap
// the output where it never lies below what is still to be written of its own part.
template <class Spec>
inline void ConcatRows(const Spec& s, const int8_t* in0, const int8_t* in1, const int8_t* in2,
                       const int8_t* in3, const int8_t* in4, const int8_t* in5, const int8_t* in6,
                       const int8_t* in7, int8_t* out) {
  for (int32_t row = 0; row < s.rows; ++row) {
    out = ConcatPart(in0, row, s.b0, out);
    out = ConcatPart(in1, row, s.b1, out);
    out = ConcatPart(in2, row, s.b2, out);
    out = ConcatPart(in3, row, s.b3, out);
    out = ConcatPart(in4, row, s.b4, out);
    out = ConcatPart(in5, row, s.b5, out);
    out = ConcatPart(in6, row, s.b6, out);
    out = ConcatPart(in7, row, s.b7, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_CONCAT_ROWS_H_
