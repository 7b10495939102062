// Distances worked out by hand, and those at which the tests on cores run the kernels.
#include "backends/access_order.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "backends/backend.h"
#include "backends/conv_spec.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
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

// Two steps of four features are read, then two steps of three cells written. The third step is
// read when six bytes are written, so that the input may begin two bytes below the output.
TEST(AccessOrderTest, LstmWithFewerCellsThanFeatures) {
  const ir::Spec spec = {{"steps", 6},    {"in_features", 4}, {"cells", 3},    {"in_step", 4},
                         {"in_batch", 0}, {"out_step", 3},    {"out_batch", 0}};
  EXPECT_EQ(OrderOf("lstm_s8", spec).Of(0)->above, -2);
}

// The last of six steps are read at 16, when 20 bytes are written.
TEST(AccessOrderTest, LstmWithMoreCellsThanFeatures) {
  const ir::Spec spec = {{"steps", 6},    {"in_features", 4}, {"cells", 5},    {"in_step", 4},
                         {"in_batch", 0}, {"out_step", 5},    {"out_batch", 0}};
  EXPECT_EQ(OrderOf("lstm_s8", spec).Of(0)->above, 4);
}

// Four bytes are read before one is written.
TEST(AccessOrderTest, QuantizedFloats) {
  const ir::Spec spec = {{"elements", 10}};
  EXPECT_EQ(OrderOf("quantize_f32_s8", spec).Of(0)->above, -3);
  EXPECT_EQ(OrderOf("dequantize_s8_f32", spec).Of(0)->above, 4 * 9 - 9);
  // From the last one on: its byte may be one of the four that it was made of.
  EXPECT_EQ(OrderOf("quantize_f32_s8_backward", spec).Of(0)->below, 4 * 9 - 9);
  EXPECT_LE(OrderOf("dequantize_s8_f32_backward", spec).Of(0)->below, 0);
}

ConvSpec SpecOf(const testing::ConvSpec& s) {
  ConvSpec spec;
  spec.batch = s.batch, spec.in_height = s.in_height, spec.in_width = s.in_width;
  spec.in_channels = s.in_channels, spec.out_channels = s.out_channels;
  spec.out_height = s.out_height, spec.out_width = s.out_width;
  spec.kernel_height = s.kernel_height, spec.kernel_width = s.kernel_width;
  spec.stride_h = s.stride_h, spec.stride_w = s.stride_w;
  spec.dilation_h = s.dilation_h, spec.dilation_w = s.dilation_w;
  spec.pad_top = s.pad_top, spec.pad_left = s.pad_left;
  return spec;
}

FullyConnectedSpec DenseSpecOf(const testing::ConvSpec& s) {
  FullyConnectedSpec spec;
  spec.batches = s.batches, spec.in_features = s.in_features, spec.out_features = s.out_features;
  return spec;
}

// Whether kernels that take `pixels` pixels at a time (see ConvCase::SafeDistance) may lie as close
// as on the core.
class OnCoreTest : public ::testing::Test {
 protected:
  bool Agrees(const testing::ConvShape& shape, absl::string_view kernel, int32_t pixels) {
    case_.Draw(shape, 0);
    const bool dense = absl::StrContains(kernel, "fully_connected");
    const AccessOrder order =
        OrderOf(kernel, dense ? ToSpec(DenseSpecOf(case_.spec())) : ToSpec(SpecOf(case_.spec())));
    const int64_t above = std::max<int64_t>(order.Of(0)->above, -case_.in_bytes());
    const int32_t safe = case_.SafeDistance(pixels);
    // A last pair without a second pixel makes some kernels ask for more than they need.
    if (pixels == testing::ConvCase::kPairs) {
      EXPECT_GE(above, safe) << kernel;
      return above >= safe;
    }
    EXPECT_EQ(above, safe) << kernel;
    return above == safe;
  }

  auto Test(absl::string_view kernel, int32_t pixels) {
    return testing::MakeSweep([this, kernel, pixels](const testing::ConvShape& shape, uint32_t) {
      return Agrees(shape, kernel, pixels);
    });
  }

  testing::ConvCase case_;
};

TEST_F(OnCoreTest, Pointwise) {
  EXPECT_EQ(Test("conv2d_1x1_s8_dsp", testing::ConvCase::kPairs).Conv1x1(), 0);
  EXPECT_EQ(Test("conv2d_1x1_wide_s8_dsp", testing::ConvCase::kPairs).Conv1x1(), 0);
  EXPECT_EQ(Test("conv2d_1x1_s8_mve", 2).Conv1x1(), 0);
  EXPECT_EQ(Test("conv2d_1x1_s8_rvv", 3).Conv1x1(), 0);
}

TEST_F(OnCoreTest, Windows) {
  EXPECT_EQ(Test("conv2d_s8_dsp", testing::ConvCase::kPairs).ConvKxK(), 0);
  EXPECT_EQ(Test("conv2d_wide_s8_dsp", testing::ConvCase::kPairs).ConvKxK(), 0);
  EXPECT_EQ(Test("conv2d_s8_mve", 2).ConvKxK(), 0);
  EXPECT_EQ(Test("conv2d_s8_rvv", 3).ConvKxK(), 0);
  EXPECT_EQ(Test("conv2d_s8_thumb", 8).ConvKxK(), 0);
}

TEST_F(OnCoreTest, Depthwise) {
  EXPECT_EQ(Test("depthwise_conv2d_s8_dsp", 1).Depthwise(4), 0);
  EXPECT_EQ(Test("depthwise_conv2d_s8_mve", 1).Depthwise(1), 0);
  EXPECT_EQ(Test("depthwise_conv2d_s8_rvv", 1).Depthwise(1), 0);
}

TEST_F(OnCoreTest, Dense) {
  EXPECT_EQ(Test("fully_connected_s8_dsp", 1).FullyConnected(4), 0);
  EXPECT_EQ(Test("fully_connected_s8_mve", 2).FullyConnected(1), 0);
  EXPECT_EQ(Test("fully_connected_s8_rvv", 1).FullyConnected(1), 0);
  EXPECT_EQ(Test("fully_connected_s8_thumb", 1).FullyConnected(4), 0);
}

}  // namespace
}  // namespace iegen
