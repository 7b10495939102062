#include "iegen/conv2d_s8.h"

#include <vector>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"
#include "iegen/conv2d_direct_s8.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::ConvSpec;
using kernel_testing::LinearOperands;

constexpr int8_t kGuard = 77;

// Runs the kernel with exactly the scratch it asks for, watched at its end.
template <class Spec>
Bytes RunKernel(const Spec& s, const LinearOperands& x, size_t outputs) {
  const size_t scratch_bytes = static_cast<size_t>(Conv2dS8ScratchBytes(s));
  Bytes scratch(scratch_bytes + 16, kGuard), out(outputs);
  Conv2dS8(s, x.in.data(), x.weights.data(), x.packed_bias.data(), x.multiplier.data(),
           x.shift.data(), scratch.data(), out.data());
  for (size_t i = scratch_bytes; i < scratch.size(); ++i) EXPECT_EQ(scratch[i], kGuard);
  // The other kernels of the same definition.
  Bytes direct(outputs), backward(outputs);
  Conv2dDirectS8(s, x.in.data(), x.weights.data(), x.packed_bias.data(), x.multiplier.data(),
                 x.shift.data(), direct.data());
  EXPECT_EQ(direct, out);
  Conv2dDirectS8Backward(s, x.in.data(), x.weights.data(), x.packed_bias.data(),
                         x.multiplier.data(), x.shift.data(), backward.data());
  EXPECT_EQ(backward, out);
  return out;
}

// The expected bytes of the next two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(Conv2dS8Test, MatchesRecordedGroups) {
  const ConvSpec s = {1, 3, 1, 3, 2, 1, 3, 1, 3, 3, 2, 1, 1, 1, 0, 1, 127, 127, -128, 127};
  const LinearOperands x = {{24, -60, -29, -61, 4, 69, 39, 36, -88},
                            {94, -106, 111, -128, -128, -128, -64, 72, -128},
                            {},
                            {12354, 37535, 25820},
                            {1441843064, 1441843064, 1441843064},
                            {-6, -6, -6}};
  EXPECT_EQ(RunKernel(s, x, 6), (Bytes{127, 127, 120, 127, 127, 76}));
}

TEST(Conv2dS8Test, MatchesRecordedBatches) {
  const ConvSpec s = {3, 1, 2, 3, 1, 1, 4, 1, 1, 1, 3, 3, 2, 3, 0, 0, 120, 127, -128, 127};
  const LinearOperands x = {
      {70, 120, 58, 38, -13, 77, -97, -96, 46, 72, 24, -60, 86, 96, 99, -66, -63, -20},
      {127, 127, -127, -127, 127, -127, -127, 127, -127, -127, 127, 127},
      {},
      {-3195, 15457, 9467, -8276},
      {1073741824, 1073741824, 1073741824, 1073741824},
      {-7, -7, -7, -7}};
  EXPECT_EQ(RunKernel(s, x, 12),
            (Bytes{127, 127, 127, 127, -4, 127, 127, 118, 127, 127, 120, 127}));
}

TEST(Conv2dS8Test, SweepMatchesTheDefinition) {
  const std::vector<ConvSpec> specs = {
      // Pointwise, with pixels and channels at both sides of a block.
      {1, 4, 4, 8, 4, 4, 8, 1, 1, 1, 1, 1, 1, 1, 0, 0, -128, -128, -128, 127},
      {1, 3, 5, 7, 3, 5, 5, 1, 1, 1, 1, 1, 1, 1, 0, 0, 3, -5, -128, 127},
      {2, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 127, 7, -100, 90},
      {1, 5, 7, 4, 3, 4, 3, 1, 1, 1, 2, 2, 1, 1, 0, 0, -7, 1, -128, 127},
      // Padding on all sides, strides, dilations.
      {1, 6, 5, 3, 6, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1, 11, 0, -128, 127},
      {2, 6, 5, 3, 3, 3, 5, 3, 3, 1, 2, 2, 1, 1, 0, 1, 11, 0, -128, 127},
      {1, 9, 9, 2, 9, 9, 3, 3, 3, 1, 1, 1, 2, 3, 2, 3, -4, 0, -128, 127},
      {1, 2, 2, 3, 2, 2, 2, 5, 4, 1, 1, 1, 1, 1, 2, 1, 100, -9, -128, 127},
      // The window is wider than the image and its padding, as a whole row or whole image.
      {1, 8, 3, 2, 6, 1, 3, 3, 3, 1, 1, 1, 1, 1, 0, 0, 5, 0, -128, 127},
      {1, 4, 9, 2, 4, 7, 3, 1, 3, 1, 1, 1, 1, 1, 0, 0, 5, 0, -128, 127},
      {1, 8, 1, 5, 4, 1, 3, 3, 1, 1, 1, 1, 2, 1, 0, 0, 5, 0, -128, 127},
      // Groups, also 1x1.
      {1, 4, 4, 6, 4, 4, 4, 3, 3, 2, 1, 1, 1, 1, 1, 1, -3, 2, -128, 127},
      {1, 4, 4, 6, 4, 4, 9, 1, 1, 3, 1, 1, 1, 1, 0, 0, -3, 2, -128, 127},
      {2, 3, 4, 4, 3, 4, 4, 2, 2, 4, 1, 1, 1, 2, 0, 1, 9, 2, -20, 30}};
  for (size_t i = 0; i < specs.size(); ++i) {
    const LinearOperands x = kernel_testing::RandomOperands(specs[i], static_cast<uint32_t>(i));
    EXPECT_EQ(RunKernel(specs[i], x, kernel_testing::OutputSize(specs[i])),
              kernel_testing::SlowConv(specs[i], x))
        << "spec " << i;
  }
}

// The form in which engines carry specialised layers.
struct StaticSpec {
  static constexpr int32_t batch = 1, in_height = 6, in_width = 5, in_channels = 3;
  static constexpr int32_t out_height = 6, out_width = 5, out_channels = 4;
  static constexpr int32_t kernel_height = 3, kernel_width = 3, groups = 1;
  static constexpr int32_t stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1, pad_top = 1,
                           pad_left = 1;
  static constexpr int32_t in_zero_point = 11, out_zero_point = 0, act_min = -128, act_max = 127;
};

TEST(Conv2dS8Test, StaticSpecGivesTheSame) {
  const ConvSpec s = {1, 6, 5, 3, 6, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1, 11, 0, -128, 127};
  const LinearOperands x = kernel_testing::RandomOperands(s, 5);
  EXPECT_EQ(RunKernel(StaticSpec{}, x, kernel_testing::OutputSize(s)),
            kernel_testing::SlowConv(s, x));
}

TEST(Conv2dS8ScratchBytesTest, NoneForContiguousWindows) {
  ConvSpec s = {1, 8, 8, 4, 8, 8, 4, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, -128, 127};
  EXPECT_EQ(Conv2dS8ScratchBytes(s), 0);
  s = {1, 8, 8, 4, 6, 6, 4, 3, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0, -128, 127};
  EXPECT_EQ(Conv2dS8ScratchBytes(s), 2 * 3 * 3 * 4);
  s = {1, 8, 8, 4, 8, 6, 4, 1, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0, -128, 127};
  EXPECT_EQ(Conv2dS8ScratchBytes(s), 0);
  s.groups = 2;
  EXPECT_EQ(Conv2dS8ScratchBytes(s), 2 * 3 * 2);
}

}  // namespace
}  // namespace iegen
