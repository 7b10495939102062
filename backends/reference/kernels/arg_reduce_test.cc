#include "iegen/arg_reduce.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t outer, size, inner;
};

// Recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759).
TEST(ArgReduceTest, MatchesRecordedTies) {
  const std::vector<int8_t> in = {2, -1, 0, 2, 1, 2, -1, -1};
  int32_t out = -1;
  ArgMax(Spec{1, 8, 1}, in.data(), &out);
  EXPECT_EQ(out, 0);
  ArgMin(Spec{1, 8, 1}, in.data(), &out);
  EXPECT_EQ(out, 1);
}

TEST(ArgReduceTest, AlongTheMiddleAxis) {
  const std::vector<float> in = {1, 9, 3, 8, 2, 7, -1, -9, -3, -8, -2, -7};
  std::vector<int32_t> out(4);
  ArgMax(Spec{2, 3, 2}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int32_t>{1, 0, 0, 2}));
  ArgMin(Spec{2, 3, 2}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int32_t>{0, 2, 1, 0}));
}

}  // namespace
}  // namespace iegen
