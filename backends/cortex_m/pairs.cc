#include "backends/cortex_m/pairs.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace iegen::cortex_m {
namespace {

constexpr int64_t kMost = std::numeric_limits<int32_t>::max();

// Calls visit(a, b, output) for all pairs as long as it returns true.
template <class Visit>
bool ForEachPair(const Pairs& pairs, const Visit& visit) {
  size_t i = 0;
  for (int32_t a = -128; a < 128; ++a) {
    for (int32_t b = -128; b < 128; ++b) {
      if (!visit(a, b, int32_t{pairs[i++]})) return false;
    }
  }
  return true;
}

// The middle of the offsets with which `sum` gives the pairs.
std::optional<PairSum> WithOffset(const Pairs& pairs, PairSum sum, int32_t act_min,
                                  int32_t act_max) {
  int64_t low = -kMost, high = kMost;
  const bool some = ForEachPair(pairs, [&](int32_t a, int32_t b, int32_t out) {
    const int64_t value = int64_t{a} * sum.a_factor + int64_t{b} * sum.b_factor;
    const int64_t least = int64_t{out} << sum.shift;
    if (out > act_min) low = std::max(low, least - value);
    if (out < act_max) high = std::min(high, least + (int64_t{1} << sum.shift) - 1 - value);
    return low <= high;
  });
  if (!some) return std::nullopt;
  const int64_t offset = low + (high - low) / 2;
  const int64_t reach = 128 * (std::abs(int64_t{sum.a_factor}) + std::abs(int64_t{sum.b_factor}));
  if (reach + std::abs(offset) > kMost) return std::nullopt;
  sum.offset = static_cast<int32_t>(offset);
  return sum;
}

}  // namespace

std::optional<PairSum> FindPairSum(const Pairs& pairs, double slope_a, double slope_b,
                                   int32_t act_min, int32_t act_max) {
  constexpr int32_t kFinest = 24, kShifts = 3;
  int32_t tried = 0;
  for (int32_t shift = kFinest; shift > 0 && tried < kShifts; --shift) {
    const double one = std::ldexp(1.0, shift);
    if (256 * one * (std::fabs(slope_a) + std::fabs(slope_b) + 1) >= 2.0 * kMost) continue;
    ++tried;
    for (int32_t i = 0; i < 9; ++i) {
      const PairSum sum = {static_cast<int32_t>(std::lround(slope_a * one)) + (i + 1) % 3 - 1,
                           static_cast<int32_t>(std::lround(slope_b * one)) + (i / 3 + 1) % 3 - 1,
                           0, shift};
      const std::optional<PairSum> found = WithOffset(pairs, sum, act_min, act_max);
      if (found) return found;
    }
  }
  return std::nullopt;
}

int32_t PairProduct::Value(int32_t a, int32_t b) const {
  constexpr int64_t kHalf = int64_t{1} << 30;
  const int64_t product = int64_t{a - a_zero_point} * (b - b_zero_point);
  const int64_t first = (product * multiplier + kHalf) >> 31;
  return static_cast<int32_t>((first * factor + kHalf) >> 31) + out_zero_point;
}

std::optional<PairProduct> FindPairProduct(const Pairs& pairs, PairProduct product, int32_t right,
                                           int32_t act_min, int32_t act_max) {
  if (right < 1 || right > 31) return std::nullopt;
  for (int32_t tilt = 1; tilt >= 0; --tilt) {
    product.factor = (1 << (31 - right)) + tilt;
    const bool same = ForEachPair(pairs, [&](int32_t a, int32_t b, int32_t out) {
      return std::clamp(product.Value(a, b), act_min, act_max) == out;
    });
    if (same) return product;
  }
  return std::nullopt;
}

}  // namespace iegen::cortex_m
