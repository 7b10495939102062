// GATHER_ND: blocks of the input, each by up to six numbers.
//
// Spec members (int32_t): places (blocks to read), depth (numbers for each, 1 to 6), z0..z5 (sizes
// of the dimensions that they walk over, 1 for unused ones), t0..t5 (bytes from one index to the
// next in each), run (bytes of a block).
#ifndef IEGEN_GATHER_ND_H_
#define IEGEN_GATHER_ND_H_

#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/gather.h"

namespace iegen {

// in: whatever the spec reaches, indices [places, depth], out [places, run]; out overlaps neither.
template <class Spec>
inline void GatherNd(const Spec& s, const int8_t* in, const int32_t* indices, int8_t* out) {
  for (int32_t i = 0; i < s.places; ++i, indices += s.depth) {
    int32_t at = NearestIndex(indices[0], s.z0) * s.t0;
    if (s.depth > 1) at += NearestIndex(indices[1], s.z1) * s.t1;
    if (s.depth > 2) at += NearestIndex(indices[2], s.z2) * s.t2;
    if (s.depth > 3) at += NearestIndex(indices[3], s.z3) * s.t3;
    if (s.depth > 4) at += NearestIndex(indices[4], s.z4) * s.t4;
    if (s.depth > 5) at += NearestIndex(indices[5], s.z5) * s.t5;
    out = CopyRun(in + at, s.run, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_GATHER_ND_H_
