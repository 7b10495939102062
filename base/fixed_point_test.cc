#include "base/fixed_point.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

TEST(QuantizeMultiplierTest, IsFractionTimesPowerOfTwo) {
  EXPECT_EQ(QuantizeMultiplier(0), (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(QuantizeMultiplier(1), (QuantizedMultiplier{1 << 30, 1}));
  EXPECT_EQ(QuantizeMultiplier(0.5), (QuantizedMultiplier{1 << 30, 0}));
  EXPECT_EQ(QuantizeMultiplier(0.75), (QuantizedMultiplier{3 << 29, 0}));
  EXPECT_EQ(QuantizeMultiplier(3), (QuantizedMultiplier{3 << 29, 2}));
}

TEST(QuantizeMultiplierTest, FractionThatRoundsToOneMovesTheExponent) {
  EXPECT_EQ(QuantizeMultiplier(1 - std::ldexp(1.0, -40)), (QuantizedMultiplier{1 << 30, 1}));
}

TEST(QuantizeMultiplierTest, TinyIsZero) {
  EXPECT_EQ(QuantizeMultiplier(std::ldexp(1.0, -32)), (QuantizedMultiplier{1 << 30, -31}));
  EXPECT_EQ(QuantizeMultiplier(std::ldexp(1.0, -33)), (QuantizedMultiplier{0, 0}));
}

TEST(MultiplyTest, RoundsTwice) {
  const QuantizedMultiplier quarter = QuantizeMultiplier(0.25);
  EXPECT_EQ(MultiplyByQuantizedMultiplier(8, quarter), 2);
  // 6 / 4 is a tie of the second rounding: away from zero.
  EXPECT_EQ(MultiplyByQuantizedMultiplier(6, quarter), 2);
  EXPECT_EQ(MultiplyByQuantizedMultiplier(-6, quarter), -2);
  // 5 / 4: 2.5 rounds to 3 first and to 2 then; a single rounding would give 1.
  EXPECT_EQ(MultiplyByQuantizedMultiplier(5, quarter), 2);
  // -2.5 rounds up to -2 first.
  EXPECT_EQ(MultiplyByQuantizedMultiplier(-5, quarter), -1);
  EXPECT_EQ(MultiplyByQuantizedMultiplier(5, QuantizeMultiplier(3)), 15);
}

TEST(LinearMultiplierTest, MultipliesInDouble) {
  // The product of two floats has 48 bits: rounding it to float would give another multiplier.
  const float a = 0.1f, b = 0.3f;
  const double exact = static_cast<double>(a) * static_cast<double>(b);
  EXPECT_EQ(LinearMultiplier(a, b, 1), QuantizeMultiplier(exact));
  EXPECT_NE(LinearMultiplier(a, b, 1), QuantizeMultiplier(static_cast<double>(a * b)));
}

// Against the quotient in double, to nearest: over all sums of a layer with a typical scale the
// multiplier without a right shift gives it, where two roundings are wrong now and then.
TEST(LinearMultiplierTest, RoundsOnceWhereAsked) {
  const QuantizedMultiplier once = LinearMultiplierOnce(0.021f, 0.0043f, 0.0312f);
  const QuantizedMultiplier twice = LinearMultiplier(0.021f, 0.0043f, 0.0312f);
  EXPECT_EQ(once.shift, 0);
  const double real =
      static_cast<double>(0.021f) * static_cast<double>(0.0043f) / static_cast<double>(0.0312f);
  int wrong_once = 0, wrong_twice = 0;
  for (int32_t sum = -40000; sum <= 40000; ++sum) {
    const auto exact = static_cast<int32_t>(std::lround(sum * real));
    wrong_once += MultiplyByQuantizedMultiplier(sum, once) != exact ? 1 : 0;
    wrong_twice += MultiplyByQuantizedMultiplier(sum, twice) != exact ? 1 : 0;
  }
  EXPECT_EQ(wrong_once, 0);
  EXPECT_GT(wrong_twice, 0);
}

TEST(LinearMultiplierTest, KeepsItsBitsWhereTheMultiplierIsTiny) {
  EXPECT_EQ(LinearMultiplierOnce(0.01f, 0.001f, 1), LinearMultiplier(0.01f, 0.001f, 1));
  EXPECT_EQ(LinearMultiplierOnce(3, 1, 1), LinearMultiplier(3, 1, 1));
}

TEST(MeanMultiplierTest, FoldsTheCountIn) {
  // 1 / 5: floor(log2 5) = 2, so 2^30 * 4 / 5 truncated, and a shift lower by 2.
  EXPECT_EQ(MeanMultiplier(1, 1, 5), (QuantizedMultiplier{858993459, -1}));
  EXPECT_EQ(MeanMultiplier(1, 1, 1), (QuantizedMultiplier{1 << 30, 1}));
  // The shift may not fall below -31.
  EXPECT_EQ(MeanMultiplier(std::ldexp(1.0f, -32), 1, 4), (QuantizedMultiplier{1 << 28, -31}));
}

TEST(AddMultipliersTest, AreRelativeToTwiceTheLargerScale) {
  const AddMultipliers m = MakeAddMultipliers(0.5f, 0.25f, 1);
  EXPECT_EQ(m.a, QuantizeMultiplier(0.5));
  EXPECT_EQ(m.b, QuantizeMultiplier(0.25));
  EXPECT_EQ(m.out, QuantizeMultiplier(std::ldexp(1.0, -20)));
}

TEST(ActivationRangeTest, QuantisesTheBounds) {
  EXPECT_EQ(ActivationRange(FusedActivation::kNone, 0.1f, 3, -128, 127), (ClampRange{-128, 127}));
  EXPECT_EQ(ActivationRange(FusedActivation::kRelu, 0.1f, 3, -128, 127), (ClampRange{3, 127}));
  EXPECT_EQ(ActivationRange(FusedActivation::kRelu6, 0.1f, 3, -128, 127), (ClampRange{3, 63}));
  EXPECT_EQ(ActivationRange(FusedActivation::kRelu6, 0.01f, -128, -128, 127),
            (ClampRange{-128, 127}));
  EXPECT_EQ(ActivationRange(FusedActivation::kReluN1To1, 0.1f, 3, -128, 127), (ClampRange{-7, 13}));
  EXPECT_EQ(ActivationRange(FusedActivation::kRelu6, 1e-30f, 0, -128, 127), (ClampRange{0, 127}));
}

// Inputs and outputs below were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
struct Recorded {
  std::vector<int> in, out;
};

void ExpectEntries(const ByteTable& table, const Recorded& recorded, bool unsigned_out = false) {
  for (size_t i = 0; i < recorded.in.size(); ++i) {
    const int8_t entry = table[static_cast<uint8_t>(recorded.in[i])];
    EXPECT_EQ(unsigned_out ? static_cast<uint8_t>(entry) : entry, recorded.out[i])
        << "input " << recorded.in[i];
  }
}

TEST(LogisticTableTest, MatchesRecordedBytes) {
  ExpectEntries(LogisticTable(0.015625f, 30), {{-128, -88, -48, -8, 19, 46, 73, 100, 127},
                                               {-108, -93, -70, -37, -11, 16, 41, 64, 82}});
  ExpectEntries(LogisticTable(0.09375f, 0),
                {{-128, -66, -45, -34, -24, -13, -3, 8, 18, 29, 50, 71},
                 {-128, -127, -124, -118, -104, -70, -18, 46, 88, 112, 126, 127}});
  ExpectEntries(LogisticTable(0.0003906250058207661f, 127),
                {{-128, -75, -34, 6, 60, 114}, {-6, -5, -4, -3, -2, 0}});
}

TEST(TanhTableTest, MatchesRecordedBytes) {
  ExpectEntries(TanhTable(0.00390625f, -72), {{-128, -122, -116, -105}, {-28, -25, -22, -16}});
  ExpectEntries(TanhTable(0.125f, 0),
                {{-128, -31, -17, -3, 10, 24}, {-128, -128, -124, -46, 109, 127}});
}

TEST(RequantizeTableTest, MatchesRecordedBytes) {
  ExpectEntries(
      RequantizeTable({0.0031684357672929764f, 0, false}, {0.006336871534585953f, -128, true}),
      {{0, 13, 27, 41, 125, 138, 166, 250}, {-128, -121, -114, -107, -65, -59, -45, -3}});
  ExpectEntries(
      RequantizeTable({0.05591624230146408f, 0, true}, {0.0013979061041027308f, 188, false}),
      {{-128, -18, -4, 9, 120}, {0, 0, 28, 255, 255}}, true);
}

TEST(ReluTableTest, MatchesRecordedBytes) {
  ExpectEntries(ReluTable(FusedActivation::kRelu, {0.11841775476932526f, -104, true},
                          {0.473671019077301f, 17, true}),
                {{-128, -115, -102, -88, -75, 6, 33, 127}, {17, 17, 18, 21, 25, 45, 52, 75}});
  ExpectEntries(ReluTable(FusedActivation::kRelu6, {0.10000000149011612f, -128, true},
                          {0.10000000149011612f, -128, true}),
                {{-128, -75, -61, 127}, {-128, -75, -68, -68}});
}

TEST(SoftmaxExpTableTest, IsCloseToTheExponential) {
  const float scale = 0.1f, beta = 1;
  const std::array<int32_t, 256> table = SoftmaxExpTable(scale, beta);
  EXPECT_EQ(table[0], std::numeric_limits<int32_t>::max());
  for (int d = 0; d < 256; ++d) {
    const double expected = std::exp(-static_cast<double>(scale) * d) * std::ldexp(1.0, 31);
    EXPECT_NEAR(table[static_cast<size_t>(d)], expected, 500) << d;
  }
}

TEST(SoftmaxExpTableTest, LargeDistancesDoNotCount) {
  const std::array<int32_t, 256> table = SoftmaxExpTable(1, 1);
  EXPECT_NE(table[10], 0);
  EXPECT_EQ(table[32], 0);
  EXPECT_EQ(table[255], 0);
}

}  // namespace
}  // namespace iegen
