#include "iegen/requantize.h"

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

TEST(RoundingDoublingHighMulTest, RoundsHalfUp) {
  EXPECT_EQ(RoundingDoublingHighMul(3, 1 << 30), 2);    // 1.5
  EXPECT_EQ(RoundingDoublingHighMul(-3, 1 << 30), -1);  // -1.5
  EXPECT_EQ(RoundingDoublingHighMul(5, 0), 0);
  EXPECT_EQ(RoundingDoublingHighMul(0x7fffffff, 0x7fffffff), 0x7ffffffe);
  EXPECT_EQ(RoundingDoublingHighMul(-0x7fffffff - 1, 0x7fffffff), -0x7fffffff);
}

TEST(RoundingDoublingHighMulTest, HalvesGiveTheSame) {
  const int32_t edges[] = {0,          1,           -1,          0x7fff,    0x8000,     0xffff,
                           0x10000,    -0x8000,     -0xffff,     -0x10000,  0x3fffffff, 1 << 30,
                           0x7fffffff, -0x7fffffff, -0x7fff8000, 0x7fff0001};
  for (const int32_t a : edges) {
    for (const int32_t b : edges) {
      EXPECT_EQ(RoundingDoublingHighMulByHalves(a, b), RoundingDoublingHighMul(a, b))
          << a << " * " << b;
    }
  }
  uint32_t state = 1;
  for (int i = 0; i < 100000; ++i) {
    const int32_t a = static_cast<int32_t>(state = state * 1664525u + 1013904223u);
    const int32_t b = static_cast<int32_t>(state = state * 1664525u + 1013904223u);
    ASSERT_EQ(RoundingDoublingHighMulByHalves(a, b), RoundingDoublingHighMul(a, b))
        << a << " * " << b;
  }
  EXPECT_EQ(RoundingDoublingHighMulByHalves(-0x7fffffff - 1, 0x7fffffff), -0x7fffffff);
}

TEST(RoundingShiftRightTest, RoundsHalfAwayFromZero) {
  EXPECT_EQ(RoundingShiftRight(5, 1), 3);
  EXPECT_EQ(RoundingShiftRight(-5, 1), -3);
  EXPECT_EQ(RoundingShiftRight(6, 2), 2);
  EXPECT_EQ(RoundingShiftRight(-6, 2), -2);
  EXPECT_EQ(RoundingShiftRight(-5, 2), -1);
  EXPECT_EQ(RoundingShiftRight(0x7fffffff, 31), 1);
  EXPECT_EQ(RoundingShiftRight(-0x7fffffff, 31), -1);
  EXPECT_EQ(RoundingShiftRight(0x7ffffffe, 1), 0x3fffffff);
}

TEST(MultiplyByQuantizedMultiplierTest, MatchesTheDefinition) {
  const int32_t multipliers[] = {0, 1 << 30, 0x7fffffff, 1518500250, 1 << 29};
  for (int32_t shift = -31; shift <= 7; ++shift) {
    for (const int32_t multiplier : multipliers) {
      for (int32_t x = -70000; x <= 70000; x += 677) {
        EXPECT_EQ(MultiplyByQuantizedMultiplier(x, multiplier, shift),
                  kernel_testing::SlowScale(x, multiplier, shift))
            << x << " * " << multiplier << " shift " << shift;
      }
    }
  }
}

TEST(MultiplyByQuantizedMultiplierTest, LargeSumsDoNotOverflow) {
  for (int32_t shift = -31; shift <= 0; ++shift) {
    for (const int32_t x : {0x7fffffff, -0x7fffffff, -0x7fffffff - 1}) {
      EXPECT_EQ(MultiplyByQuantizedMultiplier(x, 0x7fffffff, shift),
                kernel_testing::SlowScale(x, 0x7fffffff, shift));
    }
  }
}

TEST(StoreOutputsS8Test, ScalesMovesAndClamps) {
  const int32_t multiplier[] = {1 << 30, 1 << 30, 1 << 30};
  const int8_t shift[] = {1, 0, -1};  // 1, 1/2, 1/4
  const OutputStageS8 stage = {nullptr, multiplier, shift, -3, -10, 20};
  const uint32_t acc[] = {100, 0xffffffffu - 7};
  int8_t out[2];
  StoreOutputsS8(stage, 1, 1, acc, 2, out);
  EXPECT_EQ(out[0], 20);  // 50 - 3, clamped
  EXPECT_EQ(out[1], -5);  // -8 / 4 - 3
  // One scale for all: the first.
  StoreOutputsS8(stage, 1, 0, acc + 1, 1, out);
  EXPECT_EQ(out[0], -10);  // -8 - 3, clamped
}

}  // namespace
}  // namespace iegen
