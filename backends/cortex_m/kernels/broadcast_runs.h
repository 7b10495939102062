// The frame of kernels of two inputs that take runs of elements: NumPy's broadcasting as five
// loops.
//
// Spec members (int32_t): those of broadcast.h; a5 and b5 are 1.
#ifndef IEGEN_BROADCAST_RUNS_H_
#define IEGEN_BROADCAST_RUNS_H_

#include <stdint.h>

namespace iegen {

// run(a, b, n, out) for every run of d5 elements; a, b as the steps say, out [d0, .., d5].
template <class Spec, class Run>
__attribute__((always_inline)) inline void ForEachRun(const Spec& s, const Run& run,
                                                      const int8_t* a, const int8_t* b,
                                                      int8_t* out) {
  const int32_t n = s.d5;
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          const int8_t* a_run = a + (i0 * s.a0 + i1 * s.a1 + i2 * s.a2 + i3 * s.a3);
          const int8_t* b_run = b + (i0 * s.b0 + i1 * s.b1 + i2 * s.b2 + i3 * s.b3);
          for (int32_t i4 = 0; i4 < s.d4; ++i4, a_run += s.a4, b_run += s.b4, out += n) {
            run(a_run, b_run, n, out);
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_BROADCAST_RUNS_H_
