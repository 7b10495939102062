// Everything that reads its elements in another order than it writes them: SLICE, STRIDED_SLICE,
// SPLIT, UNPACK, REVERSE_V2, TRANSPOSE, BROADCAST_TO and what is made of these.
//
// Spec members (int32_t, bytes unless said otherwise): base (of the first element in the input),
// d0..d5 (how often each loop runs), s0..s5 (from one round to the next in the input; 0 repeats,
// negative goes backwards), run (what is copied at a time).
#ifndef IEGEN_STRIDED_COPY_H_
#define IEGEN_STRIDED_COPY_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// The innermost loop; returns the end of the output.
inline int8_t* StridedCopyRow(const int8_t* in, int32_t rounds, int32_t step, int32_t run,
                              int8_t* out) {
  if (run == 1) {
    for (int32_t i = 0; i < rounds; ++i) *out++ = in[i * step];
    return out;
  }
  for (int32_t i = 0; i < rounds; ++i) out = MoveRun(in + i * step, run, out);
  return out;
}

// in: whatever the spec reaches, out [d0 * .. * d5 * run], contiguous; out may overlap in
// where it is never ahead of what is still to be read.
template <class Spec>
inline void StridedCopy(const Spec& s, const int8_t* in, int8_t* out) {
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    const int32_t at0 = s.base + i0 * s.s0;
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      const int32_t at1 = at0 + i1 * s.s1;
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        const int32_t at2 = at1 + i2 * s.s2;
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          const int32_t at3 = at2 + i3 * s.s3;
          for (int32_t i4 = 0; i4 < s.d4; ++i4) {
            out = StridedCopyRow(in + (at3 + i4 * s.s4), s.d5, s.s5, s.run, out);
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_STRIDED_COPY_H_
