#include "backends/reference/kernels/kernel_testing.h"

#include <algorithm>

namespace iegen {
namespace kernel_testing {
namespace {

int64_t FloorDivide(int64_t a, int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

size_t Product(std::initializer_list<int32_t> factors) {
  size_t result = 1;
  for (const int32_t f : factors) result *= static_cast<size_t>(f);
  return result;
}

// The sum of one output channel of one pixel, in 64 bits.
int64_t SlowSum(const ConvSpec& s, const LinearOperands& operands, const int32_t* pixel,
                int32_t o) {
  const int32_t channels = s.in_channels / s.groups, group = o / (s.out_channels / s.groups);
  int64_t sum = operands.bias[static_cast<size_t>(o)];
  for (int32_t ky = 0; ky < s.kernel_height; ++ky) {
    for (int32_t kx = 0; kx < s.kernel_width; ++kx) {
      const int32_t y = pixel[1] * s.stride_h - s.pad_top + ky * s.dilation_h;
      const int32_t x = pixel[2] * s.stride_w - s.pad_left + kx * s.dilation_w;
      if (y < 0 || y >= s.in_height || x < 0 || x >= s.in_width) continue;
      for (int32_t c = 0; c < channels; ++c) {
        const int32_t at =
            ((pixel[0] * s.in_height + y) * s.in_width + x) * s.in_channels + group * channels + c;
        const int32_t w = ((o * s.kernel_height + ky) * s.kernel_width + kx) * channels + c;
        sum += (operands.in[static_cast<size_t>(at)] - s.in_zero_point) *
               operands.weights[static_cast<size_t>(w)];
      }
    }
  }
  return sum;
}

}  // namespace

Bytes RandomBytes(uint32_t seed, size_t n) {
  Bytes bytes(n);
  uint32_t state = seed * 2654435761u + 12345u;
  for (int8_t& b : bytes) {
    state = state * 1664525u + 1013904223u;
    b = static_cast<int8_t>(static_cast<uint8_t>(state >> 24));
  }
  return bytes;
}

int64_t SlowScale(int64_t acc, int32_t multiplier, int32_t shift) {
  const int64_t left = shift > 0 ? shift : 0, right = shift < 0 ? -shift : 0;
  const int64_t high =
      FloorDivide((acc * (int64_t{1} << left)) * multiplier + (int64_t{1} << 30), int64_t{1} << 31);
  if (right == 0) return high;
  const int64_t magnitude = high < 0 ? -high : high;
  const int64_t rounded = (magnitude + (int64_t{1} << (right - 1))) / (int64_t{1} << right);
  return high < 0 ? -rounded : rounded;
}

size_t InputSize(const ConvSpec& s) {
  return Product({s.batch, s.in_height, s.in_width, s.in_channels});
}
size_t OutputSize(const ConvSpec& s) {
  return Product({s.batch, s.out_height, s.out_width, s.out_channels});
}

LinearOperands RandomOperands(const ConvSpec& s, uint32_t seed) {
  LinearOperands operands;
  const size_t taps = Product({s.kernel_height, s.kernel_width, s.in_channels / s.groups});
  const size_t outputs = static_cast<size_t>(s.out_channels);
  operands.in = RandomBytes(seed, InputSize(s));
  operands.weights = RandomBytes(seed + 1, outputs * taps);
  const Bytes noise = RandomBytes(seed + 2, outputs);
  for (size_t o = 0; o < outputs; ++o) {
    const int32_t bias = noise[o] * 37;
    int32_t weight_sum = 0;
    for (size_t i = 0; i < taps; ++i) weight_sum += operands.weights[o * taps + i];
    operands.bias.push_back(bias);
    operands.packed_bias.push_back(bias - s.in_zero_point * weight_sum);
    operands.multiplier.push_back((1 << 30) + (noise[o] + 128) * 4194301);
    // Sums of many taps get a smaller scale; one channel in eight has a left shift.
    int32_t shift = -6;
    for (size_t i = 1; i < taps; i *= 4) --shift;
    operands.shift.push_back(static_cast<int8_t>(o % 8 == 7 ? o % 3 : shift));
  }
  return operands;
}

Bytes SlowConv(const ConvSpec& s, const LinearOperands& operands) {
  Bytes out;
  const int32_t pixels = s.batch * s.out_height * s.out_width;
  for (int32_t i = 0; i < pixels; ++i) {
    const int32_t row = i / s.out_width;
    const int32_t pixel[3] = {row / s.out_height, row % s.out_height, i % s.out_width};
    for (int32_t o = 0; o < s.out_channels; ++o) {
      const size_t q = static_cast<size_t>(o);
      const int64_t scaled =
          SlowScale(SlowSum(s, operands, pixel, o), operands.multiplier[q], operands.shift[q]);
      out.push_back(static_cast<int8_t>(
          std::clamp<int64_t>(scaled + s.out_zero_point, s.act_min, s.act_max)));
    }
  }
  return out;
}

}  // namespace kernel_testing
}  // namespace iegen
