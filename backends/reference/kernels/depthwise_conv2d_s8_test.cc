#include "iegen/depthwise_conv2d_s8.h"

#include <vector>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::ConvSpec;
using kernel_testing::LinearOperands;

struct DepthwiseSpec {
  int32_t batch, in_height, in_width, in_channels;
  int32_t out_height, out_width, out_channels;
  int32_t kernel_height, kernel_width, depth_multiplier;
  int32_t stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  int32_t in_zero_point, out_zero_point, act_min, act_max;
};

Bytes RunKernel(const DepthwiseSpec& s, const LinearOperands& x) {
  Bytes out(static_cast<size_t>(s.batch * s.out_height * s.out_width * s.out_channels));
  DepthwiseConv2dS8(s, x.in.data(), x.weights.data(), x.packed_bias.data(), x.multiplier.data(),
                    x.shift.data(), out.data());
  return out;
}

// The expected bytes of the next three were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(DepthwiseConv2dS8Test, MatchesRecordedBytes) {
  const DepthwiseSpec s = {1, 5, 1, 4, 3, 1, 4, 3, 3, 1, 2, 1, 1, 1, 1, 1, 66, 27, 27, 127};
  const LinearOperands x = {
      {123, -77, -18, -89, 50, -53, -104, 80, 119, -31, 78, 29, 31, 61, 34, -27, 62, 98, -23, 47},
      {24,  -63,  113, 119,  -123, 110, -40,  21,  -92, -87, -15,  -46,
       -10, 6,    -76, -112, -85,  61,  -126, -19, -32, 29,  -108, -31,
       -4,  -126, 45,  -91,  44,   -97, -92,  -59, -39, -83, 115,  -25},
      {},
      {-5345, 6094, 210, -11600},
      {1412580271, 1412580271, 1412580271, 1412580271},
      {-7, -7, -7, -7}};
  EXPECT_EQ(RunKernel(s, x), (Bytes{27, 27, 100, 27, 27, 27, 27, 27, 27, 27, 30, 27}));
}

TEST(DepthwiseConv2dS8Test, MatchesRecordedDilation) {
  const DepthwiseSpec s = {2, 3, 5, 1, 1, 1, 2, 3, 3, 2, 2, 2, 1, 2, 0, 0, -128, -24, -24, 127};
  const LinearOperands x = {
      {-119, 13,  115,  -86, 68,  99, 42, -79, -36, 57,  -26,  -98, -80, 19,  -85,
       -104, 121, -124, -75, -86, 97, 75, -56, -84, -98, -104, -27, 69,  112, -60},
      {-2, 2, 0, -1, 2, 0, -2, 2, -2, -1, 0, 2, 1, -2, -2, -1, 2, 1},
      {},
      {-384, 256},
      {1366766548, 2097378567},
      {0, -1}};
  EXPECT_EQ(RunKernel(s, x), (Bytes{-24, 127, -24, 125}));
}

TEST(DepthwiseConv2dS8Test, MatchesRecordedMultiplierAboveOne) {
  const DepthwiseSpec s = {1, 7, 4, 1, 7, 4, 1, 4, 2, 1, 1, 1, 1, 1, 1, 0, 0, -51, -51, 127};
  const LinearOperands x = {{45,  97, -80, 94, 16,  -39, -106, -22, -69, 14,   127, 32, 117,  37,
                             -87, 34, -43, 23, 114, 8,   77,   69,  -79, -123, -7,  23, -124, -116},
                            {47, 31, 35, 79, -128, 106, 52, 76},
                            {},
                            {17860},
                            {1079422584},
                            {-3}};
  EXPECT_EQ(RunKernel(s, x),
            (Bytes{127, 127, 127, 127, 127, 127, -51, 127, 127, 127, 127, 127, 127, 127,
                   -51, 127, 127, 29,  28,  127, 127, 110, 127, 127, 127, 127, -51, 127}));
}

// A depthwise convolution is a convolution of as many groups as input channels; weights change
// places.
void ExpectDefinition(const DepthwiseSpec& s, uint32_t seed) {
  const ConvSpec conv = {s.batch,         s.in_height,      s.in_width,     s.in_channels,
                         s.out_height,    s.out_width,      s.out_channels, s.kernel_height,
                         s.kernel_width,  s.in_channels,    s.stride_h,     s.stride_w,
                         s.dilation_h,    s.dilation_w,     s.pad_top,      s.pad_left,
                         s.in_zero_point, s.out_zero_point, s.act_min,      s.act_max};
  LinearOperands x = kernel_testing::RandomOperands(conv, seed);
  const Bytes expected = kernel_testing::SlowConv(conv, x);
  const size_t taps = static_cast<size_t>(s.kernel_height * s.kernel_width),
               outputs = x.bias.size();
  const Bytes by_channel = x.weights;
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t k = 0; k < taps; ++k) x.weights[k * outputs + o] = by_channel[o * taps + k];
  }
  EXPECT_EQ(RunKernel(s, x), expected) << "seed " << seed;
}

TEST(DepthwiseConv2dS8Test, SweepMatchesTheDefinition) {
  const std::vector<DepthwiseSpec> specs = {
      {1, 6, 5, 8, 6, 5, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1, -128, -128, -128, 127},
      {2, 6, 5, 7, 3, 3, 7, 3, 3, 1, 2, 2, 1, 1, 0, 1, 11, 3, -128, 127},
      {1, 6, 5, 4, 4, 3, 4, 3, 3, 1, 1, 1, 1, 1, 0, 0, 11, 3, -128, 127},
      {1, 9, 8, 5, 9, 8, 5, 3, 3, 1, 1, 1, 2, 3, 2, 3, -4, 0, -128, 127},
      {1, 2, 2, 6, 2, 2, 6, 5, 4, 1, 1, 1, 1, 1, 2, 1, 100, -9, -128, 127},
      {1, 10, 1, 9, 6, 1, 9, 5, 1, 1, 1, 1, 1, 1, 0, 0, 5, 0, -128, 127},
      {1, 1, 10, 3, 1, 10, 3, 1, 7, 1, 1, 1, 1, 1, 0, 3, 5, 0, -50, 60},
      {1, 5, 4, 1, 5, 4, 8, 3, 3, 8, 1, 1, 1, 1, 1, 1, 5, 0, -128, 127},
      {1, 5, 4, 3, 3, 2, 6, 3, 3, 2, 2, 2, 1, 1, 1, 0, 127, 0, -128, 127},
      // Windows that lie outside the image altogether.
      {1, 2, 2, 4, 6, 6, 4, 1, 1, 1, 1, 1, 1, 1, 2, 2, 40, 0, -128, 127}};
  for (size_t i = 0; i < specs.size(); ++i) ExpectDefinition(specs[i], static_cast<uint32_t>(i));
}

}  // namespace
}  // namespace iegen
