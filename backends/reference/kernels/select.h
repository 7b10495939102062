// SELECT_V2 with broadcasting: an element of a where the condition holds, else of b. Elements of 1,
// 4 and 8 bytes, whatever their type.
//
// Spec members (int32_t): those of broadcast.h, c0..c5 (steps of the condition). Here each of a5,
// b5 and c5 is 0 or 1.
#ifndef IEGEN_SELECT_H_
#define IEGEN_SELECT_H_

#include <stdint.h>

namespace iegen {

template <class T>
struct SelectRun {
  const uint8_t* condition;
  const T* a;
  const T* b;
  int32_t c_step, a_step, b_step, n;
};

template <class T>
__attribute__((noinline)) inline void SelectOneRun(const SelectRun<T>& run, T* out) {
  const uint8_t* condition = run.condition;
  const T* a = run.a;
  const T* b = run.b;
  const int32_t c_step = run.c_step, a_step = run.a_step, b_step = run.b_step;
  for (const T* const end = out + run.n; out != end; ++out) {
    *out = *condition != 0 ? *a : *b;
    condition += c_step;
    a += a_step;
    b += b_step;
  }
}

// condition (bool), a, b as the steps say; out [d0, .., d5]. out may be a or b where that one is
// not broadcast, and the condition where that is not and elements have one byte.
template <class Spec, class T>
inline void BroadcastSelect(const Spec& s, const uint8_t* condition, const T* a, const T* b,
                            T* out) {
  const int32_t n = s.d5;
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        for (int32_t i3 = 0; i3 < s.d3; ++i3) {
          for (int32_t i4 = 0; i4 < s.d4; ++i4, out += n) {
            const SelectRun<T> run = {
                condition + (i0 * s.c0 + i1 * s.c1 + i2 * s.c2 + i3 * s.c3 + i4 * s.c4),
                a + (i0 * s.a0 + i1 * s.a1 + i2 * s.a2 + i3 * s.a3 + i4 * s.a4),
                b + (i0 * s.b0 + i1 * s.b1 + i2 * s.b2 + i3 * s.b3 + i4 * s.b4),
                s.c5,
                s.a5,
                s.b5,
                n};
            SelectOneRun(run, out);
          }
        }
      }
    }
  }
}

template <class Spec>
inline void Select8(const Spec& s, const uint8_t* condition, const int8_t* a, const int8_t* b,
                    int8_t* out) {
  BroadcastSelect(s, condition, a, b, out);
}
template <class Spec>
inline void Select32(const Spec& s, const uint8_t* condition, const int32_t* a, const int32_t* b,
                     int32_t* out) {
  BroadcastSelect(s, condition, a, b, out);
}
template <class Spec>
inline void Select64(const Spec& s, const uint8_t* condition, const int64_t* a, const int64_t* b,
                     int64_t* out) {
  BroadcastSelect(s, condition, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_SELECT_H_
