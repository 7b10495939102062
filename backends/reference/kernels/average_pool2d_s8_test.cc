#include "iegen/average_pool2d_s8.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t batch, in_height, in_width, channels, out_height, out_width;
  int32_t kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left, act_min, act_max;
};

std::vector<int8_t> RunKernel(const Spec& s, const std::vector<int8_t>& in) {
  std::vector<int8_t> out(static_cast<size_t>(s.batch * s.out_height * s.out_width * s.channels));
  AveragePool2dS8(s, in.data(), out.data());
  return out;
}

TEST(AveragePool2dS8Test, RoundsHalfAwayFromZero) {
  const Spec s = {1, 1, 8, 1, 1, 4, 1, 2, 1, 2, 0, 0, -128, 127};
  EXPECT_EQ(RunKernel(s, {1, 2, -1, -2, 3, 3, -1, 0}), (std::vector<int8_t>{2, -2, 3, -1}));
}

// The expected bytes of the next two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(AveragePool2dS8Test, PaddingDoesNotCount) {
  const Spec s = {1, 1, 4, 9, 1, 2, 3, 3, 2, 2, 1, 0, -50, 50};
  const std::vector<int8_t> in = {-52,  -60, -17, 100, 78, -35, -72, 118,  59,  82,   -78, 113,
                                  -25,  8,   -62, -63, 49, 8,   78,  -7,   6,   -31,  83,  35,
                                  -122, 65,  -1,  26,  57, 1,   49,  -115, -51, -116, -54, -10};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{36, -48, 34, 15, 50, -21, -50, 50, 22, 50, 25, 4,
                                                   9, -16, -8, -50, 6, -6}));
}

TEST(AveragePool2dS8Test, MatchesRecordedBatches) {
  const Spec s = {3, 1, 5, 3, 1, 1, 1, 4, 2, 2, 0, 0, -41, 59};
  const std::vector<int8_t> in = {49, 38,   104,  -48,  0,   61, -117, -75,  52,  -24, 97,  127,
                                  13, -91,  -104, -124, -86, 67, -105, -12,  111, 122, -94, -99,
                                  67, -118, -41,  81,   101, 88, 2,    -16,  -60, 97,  -23, 25,
                                  68, -2,   -72,  -17,  63,  98, -22,  -125, 115};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{-35, 15, 59, -10, -41, 10, 38, 6, -2}));
}

}  // namespace
}  // namespace iegen
