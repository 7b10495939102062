// Functions of two bytes as short integer formulas, found and proven by trying all 65,536 pairs.
#ifndef IEGEN_BACKENDS_CORTEX_M_PAIRS_H_
#define IEGEN_BACKENDS_CORTEX_M_PAIRS_H_

#include <array>
#include <cstdint>
#include <optional>

namespace iegen::cortex_m {

// What a function of two bytes gives, at [(a + 128) * 256 + b + 128].
using Pairs = std::array<int8_t, 65536>;

// (a * a_factor + b * b_factor + offset) >> shift, clamped; no step leaves 32 bits.
struct PairSum {
  int32_t a_factor, b_factor, offset, shift;
  int32_t Value(int32_t a, int32_t b) const {
    return (a * a_factor + b * b_factor + offset) >> shift;
  }
};

// Such a sum that gives `pairs` within the clamp, where slope_a and slope_b are about what a step
// of either input adds to the output.
std::optional<PairSum> FindPairSum(const Pairs& pairs, double slope_a, double slope_b,
                                   int32_t act_min, int32_t act_max);

// Products of two inputs, rounded twice as iegen/mul_s8_mve.h does it.
struct PairProduct {
  int32_t a_zero_point, b_zero_point, multiplier, factor, out_zero_point;
  int32_t Value(int32_t a, int32_t b) const;
};

// The factor 2^(31 - right) of `product`, or one more, with which it gives `pairs` within the
// clamp.
std::optional<PairProduct> FindPairProduct(const Pairs& pairs, PairProduct product, int32_t right,
                                           int32_t act_min, int32_t act_max);

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_PAIRS_H_
