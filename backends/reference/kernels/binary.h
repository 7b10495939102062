// Arithmetic on plain numbers with broadcasting: int32 (overflow wraps), float32, and what of it
// needs no scale for int8, int64 and bool.
//
// Spec members: those of broadcast.h, int32_t kind (one of BinaryKernelKind); for float32 float
// act_min and act_max, between which results are held.
#ifndef IEGEN_BINARY_H_
#define IEGEN_BINARY_H_

#include <stdint.h>

#include "iegen/broadcast.h"

namespace iegen {

enum BinaryKernelKind {
  kBinaryAdd,
  kBinarySub,
  kBinaryMul,
  kBinaryDiv,
  kBinaryMaximum,
  kBinaryMinimum,
  kBinarySquaredDifference,
  kBinaryPrelu,
  kBinaryAnd,
  kBinaryOr
};

template <class T>
struct MaximumOf {
  T operator()(T a, T b) const { return a > b ? a : b; }
};
template <class T>
struct MinimumOf {
  T operator()(T a, T b) const { return a < b ? a : b; }
};

// Of maximum and minimum only.
template <class Spec, class T>
inline void BroadcastExtremum(const Spec& s, const T* a, const T* b, T* out) {
  const int32_t kind = s.kind;
  if (kind == kBinaryMaximum) Broadcast(s, MaximumOf<T>(), a, b, out);
  if (kind == kBinaryMinimum) Broadcast(s, MinimumOf<T>(), a, b, out);
}

// maximum, minimum.
template <class Spec>
inline void BinaryS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  BroadcastExtremum(s, a, b, out);
}
template <class Spec>
inline void BinaryS64(const Spec& s, const int64_t* a, const int64_t* b, int64_t* out) {
  BroadcastExtremum(s, a, b, out);
}

struct AndOf {
  uint8_t operator()(uint8_t a, uint8_t b) const { return a != 0 && b != 0; }
};
struct OrOf {
  uint8_t operator()(uint8_t a, uint8_t b) const { return a != 0 || b != 0; }
};

// and, or of bool.
template <class Spec>
inline void BinaryU8(const Spec& s, const uint8_t* a, const uint8_t* b, uint8_t* out) {
  const int32_t kind = s.kind;
  if (kind == kBinaryAnd) Broadcast(s, AndOf(), a, b, out);
  if (kind == kBinaryOr) Broadcast(s, OrOf(), a, b, out);
}

inline int32_t WrappedSum(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}
inline int32_t WrappedDifference(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) - static_cast<uint32_t>(b));
}
inline int32_t WrappedProduct(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) * static_cast<uint32_t>(b));
}

struct AddElementS32 {
  int32_t operator()(int32_t a, int32_t b) const { return WrappedSum(a, b); }
};
struct SubElementS32 {
  int32_t operator()(int32_t a, int32_t b) const { return WrappedDifference(a, b); }
};
struct MulElementS32 {
  int32_t operator()(int32_t a, int32_t b) const { return WrappedProduct(a, b); }
};
struct SquaredDifferenceElementS32 {
  int32_t operator()(int32_t a, int32_t b) const {
    const int32_t difference = WrappedDifference(a, b);
    return WrappedProduct(difference, difference);
  }
};

// add, sub, mul, squared_difference, maximum, minimum.
template <class Spec>
inline void BinaryS32(const Spec& s, const int32_t* a, const int32_t* b, int32_t* out) {
  const int32_t kind = s.kind;
  if (kind == kBinaryAdd) Broadcast(s, AddElementS32(), a, b, out);
  if (kind == kBinarySub) Broadcast(s, SubElementS32(), a, b, out);
  if (kind == kBinaryMul) Broadcast(s, MulElementS32(), a, b, out);
  if (kind == kBinarySquaredDifference) Broadcast(s, SquaredDifferenceElementS32(), a, b, out);
  BroadcastExtremum(s, a, b, out);
}

// x held between the ends; a NaN stays one.
struct FloatRange {
  float low, high;
  float Hold(float x) const {
    const float raised = x < low ? low : x;
    return high < raised ? high : raised;
  }
};

struct AddElementF32 {
  FloatRange range;
  float operator()(float a, float b) const { return range.Hold(a + b); }
};
struct SubElementF32 {
  FloatRange range;
  float operator()(float a, float b) const { return range.Hold(a - b); }
};
struct MulElementF32 {
  FloatRange range;
  float operator()(float a, float b) const { return range.Hold(a * b); }
};
struct DivElementF32 {
  FloatRange range;
  float operator()(float a, float b) const { return range.Hold(a / b); }
};
struct SquaredDifferenceElementF32 {
  float operator()(float a, float b) const { return (a - b) * (a - b); }
};
struct PreluElementF32 {
  float operator()(float x, float alpha) const { return x >= 0.0f ? x : x * alpha; }
};

// All but and, or.
template <class Spec>
inline void BinaryF32(const Spec& s, const float* a, const float* b, float* out) {
  const int32_t kind = s.kind;
  const FloatRange range = {s.act_min, s.act_max};
  if (kind == kBinaryAdd) Broadcast(s, AddElementF32{range}, a, b, out);
  if (kind == kBinarySub) Broadcast(s, SubElementF32{range}, a, b, out);
  if (kind == kBinaryMul) Broadcast(s, MulElementF32{range}, a, b, out);
  if (kind == kBinaryDiv) Broadcast(s, DivElementF32{range}, a, b, out);
  if (kind == kBinarySquaredDifference) Broadcast(s, SquaredDifferenceElementF32(), a, b, out);
  if (kind == kBinaryPrelu) Broadcast(s, PreluElementF32(), a, b, out);
  BroadcastExtremum(s, a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_BINARY_H_
