#include "iegen/cum_sum.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t outer, size, inner, exclusive, reverse;
};
struct QuantisedSpec : Spec {
  int32_t in_zero_point, out_zero_point, multiplier, shift;
};

// The expected bytes of the first two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(CumSumTest, MatchesRecordedExclusiveReverseSum) {
  const QuantisedSpec s = {{1, 5, 1, 1, 1}, 0, 38, 1 << 30, -18};
  const std::vector<int8_t> in = {-56, 74, -63, 50, -127};
  std::vector<int8_t> out(5);
  CumSumS8(s, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{-28, -102, -39, -89, 38}));
}

TEST(CumSumTest, MatchesRecordedStartAtMinusTheZeroPoint) {
  const QuantisedSpec s = {{1, 4, 1, 0, 1}, -128, -128, 1567484826, -19};
  const std::vector<int8_t> in = {35, 98, -6, 59};
  std::vector<int8_t> out(4);
  CumSumS8(s, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{127, 127, 127, 102}));
}

TEST(CumSumTest, FloatsAlongTheMiddleAxis) {
  const std::vector<float> in = {1, 10, 2, 20, 3, 30};
  std::vector<float> out(6);
  CumSumF32(Spec{1, 3, 2, 0, 0}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<float>{1, 10, 3, 30, 6, 60}));
  CumSumF32(Spec{1, 3, 2, 1, 1}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<float>{5, 50, 3, 30, 0, 0}));
}

// Sums leave 32 bits; they wrap, and nothing overflows.
TEST(CumSumTest, LongSumsWrap) {
  const QuantisedSpec s = {{1, 64, 1, 0, 0}, -128, 0, 1 << 30, -20};
  const std::vector<int8_t> in(64, 127);
  std::vector<int8_t> out(64);
  CumSumS8(s, in.data(), out.data());
  int64_t sum = 128;
  for (size_t i = 0; i < in.size(); ++i) {
    sum += 255;
    const int64_t wrapped = ((sum + 4096) & 8191) - 4096;  // 13 bits above the 19 of a step
    const int64_t quarter = wrapped >= 0 ? (wrapped + 2) / 4 : -((-wrapped + 2) / 4);
    const int64_t expected = quarter < -128 ? -128 : quarter > 127 ? 127 : quarter;
    EXPECT_EQ(out[i], expected) << i;
  }
}

}  // namespace
}  // namespace iegen
