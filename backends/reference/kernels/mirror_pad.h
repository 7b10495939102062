// MIRROR_PAD of up to 5 dimensions, for elements of any size.
//
// Spec members (int32_t): d0..d4 (input dimensions, leading ones), before0..before4, after0..after4
// (elements of padding at either side of each dimension), edge (1: the mirror shows the edge too,
// as SYMMETRIC does; 0: REFLECT), elem_bytes. Padding is at most d - 1 + edge.
#ifndef IEGEN_MIRROR_PAD_H_
#define IEGEN_MIRROR_PAD_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// The input index that output index `at` shows.
inline int32_t MirrorIndex(int32_t at, int32_t before, int32_t size, int32_t edge) {
  const int32_t i = at - before;
  if (i < 0) return -i - edge;
  return i < size ? i : 2 * (size - 1) - i + edge;
}

// in [d0, .., d4], out [before0 + d0 + after0, ..], both of elem_bytes an element, apart.
template <class Spec>
inline void MirrorPad(const Spec& s, const int8_t* in, int8_t* out) {
  for (int32_t i0 = 0; i0 < s.before0 + s.d0 + s.after0; ++i0) {
    const int32_t at0 = MirrorIndex(i0, s.before0, s.d0, s.edge) * s.d1;
    for (int32_t i1 = 0; i1 < s.before1 + s.d1 + s.after1; ++i1) {
      const int32_t at1 = (at0 + MirrorIndex(i1, s.before1, s.d1, s.edge)) * s.d2;
      for (int32_t i2 = 0; i2 < s.before2 + s.d2 + s.after2; ++i2) {
        const int32_t at2 = (at1 + MirrorIndex(i2, s.before2, s.d2, s.edge)) * s.d3;
        for (int32_t i3 = 0; i3 < s.before3 + s.d3 + s.after3; ++i3) {
          const int32_t at3 = (at2 + MirrorIndex(i3, s.before3, s.d3, s.edge)) * s.d4;
          for (int32_t i4 = 0; i4 < s.before4 + s.d4 + s.after4; ++i4) {
            const int32_t at = at3 + MirrorIndex(i4, s.before4, s.d4, s.edge);
            out = CopyRun(in + at * s.elem_bytes, s.elem_bytes, out);
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_MIRROR_PAD_H_
