// DYNAMIC_UPDATE_SLICE: a block of a tensor replaced by another one, at a place known at run time.
//
// Spec members (int32_t): bytes (of the whole tensor), skip (leading dimensions that it does not
// have: the block starts with dimension `skip`), d0..d5 (dimensions of the update, leading ones),
// m0..m5 (the last start that leaves room in each), t0..t5 (bytes from one index of the tensor to
// the next in each), elem_bytes.
#ifndef IEGEN_UPDATE_SLICE_H_
#define IEGEN_UPDATE_SLICE_H_

#include <stdint.h>
#include <string.h>

#include "iegen/bytes.h"

namespace iegen {

// Start of dimension `dim` in 0 .. most.
inline int32_t UpdateStart(const int32_t* start, int32_t dim, int32_t skip, int32_t most) {
  if (dim < skip) return 0;
  const int32_t wanted = start[dim - skip];
  return wanted < 0 ? 0 : wanted < most ? wanted : most;
}

// in, out [bytes], which may overlap; update [d0, .., d5], start [6 - skip], both apart from out.
template <class Spec>
inline void UpdateSlice(const Spec& s, const int8_t* in, const int8_t* update, const int32_t* start,
                        int8_t* out) {
  if (in != out) memmove(out, in, static_cast<size_t>(s.bytes));
  out += UpdateStart(start, 0, s.skip, s.m0) * s.t0 + UpdateStart(start, 1, s.skip, s.m1) * s.t1 +
         UpdateStart(start, 2, s.skip, s.m2) * s.t2 + UpdateStart(start, 3, s.skip, s.m3) * s.t3 +
         UpdateStart(start, 4, s.skip, s.m4) * s.t4 + UpdateStart(start, 5, s.skip, s.m5) * s.t5;
  const int32_t row = s.d5 * s.elem_bytes;
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          for (int32_t i4 = 0; i4 < s.d4; ++i4, update += row) {
            const int32_t at = i0 * s.t0 + i1 * s.t1 + i2 * s.t2 + i3 * s.t3 + i4 * s.t4;
            CopyRun(update, row, out + at);
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_UPDATE_SLICE_H_
