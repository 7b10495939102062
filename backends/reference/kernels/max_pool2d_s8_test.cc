#include "iegen/max_pool2d_s8.h"

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
  MaxPool2dS8(s, in.data(), out.data());
  return out;
}

// The expected bytes of the next two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(MaxPool2dS8Test, MatchesRecordedPadding) {
  const Spec s = {1, 1, 7, 5, 1, 3, 4, 4, 3, 3, 1, 1, -128, 127};
  const std::vector<int8_t> in = {88,  -104, -6,   -35,  19,  70,  -41, -25, 101,  -37,  -10, -1,
                                  101, 51,   -115, -11,  -86, 112, -18, -82, -120, 88,   -70, 20,
                                  -73, 25,   101,  -101, -91, -12, -67, 66,  -92,  -119, -33};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{88, -1, 101, 101, 19, 25, 101, 112, 51, -12, 25,
                                                   101, -92, -91, -12}));
}

TEST(MaxPool2dS8Test, MatchesRecordedClamp) {
  const Spec s = {1, 4, 10, 1, 4, 5, 1, 1, 1, 2, 0, 0, -76, 24};
  const std::vector<int8_t> in = {36,  101,  28,  -32, 123, 54,  18,  -35, 76,  -105,
                                  -27, 72,   -70, 121, 29,  96,  -64, 41,  26,  9,
                                  -65, 10,   10,  -14, 77,  45,  -93, -36, 49,  -11,
                                  -28, -107, -56, 39,  42,  101, 54,  61,  -79, -9};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{24,  24, 24, 18,  24, -27, -70, 24, -64, 24,
                                                   -65, 10, 24, -76, 24, -28, -56, 24, 24,  -76}));
}

TEST(MaxPool2dS8Test, BatchesAreSeparate) {
  const Spec s = {2, 2, 2, 1, 1, 1, 2, 2, 1, 1, 0, 0, -128, 127};
  EXPECT_EQ(RunKernel(s, {1, 2, 3, -4, -8, -7, -6, -9}), (std::vector<int8_t>{3, -6}));
}

}  // namespace
}  // namespace iegen
