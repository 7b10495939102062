#include "base/byte_functions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace iegen {
namespace {

template <class Function>
ByteTable TableOf(const ByteEnds& q, Function function) {
  ByteTable table{};
  for (int32_t value = -128; value < 128; ++value) {
    const int64_t out = int64_t{function(value - q.in_zero_point)} + q.out_zero_point;
    table[static_cast<uint8_t>(value)] = static_cast<int8_t>(std::clamp<int64_t>(out, -128, 127));
  }
  return table;
}

int32_t HighMul(int32_t a, int32_t b) {
  return static_cast<int32_t>((int64_t{a} * b + (int64_t{1} << 30)) >> 31);
}

int32_t SaturatingShiftLeft(int32_t x, int n) {
  return static_cast<int32_t>(std::clamp<int64_t>(int64_t{x} * (int64_t{1} << n),
                                                  std::numeric_limits<int32_t>::min(),
                                                  std::numeric_limits<int32_t>::max()));
}

// The arithmetic of HARD_SWISH is on int16: products keep their high half, shifts saturate.

int32_t Saturate16(int32_t x) { return std::clamp(x, -32768, 32767); }

int32_t HighMul16(int32_t a, int32_t b) { return Saturate16((a * b + (1 << 14)) >> 15); }

// Towards zero, unlike the one above.
int32_t TruncatedHighMul16(int32_t a, int32_t b) { return Saturate16(a * b / (1 << 15)); }

// x * 2^n; to the right it rounds to nearest, ties away from zero.
int32_t Shift16(int32_t x, int n) {
  if (n >= 0) return Saturate16(x * (1 << std::min(n, 15)));
  if (n < -16) return 0;
  const int32_t half = 1 << (-n - 1);
  return (x + half - (x < 0 ? 1 : 0)) >> -n;
}

struct Multiplier16 {
  int32_t multiplier = 0;
  int shift = 0;
};
Multiplier16 MakeMultiplier16(double real) {
  const QuantizedMultiplier m = QuantizeMultiplier(real);
  const int64_t rounded = (int64_t{m.multiplier} + (1 << 15)) >> 16;
  return {static_cast<int32_t>(std::min<int64_t>(rounded, 32767)), m.shift};
}

int32_t HardSwish(int32_t x, const Multiplier16& out, const Multiplier16& reluish) {
  const int32_t fine = x * 128;
  const int32_t value = HighMul16(fine, out.multiplier);
  int32_t gate = fine;
  // All but one of the shifts to the left come first: the product loses its low bits.
  if (reluish.shift > 0) gate = Shift16(gate, reluish.shift - 1);
  gate = HighMul16(gate, reluish.multiplier);
  gate = Shift16(gate, reluish.shift > 0 ? 1 : reluish.shift);
  return Shift16(TruncatedHighMul16((gate + (1 << 15)) >> 1, value), out.shift);
}

}  // namespace

ByteTable AbsTable(const ByteEnds& q) {
  const bool rescales = q.in_scale != q.out_scale;
  const QuantizedMultiplier m = QuantizeMultiplier(static_cast<double>(q.in_scale / q.out_scale));
  return TableOf(q, [&](int32_t x) {
    return rescales ? MultiplyByQuantizedMultiplier(std::abs(x), m) : std::abs(x);
  });
}

ByteTable EluTable(const ByteEnds& q) {
  const float inverse = 1 / q.out_scale;
  return TableOf(q, [&](int32_t steps) {
    const float x = q.in_scale * static_cast<float>(steps);
    const float y = x < 0 ? std::exp(x) - 1.0f : x;
    return static_cast<int32_t>(std::clamp(std::round(y * inverse), -1e6f, 1e6f));
  });
}

ByteTable HardSwishTable(const ByteEnds& q) {
  const float fine_scale = (1.0f / 128.0f) * q.in_scale;
  const float reluish_scale = 3.0f / 32768.0f;
  const Multiplier16 out = MakeMultiplier16(static_cast<double>(fine_scale / q.out_scale));
  const Multiplier16 reluish = MakeMultiplier16(static_cast<double>(fine_scale / reluish_scale));
  return TableOf(q, [&](int32_t x) { return HardSwish(x, out, reluish); });
}

ByteTable LeakyReluTable(float alpha, const ByteEnds& q) {
  const QuantizedMultiplier plain = RescaleMultiplier(q.in_scale, q.out_scale);
  const QuantizedMultiplier slope = LinearMultiplier(q.in_scale, alpha, q.out_scale);
  return TableOf(
      q, [&](int32_t x) { return MultiplyByQuantizedMultiplier(x, x >= 0 ? plain : slope); });
}

QuantizedMultiplier InverseSqrt(int32_t x) {
  int shift = -11;
  for (; x >= 1 << 29; x /= 4) --shift;
  for (; x < 1 << 27; x *= 4) ++shift;
  const int32_t half = (x >> 1) / 2 + (x >> 1) % 2;
  constexpr int32_t kThreeHalves = (1 << 28) + (1 << 27), kHalfSqrtTwo = 1518500250;
  int32_t y = 1 << 28;
  for (int i = 0; i < 5; ++i) {
    const int32_t cube = SaturatingShiftLeft(HighMul(HighMul(y, y), y), 6);
    y = SaturatingShiftLeft(HighMul(kThreeHalves, y) - HighMul(half, cube), 3);
  }
  return {HighMul(y, kHalfSqrtTwo), shift};
}

ByteTable RsqrtTable(const ByteEnds& q) {
  constexpr int kShift = 20;  // bits behind the point between the two steps
  const double scale = 1.0 / static_cast<double>(std::sqrt(q.in_scale) * q.out_scale);
  QuantizedMultiplier out = QuantizeMultiplier(scale);
  out.shift -= kShift;
  return TableOf(q, [&](int32_t x) {
    if (x <= 0) return 127 - q.out_zero_point;
    QuantizedMultiplier root = {std::numeric_limits<int32_t>::max(), 0};
    if (x > 1) root = InverseSqrt(x);
    root.shift += kShift;
    return MultiplyByQuantizedMultiplier(MultiplyByQuantizedMultiplier(1, root), out);
  });
}

}  // namespace iegen
