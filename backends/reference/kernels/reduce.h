// Reductions that need no rescaling: largest, smallest, sum and mean of floats, conjunction.
//
// As in mean_s8.h, neighbouring axes that are all kept or all reduced are one loop. Spec members
// (int32_t): k0..k2 (kept sizes, outermost first, 1 where unused), ks0..ks2 (their steps in
// elements of the input), r0..r2 and rs0..rs2 (reduced). in: the tensor that the steps describe;
// out [k0, k1, k2]; it must not overlap in.
#ifndef IEGEN_REDUCE_H_
#define IEGEN_REDUCE_H_

#include <stdint.h>

namespace iegen {

// Folds each output's elements, in the order of memory, into `fold.start`.
template <class Spec, class T, class Fold>
inline void ReduceLoops(const Spec& s, const Fold& fold, const T* in, T* out) {
  const int32_t k2 = s.k2, ks2 = s.ks2, r1 = s.r1, rs1 = s.rs1, r2 = s.r2, rs2 = s.rs2;
  for (int32_t i0 = 0; i0 < s.k0; ++i0) {
    for (int32_t i1 = 0; i1 < s.k1; ++i1) {
      const T* from = in + i0 * s.ks0 + i1 * s.ks1;
      for (int32_t i2 = 0; i2 < k2; ++i2, from += ks2) {
        T folded = fold.start;
        for (int32_t j0 = 0; j0 < s.r0; ++j0) {
          for (int32_t j1 = 0; j1 < r1; ++j1) {
            const T* x = from + j0 * s.rs0 + j1 * rs1;
            for (int32_t j2 = r2; j2 > 0; --j2, x += rs2) folded = fold(folded, *x);
          }
        }
        *out++ = fold.Finish(folded);
      }
    }
  }
}

template <class T>
struct FoldMax {
  T start;
  T operator()(T a, T x) const { return x > a ? x : a; }
  T Finish(T a) const { return a; }
};

template <class T>
struct FoldMin {
  T start;
  T operator()(T a, T x) const { return x < a ? x : a; }
  T Finish(T a) const { return a; }
};

struct FoldAll {
  uint8_t start;
  uint8_t operator()(uint8_t a, uint8_t x) const { return a != 0 && x != 0 ? 1 : 0; }
  uint8_t Finish(uint8_t a) const { return a; }
};

struct FoldSum {
  float start, count;
  float operator()(float a, float x) const { return a + x; }
  float Finish(float a) const { return a / count; }
};

// Least and greatest value; of float the finite ones.
template <class T>
struct Ends;
template <>
struct Ends<int8_t> {
  static constexpr int8_t Low() { return -128; }
  static constexpr int8_t High() { return 127; }
};
template <>
struct Ends<int32_t> {
  static constexpr int32_t Low() { return -2147483647 - 1; }
  static constexpr int32_t High() { return 2147483647; }
};
template <>
struct Ends<float> {
  static constexpr float Low() { return -3.40282346638528859812e+38f; }
  static constexpr float High() { return 3.40282346638528859812e+38f; }
};

// T: int8_t, int32_t or float.
template <class T, class Spec>
inline void ReduceMax(const Spec& s, const T* in, T* out) {
  ReduceLoops(s, FoldMax<T>{Ends<T>::Low()}, in, out);
}

template <class T, class Spec>
inline void ReduceMin(const Spec& s, const T* in, T* out) {
  ReduceLoops(s, FoldMin<T>{Ends<T>::High()}, in, out);
}

// bool as bytes: 1 where no element is 0.
template <class Spec>
inline void ReduceAll(const Spec& s, const uint8_t* in, uint8_t* out) {
  ReduceLoops(s, FoldAll{1}, in, out);
}

// Spec member count (float) besides: what the sum is divided by, 1 for SUM.
template <class Spec>
inline void MeanF32(const Spec& s, const float* in, float* out) {
  ReduceLoops(s, FoldSum{0.0f, s.count}, in, out);
}

}  // namespace iegen

#endif  // IEGEN_REDUCE_H_
