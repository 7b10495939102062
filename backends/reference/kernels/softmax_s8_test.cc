#include "iegen/softmax_s8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/fixed_point.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t rows, depth;
};

std::vector<int8_t> RunKernel(const Spec& s, const std::array<int32_t, 256>& table,
                              const std::vector<int8_t>& in) {
  std::vector<int8_t> out(in.size());
  SoftmaxS8(s, in.data(), table.data(), out.data());
  return out;
}

// The expected bytes of the next three were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(SoftmaxS8Test, MatchesRecordedBeta) {
  EXPECT_EQ(RunKernel({1, 5}, SoftmaxExpTable(0.3125f, 0.5f), {60, 70, -14, 16, 72}),
            (std::vector<int8_t>{-107, -29, -128, -128, 8}));
}

TEST(SoftmaxS8Test, MatchesRecordedNarrowRange) {
  EXPECT_EQ(RunKernel({1, 4}, SoftmaxExpTable(0.0007812500116415322f, 1), {105, 70, -5, 37}),
            (std::vector<int8_t>{-61, -63, -67, -65}));
}

TEST(SoftmaxS8Test, MatchesRecordedRows) {
  EXPECT_EQ(RunKernel({3, 8}, SoftmaxExpTable(1.5625f, 2),
                      {4,   -29, 1,  71, 63, -122, -42, -38, 13, 50,  52, 53,
                       -56, 109, 77, 95, 51, -96,  -73, -12, 37, -82, -4, 9}),
            (std::vector<int8_t>{-128, -128, -128, 127,  -128, -128, -128, -128,
                                 -128, -128, -128, -128, -128, 127,  -128, -128,
                                 127,  -128, -128, -128, -128, -128, -128, -128}));
}

TEST(SoftmaxS8Test, EqualElementsShareTheWhole) {
  for (const size_t depth : {1u, 2u, 64u, 256u, 1000u}) {
    const std::vector<int8_t> out = RunKernel(
        {1, static_cast<int32_t>(depth)}, SoftmaxExpTable(0.1f, 1), std::vector<int8_t>(depth, 5));
    const double expected = std::round(256.0 / static_cast<double>(depth)) - 128;
    EXPECT_NEAR(out.front(), std::min(expected, 127.0), 1);
    EXPECT_EQ(out.front(), out.back());
  }
}

}  // namespace
}  // namespace iegen
