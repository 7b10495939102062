// PAD and PADV2 of up to 5 dimensions, for elements of any size: bytes are moved, not read.
//
// Spec members (int32_t): d0..d4 (input dimensions, leading ones), before0..before4, after0..after4
// (elements of padding at either side of each dimension, not negative), elem_bytes, value (the bits
// of the padding element in its low elem_bytes bytes, least significant first; elem_bytes is 1, 2
// or 4).
#ifndef IEGEN_PAD_S8_H_
#define IEGEN_PAD_S8_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// Writes n >= 0 padding elements; returns the end.
template <class Spec>
inline int8_t* PadFill(const Spec& s, int32_t n, int8_t* out) {
  if (s.elem_bytes == 1) return FillRun(s.value, n, out);
  for (; n > 0; --n) {
    for (int32_t i = 0; i < s.elem_bytes; ++i) *out++ = static_cast<int8_t>(s.value >> (8 * i));
  }
  return out;
}

// in [d0, .., d4], out [before0 + d0 + after0, ..], both of elem_bytes an element.
template <class Spec>
inline void PadS8(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t row = s.before4 + s.d4 + s.after4;
  const int32_t plane = (s.before3 + s.d3 + s.after3) * row;
  const int32_t volume = (s.before2 + s.d2 + s.after2) * plane;
  const int32_t block = (s.before1 + s.d1 + s.after1) * volume;
  out = PadFill(s, s.before0 * block, out);
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    out = PadFill(s, s.before1 * volume, out);
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      out = PadFill(s, s.before2 * plane, out);
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        out = PadFill(s, s.before3 * row, out);
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          out = PadFill(s, s.before4, out);
          out = MoveRun(in, s.d4 * s.elem_bytes, out);
          in += s.d4 * s.elem_bytes;
          out = PadFill(s, s.after4, out);
        }
        out = PadFill(s, s.after3 * row, out);
      }
      out = PadFill(s, s.after2 * plane, out);
    }
    out = PadFill(s, s.after1 * volume, out);
  }
  PadFill(s, s.after0 * block, out);
}

}  // namespace iegen

#endif  // IEGEN_PAD_S8_H_
