// The frame of all kernels of two inputs: NumPy's broadcasting as six loops over runs, with the
// arithmetic of one element as a functor.
//
// Spec members (int32_t): d0..d5 (output dimensions, leading ones), a0..a5 and b0..b5 (step in
// elements of each input along each output dimension, 0 where it is broadcast). Neighbouring
// dimensions are merged by the host where both inputs allow it, so d5 is all of the elements where
// nothing is broadcast or one input is a single value. a5 and b5 are 0 or 1, not both 0 unless d5
// is 1.
#ifndef IEGEN_BROADCAST_H_
#define IEGEN_BROADCAST_H_

#include <stdint.h>

namespace iegen {

// n elements; kA and kB: whether that input advances.
template <int kA, int kB, class Op, class T, class Out>
__attribute__((noinline)) inline void BroadcastRun(const Op& op_of_caller, const T* a, const T* b,
                                                   int32_t n, Out* out) {
  const Op op = op_of_caller;  // a copy: stores to `out` can't change it
  T x = *a, y = *b;
  for (const Out* const end = out + n; out != end; ++out) {
    if (kA != 0) x = *a++;
    if (kB != 0) y = *b++;
    *out = op(x, y);
  }
}

// a, b as the steps say; out [d0, .., d5]. out may be a or b where that one is not broadcast and
// has elements of the same size.
template <class Spec, class Op, class T, class Out>
inline void Broadcast(const Spec& s, const Op& op, const T* a, const T* b, Out* out) {
  const int32_t n = s.d5, a_step = s.a5, b_step = s.b5;
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          const T* a_run = a + (i0 * s.a0 + i1 * s.a1 + i2 * s.a2 + i3 * s.a3);
          const T* b_run = b + (i0 * s.b0 + i1 * s.b1 + i2 * s.b2 + i3 * s.b3);
          for (int32_t i4 = 0; i4 < s.d4; ++i4, a_run += s.a4, b_run += s.b4, out += n) {
            if (b_step == 0) {
              BroadcastRun<1, 0>(op, a_run, b_run, n, out);
            } else if (a_step == 0) {
              BroadcastRun<0, 1>(op, a_run, b_run, n, out);
            } else {
              BroadcastRun<1, 1>(op, a_run, b_run, n, out);
            }
          }
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_BROADCAST_H_
