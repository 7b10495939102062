#include "iegen/transpose_conv2d_s8.h"

#include <algorithm>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::Ints;
using kernel_testing::RandomBytes;
using kernel_testing::SlowScale;

struct Spec {
  int32_t batch, in_height, in_width, in_channels, out_height, out_width, out_channels;
  int32_t kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left;
  int32_t in_zero_point, out_zero_point, act_min, act_max;
};

struct Operands {
  Bytes in, weights, shift;
  Ints bias, multiplier;
};

Operands OperandsOf(const Spec& s) {
  Operands o;
  o.in = RandomBytes(3, static_cast<size_t>(s.batch * s.in_height * s.in_width * s.in_channels));
  o.weights = RandomBytes(
      4, static_cast<size_t>(s.out_channels * s.kernel_height * s.kernel_width * s.in_channels));
  for (int32_t c = 0; c < s.out_channels; ++c) {
    o.bias.push_back(1000 * c - 2000);
    o.multiplier.push_back((1 << 30) + 1234567 * c);
    o.shift.push_back(static_cast<int8_t>(-8 + c % 3));
  }
  return o;
}

// One output as the sum over all inputs and taps that meet it, found by trying each.
int64_t SlowSum(const Spec& s, const Operands& o, int32_t y, int32_t x, int32_t channel) {
  int64_t sum = o.bias[static_cast<size_t>(channel)];
  for (int32_t at = 0; at < s.in_height * s.in_width; ++at) {
    const int32_t ky = y + s.pad_top - at / s.in_width * s.stride_h;
    const int32_t kx = x + s.pad_left - at % s.in_width * s.stride_w;
    if (ky < 0 || ky >= s.kernel_height || kx < 0 || kx >= s.kernel_width) continue;
    const int32_t tap = (channel * s.kernel_height + ky) * s.kernel_width + kx;
    for (int32_t c = 0; c < s.in_channels; ++c) {
      sum += (o.in[static_cast<size_t>(at * s.in_channels + c)] - s.in_zero_point) *
             o.weights[static_cast<size_t>(tap * s.in_channels + c)];
    }
  }
  return sum;
}

void Check(const Spec& s) {
  const Operands o = OperandsOf(s);
  Bytes out(static_cast<size_t>(s.out_height * s.out_width * s.out_channels));
  TransposeConv2dS8(s, o.in.data(), o.weights.data(), o.bias.data(), o.multiplier.data(),
                    o.shift.data(), out.data());
  size_t at = 0;
  for (int32_t y = 0; y < s.out_height; ++y) {
    for (int32_t x = 0; x < s.out_width; ++x) {
      for (int32_t c = 0; c < s.out_channels; ++c) {
        const auto i = static_cast<size_t>(c);
        const int64_t scaled = SlowScale(SlowSum(s, o, y, x, c), o.multiplier[i], o.shift[i]);
        const int64_t expected =
            std::clamp<int64_t>(scaled + s.out_zero_point, s.act_min, s.act_max);
        ASSERT_EQ(out[at++], expected) << y << "," << x << "," << c;
      }
    }
  }
}

TEST(TransposeConv2dS8Test, IsItsDefinition) {
  for (int32_t stride = 1; stride <= 4; ++stride) {
    for (int32_t kernel = 1; kernel <= 4; ++kernel) {
      for (int32_t pad = 0; pad < kernel; ++pad) {
        SCOPED_TRACE(testing::Message() << stride << " " << kernel << " " << pad);
        Check({1, 3, 2, 3, 3 * stride + kernel - pad, 2 * stride + 5, 5, kernel, 3, stride,
               stride % 2 + 1, pad, 1, -7, 9, -100, 120});
      }
    }
  }
}

TEST(TransposeConv2dS8Test, OutputsAreHeldBetweenTheLimits) {
  const Spec s = {1, 1, 1, 1, 2, 1, 1, 2, 1, 2, 1, 0, 0, 0, 0, -20, 30};
  const Bytes in = {100}, weights = {127, -127}, shift = {0};
  const Ints bias = {0}, multiplier = {1 << 30};
  Bytes out(2);
  TransposeConv2dS8(s, in.data(), weights.data(), bias.data(), multiplier.data(), shift.data(),
                    out.data());
  EXPECT_EQ(out, (Bytes{30, -20}));
}

}  // namespace
}  // namespace iegen
