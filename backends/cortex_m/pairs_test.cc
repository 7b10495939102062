#include "backends/cortex_m/pairs.h"

#include <algorithm>
#include <memory>

#include "base/fixed_point.h"
#include "gtest/gtest.h"
#include "iegen/add_s8.h"
#include "iegen/mul_s8.h"

namespace iegen::cortex_m {
namespace {

struct Scales {
  float a, b, out;
};

template <class Op>
std::unique_ptr<Pairs> PairsOf(const Op& op) {
  auto pairs = std::make_unique<Pairs>();
  for (int32_t i = 0; i < 65536; ++i) {
    (*pairs)[static_cast<size_t>(i)] =
        op(static_cast<int8_t>(i / 256 - 128), static_cast<int8_t>(i % 256 - 128));
  }
  return pairs;
}

// The portable kernel's arithmetic of a layer.
template <int kSign>
AddScaledS8<kSign> SumOf(const Scales& scale, int32_t a_zero, int32_t b_zero, int32_t out_zero) {
  const AddMultipliers m = MakeAddMultipliers(scale.a, scale.b, scale.out);
  return {a_zero,         b_zero,    out_zero,         kAddLeftShift, m.a.multiplier, m.a.shift,
          m.b.multiplier, m.b.shift, m.out.multiplier, m.out.shift,   -128,           127};
}

// Differences from `pairs` where a formula was found; -1 where none was.
template <class Formula>
int Differences(const Pairs& pairs, const std::optional<Formula>& found) {
  if (!found) return -1;
  int differences = 0;
  for (int32_t i = 0; i < 65536; ++i) {
    const int32_t value = std::clamp(found->Value(i / 256 - 128, i % 256 - 128), -128, 127);
    if (value != pairs[static_cast<size_t>(i)]) ++differences;
  }
  return differences;
}

constexpr Scales kScales[] = {{0.0235f, 0.0418f, 0.0391f},
                              {0.0078f, 0.0312f, 0.0331f},
                              {0.1f, 0.0003f, 0.11f},
                              {0.5f, 0.25f, 0.013f}};

TEST(PairsTest, SumsAreFoundAndEqual) {
  for (const Scales& scale : kScales) {
    const auto pairs = PairsOf(SumOf<1>(scale, -128, 5, -7));
    const double a = double{scale.a} / scale.out, b = double{scale.b} / scale.out;
    EXPECT_EQ(Differences(*pairs, FindPairSum(*pairs, a, b, -128, 127)), 0) << scale.a;
  }
}

TEST(PairsTest, DifferencesAreFoundAndEqual) {
  for (const Scales& scale : kScales) {
    const auto pairs = PairsOf(SumOf<-1>(scale, 11, -40, 3));
    const double a = double{scale.a} / scale.out, b = -double{scale.b} / scale.out;
    EXPECT_EQ(Differences(*pairs, FindPairSum(*pairs, a, b, -128, 127)), 0) << scale.a;
  }
}

// Slopes a hair steeper move the halves on both sides of zero away from it.
TEST(PairsTest, TiesOnBothSidesOfZeroAreEqual) {
  const auto pairs = PairsOf(SumOf<1>({0.5f, 0.5f, 1.0f}, 0, 0, 0));
  EXPECT_EQ(Differences(*pairs, FindPairSum(*pairs, 0.5, 0.5, -128, 127)), 0);
}

TEST(PairsTest, NoLineHasNoSum) {
  auto pairs = std::make_unique<Pairs>();
  for (size_t i = 0; i < pairs->size(); ++i) (*pairs)[i] = static_cast<int8_t>(i * i % 100);
  EXPECT_FALSE(FindPairSum(*pairs, 0.5, 0.5, -128, 127).has_value());
}

TEST(PairsTest, ProductsAreFoundAndEqual) {
  const Scales scales[] = {
      {0.0235f, 0.0418f, 0.0391f}, {0.5f, 0.25f, 0.75f}, {0.02f, 0.01f, 0.02f}};
  for (const Scales& scale : scales) {
    const QuantizedMultiplier m = LinearMultiplier(scale.a, scale.b, scale.out);
    const OutputRangeS8 range(-3, -128, 127);
    const auto pairs = PairsOf(MulElementS8{-128, 9, m.multiplier, m.shift, range});
    const auto found = FindPairProduct(*pairs, {-128, 9, m.multiplier, 0, -3}, -m.shift, -128, 127);
    EXPECT_EQ(Differences(*pairs, found), 0) << scale.a;
  }
}

TEST(PairsTest, ProductsThatGrowHaveNoFactor) {
  const auto pairs = std::make_unique<Pairs>();
  EXPECT_FALSE(FindPairProduct(*pairs, {0, 0, 1 << 30, 0, 0}, 0, -128, 127).has_value());
}

}  // namespace
}  // namespace iegen::cortex_m
