// EQUAL, NOT_EQUAL, LESS and LESS_EQUAL with broadcasting, to bool; GREATER and GREATER_EQUAL are
// LESS and LESS_EQUAL with exchanged inputs. On int8 the values behind the bytes are compared, each
// with 8 bits behind the point: scale((x - zero point) << 8).
//
// Spec members (int32_t): those of broadcast.h, kind (one of CompareKernelKind); on int8
// a_zero_point, a_multiplier, a_shift, b_zero_point, b_multiplier, b_shift (no positive shift).
#ifndef IEGEN_COMPARE_H_
#define IEGEN_COMPARE_H_

#include <stdint.h>

#include "iegen/broadcast.h"
#include "iegen/requantize.h"

namespace iegen {

enum CompareKernelKind { kCompareEqual, kCompareNotEqual, kCompareLess, kCompareLessEqual };

struct EqualOrder {
  template <class T>
  static uint8_t Holds(T a, T b) {
    return a == b;
  }
};
struct NotEqualOrder {
  template <class T>
  static uint8_t Holds(T a, T b) {
    return a != b;
  }
};
struct LessOrder {
  template <class T>
  static uint8_t Holds(T a, T b) {
    return a < b;
  }
};
struct LessEqualOrder {
  template <class T>
  static uint8_t Holds(T a, T b) {
    return a <= b;
  }
};

template <class Order, class T>
struct ComparePlain {
  uint8_t operator()(T a, T b) const { return Order::Holds(a, b); }
};

template <class Spec, class T>
inline void BroadcastCompare(const Spec& s, const T* a, const T* b, uint8_t* out) {
  const int32_t kind = s.kind;
  if (kind == kCompareEqual) Broadcast(s, ComparePlain<EqualOrder, T>(), a, b, out);
  if (kind == kCompareNotEqual) Broadcast(s, ComparePlain<NotEqualOrder, T>(), a, b, out);
  if (kind == kCompareLess) Broadcast(s, ComparePlain<LessOrder, T>(), a, b, out);
  if (kind == kCompareLessEqual) Broadcast(s, ComparePlain<LessEqualOrder, T>(), a, b, out);
}

template <class Spec>
inline void CompareS32(const Spec& s, const int32_t* a, const int32_t* b, uint8_t* out) {
  BroadcastCompare(s, a, b, out);
}
template <class Spec>
inline void CompareS64(const Spec& s, const int64_t* a, const int64_t* b, uint8_t* out) {
  BroadcastCompare(s, a, b, out);
}
template <class Spec>
inline void CompareF32(const Spec& s, const float* a, const float* b, uint8_t* out) {
  BroadcastCompare(s, a, b, out);
}
// Of bool.
template <class Spec>
inline void CompareU8(const Spec& s, const uint8_t* a, const uint8_t* b, uint8_t* out) {
  BroadcastCompare(s, a, b, out);
}

struct CompareScalesS8 {
  int32_t a_zero_point, a_multiplier, a_shift, b_zero_point, b_multiplier, b_shift;
};

template <class Order>
struct CompareElementS8 {
  CompareScalesS8 q;
  uint8_t operator()(int8_t a, int8_t b) const {
    return Order::Holds(
        MultiplyByQuantizedMultiplier((a - q.a_zero_point) * 256, q.a_multiplier, q.a_shift),
        MultiplyByQuantizedMultiplier((b - q.b_zero_point) * 256, q.b_multiplier, q.b_shift));
  }
};

template <class Spec>
inline void CompareS8(const Spec& s, const int8_t* a, const int8_t* b, uint8_t* out) {
  const int32_t kind = s.kind;
  const CompareScalesS8 q = {s.a_zero_point, s.a_multiplier, s.a_shift,
                             s.b_zero_point, s.b_multiplier, s.b_shift};
  if (kind == kCompareEqual) Broadcast(s, CompareElementS8<EqualOrder>{q}, a, b, out);
  if (kind == kCompareNotEqual) Broadcast(s, CompareElementS8<NotEqualOrder>{q}, a, b, out);
  if (kind == kCompareLess) Broadcast(s, CompareElementS8<LessOrder>{q}, a, b, out);
  if (kind == kCompareLessEqual) Broadcast(s, CompareElementS8<LessEqualOrder>{q}, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_COMPARE_H_
