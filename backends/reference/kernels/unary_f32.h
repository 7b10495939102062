// Functions of one float32 value. What IEEE 754 rounds exactly is the same on every core; exp, log,
// elu and tanh are those of math_f32.h.
//
// Spec members: int32_t elements, kind (one of UnaryKernelKind), float alpha, low, high.
#ifndef IEGEN_UNARY_F32_H_
#define IEGEN_UNARY_F32_H_

#include <stdint.h>
#include <string.h>

#include "iegen/math_f32.h"

namespace iegen {

enum UnaryKernelKind {
  kUnaryAbs,
  kUnaryNeg,
  kUnarySquare,
  kUnarySqrt,
  kUnaryRsqrt,
  kUnaryFloor,
  kUnaryCeil,
  kUnaryRound,
  kUnaryLeakyRelu,  // x >= 0 ? x : alpha * x
  kUnaryHardSwish,
  kUnaryElu,
  kUnaryTanh,
  kUnaryExp,
  kUnaryLog,
  kUnaryLogistic,
  kUnaryClamp  // between low and high
};

// The root rounded to nearest, bit by bit: no core needs a library for it.
inline float SqrtF32(float x) {
  uint32_t bits = BitsOf(x);
  if (x == 0.0f || bits == 0x7f800000u || x != x) return x;
  if (x < 0.0f) return FloatOf(0x7fc00000u);
  int32_t exponent = static_cast<int32_t>(bits >> 23);
  uint32_t fraction = bits & 0x7fffffu;
  if (exponent == 0) {
    for (exponent = 1; (fraction >> 23) == 0; fraction <<= 1) --exponent;
  }
  fraction |= 0x800000u;
  exponent -= 127;
  if ((exponent & 1) != 0) fraction <<= 1;
  exponent = (exponent - (exponent & 1)) / 2;
  // 25 bits of the root of fraction * 2^25, one below the last that is kept.
  uint64_t rest = static_cast<uint64_t>(fraction) << 25, root = 0;
  for (uint64_t bit = static_cast<uint64_t>(1) << 24; bit != 0; bit >>= 1) {
    const uint64_t trial = root | bit;
    if (trial * trial <= rest) root = trial;
  }
  // No root lies half way between two floats, so the bit below decides.
  const uint32_t kept = static_cast<uint32_t>((root + 1) >> 1);
  return FloatOf((static_cast<uint32_t>(exponent + 127) << 23) + (kept - 0x800000u));
}

// The whole number below x; what has no fraction or is no number stays.
inline float FloorF32(float x) {
  if (!(x > -8388608.0f && x < 8388608.0f)) return x;
  const float whole = static_cast<float>(static_cast<int32_t>(x));
  const float down = whole > x ? whole - 1.0f : whole;
  return FloatOf((BitsOf(down) & 0x7fffffffu) | (BitsOf(x) & 0x80000000u));
}

inline float CeilF32(float x) { return -FloorF32(-x); }

// To the nearest whole number, to an even one from half way; a zero from below has no sign, as
// TensorFlow Lite gives it.
inline float RoundF32(float x) {
  const float down = FloorF32(x), rest = x - down;
  if (rest < 0.5f) return down;
  const bool odd = FloorF32(down * 0.5f) * 2.0f != down;
  return rest > 0.5f || odd ? down + 1.0f : down;
}

struct EluF32 {
  float operator()(float x) const { return x < 0.0f ? ExpMinusOneF32(x) : x; }
};
struct HyperbolicTangentF32 {
  float operator()(float x) const { return TanhF32(x); }
};
struct ExponentialF32 {
  float operator()(float x) const { return ExpF32(x); }
};
struct LogarithmF32 {
  float operator()(float x) const { return LogF32(x); }
};
// 1 / (1 + exp(-x)), with the ends where TensorFlow Lite has them.
struct LogisticF32 {
  float operator()(float x) const {
    if (x > 16.619047f) return 1.0f;
    return x < -9.0f ? ExpF32(x) : 1.0f / (1.0f + ExpF32(-x));
  }
};
struct AbsF32 {
  float operator()(float x) const { return FloatOf(BitsOf(x) & 0x7fffffffu); }
};
struct NegF32 {
  float operator()(float x) const { return -x; }
};
struct SquareF32 {
  float operator()(float x) const { return x * x; }
};
struct RootF32 {
  float operator()(float x) const { return SqrtF32(x); }
};
struct InverseRootF32 {
  float operator()(float x) const { return 1.0f / SqrtF32(x); }
};
struct DownF32 {
  float operator()(float x) const { return FloorF32(x); }
};
struct UpF32 {
  float operator()(float x) const { return CeilF32(x); }
};
struct NearestF32 {
  float operator()(float x) const { return RoundF32(x); }
};
struct LeakyReluF32 {
  float alpha;
  float operator()(float x) const { return x > 0.0f ? x : x * alpha; }
};
struct HardSwishF32 {
  float operator()(float x) const {
    const float raised = x + 3.0f;
    const float held = raised < 0.0f ? 0.0f : 6.0f < raised ? 6.0f : raised;
    return x * held / 6.0f;
  }
};
struct ClampF32 {
  float low, high;
  float operator()(float x) const {
    const float raised = x < low ? low : x;
    return high < raised ? high : raised;
  }
};

template <class Op>
__attribute__((noinline)) inline void UnaryRunF32(const Op op, const float* in, int32_t n,
                                                  float* out) {
  for (int32_t i = 0; i < n; ++i) out[i] = op(in[i]);
}

// in, out [elements]; out may be in.
template <class Spec>
inline void UnaryF32(const Spec& s, const float* in, float* out) {
  const int32_t n = s.elements, kind = s.kind;
  if (kind == kUnaryAbs) UnaryRunF32(AbsF32(), in, n, out);
  if (kind == kUnaryNeg) UnaryRunF32(NegF32(), in, n, out);
  if (kind == kUnarySquare) UnaryRunF32(SquareF32(), in, n, out);
  if (kind == kUnarySqrt) UnaryRunF32(RootF32(), in, n, out);
  if (kind == kUnaryRsqrt) UnaryRunF32(InverseRootF32(), in, n, out);
  if (kind == kUnaryFloor) UnaryRunF32(DownF32(), in, n, out);
  if (kind == kUnaryCeil) UnaryRunF32(UpF32(), in, n, out);
  if (kind == kUnaryRound) UnaryRunF32(NearestF32(), in, n, out);
  if (kind == kUnaryLeakyRelu) UnaryRunF32(LeakyReluF32{s.alpha}, in, n, out);
  if (kind == kUnaryHardSwish) UnaryRunF32(HardSwishF32(), in, n, out);
  if (kind == kUnaryElu) UnaryRunF32(EluF32(), in, n, out);
  if (kind == kUnaryTanh) UnaryRunF32(HyperbolicTangentF32(), in, n, out);
  if (kind == kUnaryExp) UnaryRunF32(ExponentialF32(), in, n, out);
  if (kind == kUnaryLog) UnaryRunF32(LogarithmF32(), in, n, out);
  if (kind == kUnaryLogistic) UnaryRunF32(LogisticF32(), in, n, out);
  if (kind == kUnaryClamp) UnaryRunF32(ClampF32{s.low, s.high}, in, n, out);
}

}  // namespace iegen

#endif  // IEGEN_UNARY_F32_H_
