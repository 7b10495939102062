// Which filters the packed forms take, and how a stage lies.
#include "backends/cortex_m/packing.h"

#include "gtest/gtest.h"

namespace iegen::cortex_m {
namespace {

// Two channels of one tap.
struct Two {
  int8_t weights[2] = {1, 2};
  int32_t bias[2] = {0, 0};
  int32_t multiplier[2] = {1 << 30, 1 << 30};
  int8_t shift[2] = {-5, -5};

  DenseFilter filter() const { return {weights, 2, 1, bias, multiplier, shift, 0, -128, 127}; }
};

TEST(PackingTest, EqualFactors) {
  Two two;
  two.bias[1] = 7;
  EXPECT_TRUE(EqualFactors(two.filter()));
  two.multiplier[1] += 1;
  EXPECT_FALSE(EqualFactors(two.filter()));
  two.multiplier[1] -= 1;
  two.shift[1] = -6;
  EXPECT_FALSE(EqualFactors(two.filter()));
}

TEST(PackingTest, FactorsThatAreEqualStandOnce) {
  constexpr DspLayout kEach = {8, 1, false, false}, kOnce = {8, 1, false, true};
  constexpr int32_t kTaps = 20;
  // Eight channels: start values, two channels to a halfword, two factors each.
  EXPECT_EQ(DspWords(kEach, 17, kTaps), 3 * (8 + 40 + 16));
  EXPECT_EQ(DspWords(kOnce, 17, kTaps), 3 * (8 + 40) + 16);
}

TEST(PackingTest, BiasesOfABytesStageHave24Bits) {
  Two two;
  for (const int32_t fits : {(1 << 23) - 1, -(1 << 23)}) {
    two.bias[1] = fits;
    EXPECT_TRUE(DspBytesStageFits(two.filter())) << fits;
  }
  for (const int32_t wide : {1 << 23, -(1 << 23) - 1}) {
    two.bias[1] = wide;
    EXPECT_FALSE(DspBytesStageFits(two.filter())) << wide;
  }
}

TEST(PackingTest, BytesStage) {
  Two two;
  two.bias[0] = -(1 << 23), two.bias[1] = 0x123456;
  two.multiplier[1] = 0;
  int32_t words[4];
  PackDspBytesStage(two.filter(), words);
  EXPECT_EQ(words[0], 1 << 30);
  EXPECT_EQ(words[1], static_cast<int32_t>(0x800000fb));  // -5 is 0xfb
  EXPECT_EQ(words[2], 0);
  EXPECT_EQ(words[3], 0x12345600);  // no shift where nothing is left to shift
}

}  // namespace
}  // namespace iegen::cortex_m
