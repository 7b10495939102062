// ARG_MAX and ARG_MIN: where along one axis the largest or smallest element is, the first of
// several.
//
// Spec members (int32_t): outer, size, inner: the input is [outer, size, inner], the output [outer,
// inner].
#ifndef IEGEN_ARG_REDUCE_H_
#define IEGEN_ARG_REDUCE_H_

#include <stdint.h>

namespace iegen {

// `is_better(x, best)`: x takes the place of best.
template <class T, class Spec, class IsBetter>
inline void ArgReduce(const Spec& s, IsBetter is_better, const T* in, int32_t* out) {
  const int32_t size = s.size, inner = s.inner;
  for (int32_t o = 0; o < s.outer; ++o, in += size * inner) {
    for (int32_t i = 0; i < inner; ++i) {
      const T* x = in + i;
      T best = *x;
      int32_t at = 0;
      for (int32_t k = 1; k < size; ++k) {
        x += inner;
        if (is_better(*x, best)) {
          best = *x;
          at = k;
        }
      }
      *out++ = at;
    }
  }
}

// T: int8_t, int32_t or float.
template <class T, class Spec>
inline void ArgMax(const Spec& s, const T* in, int32_t* out) {
  ArgReduce(s, [](T x, T best) { return x > best; }, in, out);
}

template <class T, class Spec>
inline void ArgMin(const Spec& s, const T* in, int32_t* out) {
  ArgReduce(s, [](T x, T best) { return x < best; }, in, out);
}

}  // namespace iegen

#endif  // IEGEN_ARG_REDUCE_H_
