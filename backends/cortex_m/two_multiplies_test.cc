// Outputs by two multiplications against the reference: every sum of random channels.
#include "backends/cortex_m/two_multiplies.h"

#include "backends/testing/random.h"
#include "gtest/gtest.h"

namespace iegen::cortex_m {
namespace {

ScaledSum RandomChannel(uint32_t seed, int32_t reach) {
  testing::Random random(seed);
  ScaledSum s{};
  s.multiplier = random.Between(1 << 30, 0x7fffffff);
  s.shift = -random.Between(3, 16);
  const bool relu = seed % 2 == 0;
  s.zero_point = relu ? -128 : random.Byte();
  s.act_min = seed % 6 == 1 ? random.Between(-128, -60) : -128;
  s.act_max = seed % 3 == 1 ? random.Between(60, 127) : 127;
  s.least = -random.Between(1, reach);
  s.most = random.Between(1, reach);
  return s;
}

int32_t Wrong(const ScaledSum& s, const TwoMultipliesS8& constants) {
  int32_t wrong = 0;
  for (int32_t sum = s.least; sum <= s.most; ++sum) {
    if (OutputByTwoMultiplies(constants, sum) != ReferenceOutput(s, sum)) ++wrong;
  }
  return wrong;
}

TEST(TwoMultipliesTest, EqualsTheReferenceForEverySum) {
  int32_t found = 0;
  for (uint32_t seed = 0; seed < 400; ++seed) {
    const ScaledSum s = RandomChannel(seed, 1 << (8 + seed % 10));
    TwoMultipliesS8 constants{};
    if (!FindTwoMultiplies(s, &constants)) continue;
    ++found;
    EXPECT_EQ(Wrong(s, constants), 0) << "channel " << seed;
  }
  EXPECT_GT(found, 390);
}

TEST(TwoMultipliesTest, TakesConstantChannels) {
  ScaledSum s = RandomChannel(3, 1000);
  s.multiplier = 0;
  TwoMultipliesS8 constants{};
  ASSERT_TRUE(FindTwoMultiplies(s, &constants));
  EXPECT_EQ(Wrong(s, constants), 0);
  s = RandomChannel(5, 1000);
  s.shift = -25;  // all sums round to 0
  ASSERT_TRUE(FindTwoMultiplies(s, &constants));
  EXPECT_EQ(Wrong(s, constants), 0);
}

TEST(TwoMultipliesTest, LeavesScalesFromOneOnToTheGeneralForm) {
  ScaledSum s = RandomChannel(7, 1000);
  s.shift = 1;
  TwoMultipliesS8 constants{};
  EXPECT_FALSE(FindTwoMultiplies(s, &constants));
}

}  // namespace
}  // namespace iegen::cortex_m
