// Distances worked out by hand.
#include "backends/access_order.h"

#include "backends/backend.h"
#include "backends/conv_spec.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

AccessOrder OrderOf(absl::string_view kernel, const ir::Spec& spec) {
  AccessOrder order;
  FindKernel(kernel)->order(spec, &order);
  return order;
}

// The layers of a keyword spotter: 25 x 5 pixels of 64 channels.
ConvSpec Layer(int32_t kernel, int32_t pad) {
  ConvSpec s;
  s.in_height = s.out_height = 25;
  s.in_width = s.out_width = 5;
  s.in_channels = s.out_channels = 64;
  s.kernel_height = s.kernel_width = kernel;
  s.pad_top = s.pad_left = pad;
  return s;
}

TEST(AccessOrderTest, ElementByElementIsInPlace) {
  AccessOrder order;
  for (int64_t i = 0; i < 10; ++i) {
    order.Read(0, i, i + 1);
    order.Write(i, i + 1);
  }
  EXPECT_EQ(order.Of(0)->above, 0);
  EXPECT_EQ(order.Of(0)->below, 10);
  EXPECT_FALSE(order.Of(1).has_value());
}

TEST(AccessOrderTest, AnInputReadBeforeAllWritesMayLieAnywhere) {
  AccessOrder order;
  order.Read(0, 0, 10);
  order.Write(0, 10);
  EXPECT_LT(order.Of(0)->above, -10);
  EXPECT_LT(order.Of(0)->below, -10);
}

// The output grows four times as fast: the last element is read when all others are written.
TEST(AccessOrderTest, AGrowingOutputRunsIntoItsInput) {
  AccessOrder order;
  for (int64_t i = 0; i < 10; ++i) {
    order.Read(0, i, i + 1);
    order.Write(4 * i, 4 * i + 4);
  }
  EXPECT_EQ(order.Of(0)->above, 36 - 9);
}

// Two pixels at a time, two channels of each: before the last two channels 126 bytes behind the
// pair's beginning are written, and the pair is read again.
TEST(AccessOrderTest, PointwiseConvolution) {
  EXPECT_EQ(OrderOf("conv2d_s8", ToSpec(Layer(1, 0))).Of(0)->above, 126);
  // The pair's upper pixel ends 128 bytes above the beginning of the lower one.
  EXPECT_EQ(OrderOf("conv2d_s8_backward", ToSpec(Layer(1, 0))).Of(0)->below, 128);
}

// Channels 0 to 3 of pixel p + 1 look back to pixel p - 5, and 64 (p + 1) bytes are written. In the
// other direction the last channels of pixel p reach up to the end of pixel p + 6, when the first
// channels of p are written already.
TEST(AccessOrderTest, DepthwiseConvolution) {
  ConvSpec s = Layer(3, 1);
  EXPECT_EQ(OrderOf("depthwise_conv2d_s8", ToSpec(s)).Of(0)->above, 6 * 64);
  EXPECT_EQ(OrderOf("depthwise_conv2d_s8_backward", ToSpec(s)).Of(0)->below, 7 * 64);
}

// Windows are copied, two at a time: 64 (p + 2) bytes are written when pixel p - 4 is read.
TEST(AccessOrderTest, ConvolutionWithCopiedWindows) {
  ConvSpec s = Layer(3, 1);
  EXPECT_EQ(OrderOf("conv2d_s8", ToSpec(s)).Of(0)->above, 6 * 64);
}

// Every four outputs read all of the input: 124 of 128 are written before the last time.
TEST(AccessOrderTest, FullyConnected) {
  FullyConnectedSpec s;
  s.in_features = 640;
  s.out_features = 128;
  EXPECT_EQ(OrderOf("fully_connected_s8", ToSpec(s)).Of(0)->above, 124);
}

// Four bytes are read before one is written.
TEST(AccessOrderTest, QuantizedFloats) {
  const ir::Spec spec = {{"elements", 10}};
  EXPECT_EQ(OrderOf("quantize_f32_s8", spec).Of(0)->above, -3);
  EXPECT_EQ(OrderOf("dequantize_s8_f32", spec).Of(0)->above, 4 * 9 - 9);
}

}  // namespace
}  // namespace iegen
