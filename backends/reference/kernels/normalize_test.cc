// L2_NORMALIZATION and LOG_SOFTMAX.
#include <cmath>
#include <vector>

#include "base/fixed_point.h"
#include "gtest/gtest.h"
#include "iegen/l2_normalize_s8.h"
#include "iegen/log_softmax_s8.h"

namespace iegen {
namespace {

struct L2Spec {
  int32_t rows, depth, zero_point;
};
struct LogSoftmaxSpec {
  int32_t rows, depth, multiplier, shift, reverse_multiplier, reverse_shift, least;
};

std::vector<int8_t> RunLogSoftmax(float scale, int32_t rows, const std::vector<int8_t>& in) {
  const LogSoftmaxScaling scaling = MakeLogSoftmaxScaling(scale);
  const LogSoftmaxSpec s = {rows,
                            static_cast<int32_t>(in.size()) / rows,
                            scaling.to_q5.multiplier,
                            scaling.to_q5.shift,
                            scaling.from_q5.multiplier,
                            scaling.from_q5.shift,
                            scaling.least};
  std::vector<int8_t> out(in.size());
  LogSoftmaxS8(s, in.data(), scaling.exponentials.data(), out.data());
  return out;
}

// The expected bytes of these were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(NormalizeTest, MatchesRecordedRow) {
  const std::vector<int8_t> in = {-2, 53, -88, -61, 106, -60, 33, 122, 5};
  std::vector<int8_t> out(in.size());
  L2NormalizeS8(L2Spec{1, 9, -99}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{32, 49, 4, 12, 67, 13, 43, 72, 34}));
}

TEST(NormalizeTest, MatchesRecordedLogSoftmax) {
  EXPECT_EQ(RunLogSoftmax(0.03125f, 1, {102, 112, 11, 98, -14, 117, -44}),
            (std::vector<int8_t>{101, 106, 56, 99, 43, 109, 28}));
  EXPECT_EQ(RunLogSoftmax(0.3125f, 2, {7, -97, -46, -24, -42, 4, -80, 113}),
            (std::vector<int8_t>{127, -128, -128, -28, -128, -128, -128, 127}));
}

TEST(NormalizeTest, ZeroesStayZero) {
  const std::vector<int8_t> in(5, 17);
  std::vector<int8_t> out(5, 1);
  L2NormalizeS8(L2Spec{1, 5, 17}, in.data(), out.data());
  EXPECT_EQ(out, std::vector<int8_t>(5, 0));
}

TEST(NormalizeTest, InverseRootIsCloseToTheRealOne) {
  for (int64_t x = 2; x < 2000000000; x += x / 7 + 1) {
    const InverseRoot root = InverseSquareRoot(static_cast<int32_t>(x));
    const double value = std::ldexp(static_cast<double>(root.multiplier), root.shift - 31);
    EXPECT_NEAR(value * std::sqrt(static_cast<double>(x)), 1.0, 1e-4) << x;
  }
}

TEST(NormalizeTest, LogarithmIsCloseToTheRealOne) {
  for (int64_t wide = 1 << 19; wide < 2000000000; wide += wide / 9) {
    const auto x = static_cast<int32_t>(wide);
    const double real = std::log(std::ldexp(static_cast<double>(x), -19));
    EXPECT_NEAR(std::ldexp(static_cast<double>(LogOfAtLeastOne(x)), -26), real, 1e-6) << x;
  }
}

}  // namespace
}  // namespace iegen
