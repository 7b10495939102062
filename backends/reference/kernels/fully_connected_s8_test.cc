#include "iegen/fully_connected_s8.h"

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::ConvSpec;
using kernel_testing::LinearOperands;

struct Spec {
  int32_t batches, in_features, out_features, weights_zero_point, in_zero_point, out_zero_point;
  int32_t act_min, act_max, per_channel;
};

Bytes RunKernel(const Spec& s, const LinearOperands& x) {
  Bytes out(static_cast<size_t>(s.batches * s.out_features));
  FullyConnectedS8(s, x.in.data(), x.weights.data(), x.packed_bias.data(), x.multiplier.data(),
                   x.shift.data(), out.data());
  return out;
}

// The expected bytes of the next two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(FullyConnectedS8Test, MatchesRecordedWeightsZeroPoint) {
  const Spec s = {3, 1, 9, -128, 61, 127, -128, 127, 0};
  const LinearOperands x = {{109, 27, -107},
                            {1, 64, 54, 105, -114, 90, 94, -21, 52},
                            {},
                            {-997, -15694, -3310, -379, 3319, -7347, -12609, -6037, -9729},
                            {1466036172},
                            {-5}};
  EXPECT_EQ(RunKernel(s, x),
            (Bytes{127, 127, 127, 127, 127,  127,  127,  127,  127, 127,  -97,  127,  127, 127,
                   96,  -14, 60,  23,  -128, -128, -128, -128, 127, -128, -128, -128, -128}));
}

TEST(FullyConnectedS8Test, MatchesRecordedPerChannel) {
  const Spec s = {2, 3, 5, 0, 21, 85, -128, 127, 1};
  const LinearOperands x = {{-107, 10, 105, 126, -37, -9},
                            {0, 0, -89, 0, 0, 0, 0, 0, 0, -48, 0, -43, 0, 0, 0},
                            {},
                            {-3874, -9213, 18033, -3110, -25821},
                            {1106823417, 1499246131, 1678976181, 2107835776, 1399635599},
                            {-3, -3, -3, -3, -3}};
  EXPECT_EQ(RunKernel(s, x), (Bytes{-128, -128, 127, -128, -128, -113, -128, 127, -128, -128}));
}

// A fully connected layer is a convolution of an image of one pixel.
TEST(FullyConnectedS8Test, SweepMatchesTheDefinition) {
  for (int32_t in = 1; in <= 9; ++in) {
    for (int32_t out = 1; out <= 9; ++out) {
      const ConvSpec conv = {2, 1, 1, in, 1, 1, out, 1, 1, 1, 1, 1, 1, 1, 0, 0, -5, 9, -128, 127};
      const LinearOperands x =
          kernel_testing::RandomOperands(conv, static_cast<uint32_t>(in * 10 + out));
      EXPECT_EQ(RunKernel({2, in, out, 0, -5, 9, -128, 127, 1}, x),
                kernel_testing::SlowConv(conv, x))
          << in << " to " << out;
    }
  }
}

}  // namespace
}  // namespace iegen
