#include "base/fixed_point.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace iegen {
namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

int32_t Wrap(int64_t x) {
  return static_cast<int32_t>(static_cast<uint32_t>(static_cast<uint64_t>(x)));
}

// Q formats below: a value of n integer bits is raw * 2^(n - 31).
int32_t HighMul(int32_t a, int32_t b) {
  if (a == kMin && b == kMin) return kMax;
  return static_cast<int32_t>((int64_t{a} * b + (int64_t{1} << 30)) >> 31);
}

// x / 2^n, to nearest, ties away from zero.
int32_t RoundingShift(int32_t x, int n) {
  if (n == 0) return x;
  const int64_t half = int64_t{1} << (n - 1);
  return static_cast<int32_t>((int64_t{x} + half - (x < 0 ? 1 : 0)) >> n);
}

int32_t SaturatingShiftLeft(int32_t x, int n) {
  return static_cast<int32_t>(std::clamp<int64_t>(int64_t{x} * (int64_t{1} << n), kMin, kMax));
}

// exp(a) for a in [-1/4, 0): Taylor's series around -1/8, Q0 in and out.
int32_t ExpOfSmall(int32_t a) {
  constexpr int32_t kExpOfMinusEighth = 1895147668;
  constexpr int32_t kThird = 715827883;
  const int32_t x = a + (1 << 28);
  const int32_t x2 = HighMul(x, x);
  const int32_t x3 = HighMul(x2, x);
  const int32_t x4 = HighMul(x2, x2);
  const int32_t tail = RoundingShift(HighMul(RoundingShift(x4, 2) + x3, kThird) + x2, 1);
  return kExpOfMinusEighth + HighMul(kExpOfMinusEighth, x + tail);
}

// exp(a) in Q0 for a <= 0 in Q(integer_bits), integer_bits <= 5.
int32_t ExpOfNegative(int32_t a, int integer_bits) {
  const int fraction_bits = 31 - integer_bits;
  const int32_t quarter = 1 << (fraction_bits - 2);
  const int32_t small = (a & (quarter - 1)) - quarter;
  int32_t result = ExpOfSmall(SaturatingShiftLeft(small, integer_bits));
  // What `small` leaves is a sum of powers of two from 1/4 up: one factor exp(-2^p) for each.
  constexpr std::array<int32_t, 7> kExpOfMinusPower = {1672461947, 1302514674, 790015084, 290630308,
                                                       39332535,   720401,     242};
  const int32_t rest = Wrap(int64_t{small} - a);
  for (int i = 0; i < static_cast<int>(kExpOfMinusPower.size()); ++i) {
    const int power = i - 2;
    if (power >= integer_bits) break;
    if ((rest & (1 << (fraction_bits + power))) != 0)
      result = HighMul(result, kExpOfMinusPower[static_cast<size_t>(i)]);
  }
  return a == 0 ? kMax : result;
}

// 2 / (1 + x) in Q2 for x in [0, 1] in Q0, by Newton's method.
int32_t TwiceReciprocalOfOnePlus(int32_t x) {
  constexpr int32_t k48Over17 = 1515870810;
  constexpr int32_t kMinus32Over17 = -1010580540;
  const int32_t half = static_cast<int32_t>((int64_t{x} + kMax + 1) / 2);
  int32_t y = k48Over17 + HighMul(half, kMinus32Over17);
  for (int i = 0; i < 3; ++i) {
    const int32_t rest = (1 << 29) - HighMul(half, y);
    y += SaturatingShiftLeft(HighMul(y, rest), 2);
  }
  return y;
}

int32_t Logistic(int32_t x) {  // Q4 in, Q0 out.
  if (x == 0) return 1 << 30;
  const int32_t negative = x > 0 ? -x : x;
  const int32_t positive_half =
      SaturatingShiftLeft(TwiceReciprocalOfOnePlus(ExpOfNegative(negative, 4)), 1);
  return x > 0 ? positive_half : kMax - positive_half;
}

int32_t Tanh(int32_t x) {  // Q4 in, Q0 out.
  if (x == 0) return 0;
  const int32_t negative = x > 0 ? -x : x;
  // The same bits with one integer bit more are 2x: tanh(x) = (1 - e^2x) / (1 + e^2x) = 2 / (1 +
  // e^2x) - 1.
  const int32_t y = TwiceReciprocalOfOnePlus(ExpOfNegative(negative, 5));
  const int32_t positive_half = SaturatingShiftLeft(y - (1 << 29), 2);
  return x > 0 ? positive_half : -positive_half;
}

// The largest input that stays below 2^integer_bits once multiplied by 2^left_shift in
// Q(integer_bits).
int32_t InputRadius(int integer_bits, int left_shift) {
  const double limit =
      std::ldexp(static_cast<double>((1 << integer_bits) - 1), 31 - integer_bits - left_shift);
  return static_cast<int32_t>(std::floor(limit));
}

QuantizedMultiplier InputMultiplier(float scale, int integer_bits) {
  return QuantizeMultiplier(static_cast<double>(scale) *
                            static_cast<double>(1 << (31 - integer_bits)));
}

constexpr int kSoftmaxIntegerBits = 5;

// Steps of the input, times beta, to Q5.26.
QuantizedMultiplier SoftmaxMultiplier(float in_scale, float beta) {
  const double real =
      static_cast<double>(beta) * static_cast<double>(in_scale) * (1 << (31 - kSoftmaxIntegerBits));
  return QuantizeMultiplier(std::min(real, static_cast<double>(kMax)));
}

template <class Function>
ByteTable MakeTable(bool is_signed, Function function) {
  ByteTable table{};
  for (int bits = 0; bits < 256; ++bits) {
    const int32_t value = is_signed && bits > 127 ? bits - 256 : bits;
    table[static_cast<size_t>(bits)] = static_cast<int8_t>(static_cast<uint8_t>(function(value)));
  }
  return table;
}

// Bounds of the common part of LOGISTIC and TANH; `bits` of the output, `zero` its zero point.
struct SigmoidKind {
  int32_t (*function)(int32_t);
  int bits;
  int32_t zero;
};

ByteTable SigmoidTable(float in_scale, int32_t in_zero_point, const SigmoidKind& kind) {
  const QuantizedMultiplier m = InputMultiplier(in_scale, 4);
  const int32_t radius = InputRadius(4, m.shift);
  return MakeTable(true, [&](int32_t value) {
    const int32_t x = value - in_zero_point;
    if (x <= -radius) return -128;
    if (x >= radius) return 127;
    const int32_t y = kind.function(MultiplyByQuantizedMultiplier(x, m));
    return std::clamp(RoundingShift(y, 31 - kind.bits) + kind.zero, -128, 127);
  });
}

int32_t TypeMin(const ByteQuantization& q) { return q.is_signed ? -128 : 0; }
int32_t TypeMax(const ByteQuantization& q) { return q.is_signed ? 127 : 255; }

}  // namespace

QuantizedMultiplier QuantizeMultiplier(double real) {
  QuantizedMultiplier result;
  if (real == 0) return result;
  int shift = 0;
  const double fraction = std::frexp(real, &shift);
  int64_t multiplier = std::llround(std::ldexp(fraction, 31));
  if (multiplier == int64_t{1} << 31) {
    multiplier /= 2;
    ++shift;
  }
  if (shift < -31) return result;
  result.multiplier = static_cast<int32_t>(multiplier);
  result.shift = shift;
  return result;
}

QuantizedMultiplier LinearMultiplier(float in_scale, float weight_scale, float out_scale) {
  return QuantizeMultiplier(static_cast<double>(in_scale) * static_cast<double>(weight_scale) /
                            static_cast<double>(out_scale));
}

QuantizedMultiplier LinearMultiplierOnce(float in_scale, float weight_scale, float out_scale) {
  constexpr int kMostLostBits = 12;
  const QuantizedMultiplier m = LinearMultiplier(in_scale, weight_scale, out_scale);
  if (m.shift >= 0 || m.shift < -kMostLostBits) return m;
  const int32_t half = 1 << (-m.shift - 1);
  return {static_cast<int32_t>((int64_t{m.multiplier} + half) >> -m.shift), 0};
}

QuantizedMultiplier RescaleMultiplier(float in_scale, float out_scale) {
  return QuantizeMultiplier(static_cast<double>(in_scale) / static_cast<double>(out_scale));
}

QuantizedMultiplier MeanMultiplier(float in_scale, float out_scale, int64_t count) {
  QuantizedMultiplier m = RescaleMultiplier(in_scale, out_scale);
  int shift = 0;  // floor(log2(count))
  while (shift < 62 && (count >> (shift + 1)) != 0) ++shift;
  shift = std::min({shift, 32, 31 + m.shift});
  m.multiplier = static_cast<int32_t>((int64_t{m.multiplier} << shift) / count);
  m.shift -= shift;
  return m;
}

AddMultipliers MakeAddMultipliers(float a_scale, float b_scale, float out_scale) {
  const double twice_larger = 2 * static_cast<double>(std::max(a_scale, b_scale));
  return {QuantizeMultiplier(static_cast<double>(a_scale) / twice_larger),
          QuantizeMultiplier(static_cast<double>(b_scale) / twice_larger),
          QuantizeMultiplier(twice_larger / (static_cast<double>(1 << kAddLeftShift) *
                                             static_cast<double>(out_scale)))};
}

AddMultipliers MakeSquaredDifferenceMultipliers(float a_scale, float b_scale, float out_scale) {
  const double twice_larger = 2 * static_cast<double>(std::max(a_scale, b_scale));
  const auto unit = static_cast<double>(1 << (2 * kSquaredDifferenceLeftShift));
  return {
      QuantizeMultiplier(static_cast<double>(a_scale) / twice_larger),
      QuantizeMultiplier(static_cast<double>(b_scale) / twice_larger),
      QuantizeMultiplier(twice_larger * twice_larger / (unit * static_cast<double>(out_scale)))};
}

QuantizedMultiplier DivMultiplier(float a_scale, float b_scale, float out_scale) {
  return QuantizeMultiplier(static_cast<double>(a_scale / (b_scale * out_scale)));
}

int32_t MultiplyByQuantizedMultiplier(int32_t x, const QuantizedMultiplier& m) {
  const int left = std::max(m.shift, 0), right = std::max(-m.shift, 0);
  return RoundingShift(HighMul(Wrap(int64_t{x} * (int64_t{1} << left)), m.multiplier), right);
}

ClampRange ActivationRange(FusedActivation activation, float scale, int32_t zero_point,
                           int32_t type_min, int32_t type_max) {
  const auto quantize = [&](float bound) {
    const float steps = std::round(bound / scale);
    // Far outside any 8- or 16-bit range the sum with the zero point must not overflow.
    return zero_point + static_cast<int32_t>(std::clamp(steps, -1e8f, 1e8f));
  };
  ClampRange range{type_min, type_max};
  if (activation == FusedActivation::kRelu || activation == FusedActivation::kRelu6) {
    range.min = std::max(type_min, quantize(0));
  }
  if (activation == FusedActivation::kRelu6) range.max = std::min(type_max, quantize(6));
  if (activation == FusedActivation::kReluN1To1) {
    range.min = std::max(type_min, quantize(-1));
    range.max = std::min(type_max, quantize(1));
  }
  return range;
}

ByteTable LogisticTable(float in_scale, int32_t in_zero_point) {
  return SigmoidTable(in_scale, in_zero_point, {Logistic, 8, -128});
}

ByteTable TanhTable(float in_scale, int32_t in_zero_point) {
  return SigmoidTable(in_scale, in_zero_point, {Tanh, 7, 0});
}

ByteTable RequantizeTable(const ByteQuantization& in, const ByteQuantization& out) {
  return ReluTable(FusedActivation::kNone, in, out);
}

ByteTable ReluTable(FusedActivation activation, const ByteQuantization& in,
                    const ByteQuantization& out) {
  const QuantizedMultiplier m = RescaleMultiplier(in.scale, out.scale);
  const ClampRange range =
      ActivationRange(activation, out.scale, out.zero_point, TypeMin(out), TypeMax(out));
  return MakeTable(in.is_signed, [&](int32_t value) {
    const int32_t x = MultiplyByQuantizedMultiplier(value - in.zero_point, m);
    const int64_t moved = int64_t{x} + out.zero_point;
    return static_cast<int32_t>(std::max<int64_t>(range.min, std::min<int64_t>(range.max, moved)));
  });
}

std::array<int32_t, 256> SoftmaxExpTable(float in_scale, float beta) {
  const QuantizedMultiplier m = SoftmaxMultiplier(in_scale, beta);
  const int32_t radius = InputRadius(kSoftmaxIntegerBits, m.shift);
  std::array<int32_t, 256> table{};
  for (int32_t distance = 0; distance < 256; ++distance) {
    if (distance > radius) break;
    table[static_cast<size_t>(distance)] =
        ExpOfNegative(MultiplyByQuantizedMultiplier(-distance, m), kSoftmaxIntegerBits);
  }
  return table;
}

LogSoftmaxScaling MakeLogSoftmaxScaling(float in_scale) {
  LogSoftmaxScaling scaling;
  scaling.to_q5 = SoftmaxMultiplier(in_scale, 1.0f);
  scaling.from_q5 = QuantizeMultiplier(std::ldexp(1.0, 31 - scaling.to_q5.shift) /
                                       static_cast<double>(scaling.to_q5.multiplier));
  scaling.least = -InputRadius(kSoftmaxIntegerBits, scaling.to_q5.shift);
  scaling.exponentials = SoftmaxExpTable(in_scale, 1.0f);
  for (int32_t& value : scaling.exponentials) value = RoundingShift(value, 12);
  return scaling;
}

}  // namespace iegen
