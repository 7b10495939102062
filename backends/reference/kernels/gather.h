// GATHER and EMBEDDING_LOOKUP: blocks of the input by number.
//
// Spec members (int32_t): batches, outer, size (of the dimension that the indices walk over),
// places (indices of one batch), run (bytes of a block).
#ifndef IEGEN_GATHER_H_
#define IEGEN_GATHER_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// The index nearest to `index` in 0 .. size - 1: what comes with the input must not lead out of it.
inline int32_t NearestIndex(int32_t index, int32_t size) {
  return index < 0 ? 0 : index < size ? index : size - 1;
}

// in [batches, outer, size, run], indices [batches, places], out [batches, outer, places, run]; out
// overlaps neither.
template <class Spec>
inline void Gather(const Spec& s, const int8_t* in, const int32_t* indices, int8_t* out) {
  for (int32_t batch = 0; batch < s.batches; ++batch) {
    for (int32_t outer = 0; outer < s.outer; ++outer) {
      for (int32_t i = 0; i < s.places; ++i) {
        out = CopyRun(in + NearestIndex(indices[i], s.size) * s.run, s.run, out);
      }
      in += s.size * s.run;
    }
    indices += s.places;
  }
}

}  // namespace iegen

#endif  // IEGEN_GATHER_H_
