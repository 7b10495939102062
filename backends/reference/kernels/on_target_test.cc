// Random convolutions, depthwise convolutions and fully connected layers on the core itself, each
// against its definition. Plain C++14 without a library, so that every board can run it.
#include <stdint.h>
#include <stdio.h>

#include "iegen/conv2d_s8.h"
#include "iegen/depthwise_conv2d_s8.h"
#include "iegen/fully_connected_s8.h"

namespace {

struct ConvSpec {
  int32_t batch, in_height, in_width, in_channels;
  int32_t out_height, out_width, out_channels;
  int32_t kernel_height, kernel_width, groups, depth_multiplier;
  int32_t stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  int32_t in_zero_point, out_zero_point, act_min, act_max;
};

struct FullyConnectedSpec {
  int32_t batches, in_features, out_features, weights_zero_point, in_zero_point, out_zero_point;
  int32_t act_min, act_max, per_channel;
};

constexpr int32_t kInput = 700, kWeights = 1200, kOutput = 900, kChannels = 24;
int8_t input[kInput], weights[kWeights], transposed[kWeights], scratch[kWeights], output[kOutput];
int8_t shift[kChannels];
int32_t bias[kChannels], packed[kChannels], multiplier[kChannels];

uint32_t state = 1;

// A number of [0, n).
int32_t Draw(int32_t n) {
  state = state * 1664525u + 1013904223u;
  return static_cast<int32_t>((state >> 16) % static_cast<uint32_t>(n));
}

int32_t OutputSize(int32_t in, int32_t pad, int32_t reach, int32_t stride) {
  return (in + pad - reach) / stride + 1;
}

// Outputs of a random convolution that fits the buffers; 0 in out_height where none was drawn.
ConvSpec DrawSpec(bool depthwise) {
  ConvSpec s = {};
  s.batch = 1 + Draw(2), s.in_height = 1 + Draw(7), s.in_width = 1 + Draw(7);
  s.kernel_height = 1 + Draw(4), s.kernel_width = 1 + Draw(4);
  s.stride_h = 1 + Draw(2), s.stride_w = 1 + Draw(2);
  s.dilation_h = 1 + Draw(2), s.dilation_w = 1 + Draw(2);
  const int32_t reach_h = (s.kernel_height - 1) * s.dilation_h + 1;
  const int32_t reach_w = (s.kernel_width - 1) * s.dilation_w + 1;
  s.pad_top = Draw(reach_h), s.pad_left = Draw(reach_w);
  const int32_t pad_h = s.pad_top + Draw(reach_h), pad_w = s.pad_left + Draw(reach_w);
  s.groups = depthwise ? 1 : 1 + Draw(2);
  s.in_channels = s.groups * (1 + Draw(9));
  s.depth_multiplier = 1 + Draw(2);
  s.out_channels = depthwise ? s.in_channels * s.depth_multiplier : s.groups * (1 + Draw(9));
  s.in_zero_point = Draw(256) - 128, s.out_zero_point = Draw(256) - 128;
  s.act_min = -128 + Draw(20), s.act_max = 127 - Draw(20);
  if (reach_h > s.in_height + pad_h || reach_w > s.in_width + pad_w) return s;
  if (depthwise) s.groups = s.in_channels;
  const int32_t taps = s.kernel_height * s.kernel_width * (s.in_channels / s.groups);
  s.out_width = OutputSize(s.in_width, pad_w, reach_w, s.stride_w);
  const int32_t out_height = OutputSize(s.in_height, pad_h, reach_h, s.stride_h);
  const bool fits = s.batch * s.in_height * s.in_width * s.in_channels <= kInput &&
                    s.out_channels * taps <= kWeights && 2 * taps <= kWeights &&
                    s.out_channels <= kChannels &&
                    s.batch * out_height * s.out_width * s.out_channels <= kOutput;
  s.out_height = fits ? out_height : 0;
  return s;
}

// Fills all operands; weights are OHWI. The bias is packed with the input's zero point.
void DrawOperands(const ConvSpec& s) {
  const int32_t taps = s.kernel_height * s.kernel_width * (s.in_channels / s.groups);
  for (int8_t& x : input) x = static_cast<int8_t>(Draw(256) - 128);
  for (int32_t o = 0; o < s.out_channels; ++o) {
    int32_t sum = 0;
    for (int32_t i = 0; i < taps; ++i) {
      const int32_t w = Draw(256) - 128;
      weights[o * taps + i] = static_cast<int8_t>(w);
      transposed[i * s.out_channels + o] = static_cast<int8_t>(w);
      sum += w;
    }
    bias[o] = Draw(20000) - 10000;
    packed[o] = bias[o] - s.in_zero_point * sum;
    multiplier[o] = (1 << 30) + (Draw(1 << 15) << 15);
    shift[o] = static_cast<int8_t>(2 - Draw(12));
  }
}

// acc * multiplier * 2^(shift - 31): half up, then half away from zero.
int32_t Scale(int64_t acc, int32_t m, int32_t s) {
  const int64_t left = s > 0 ? s : 0, right = s < 0 ? -s : 0;
  const int64_t sum = acc * (1 << left) * m + (static_cast<int64_t>(1) << 30);
  const int64_t high = sum >> 31;
  if (right == 0) return static_cast<int32_t>(high);
  const int64_t half = static_cast<int64_t>(1) << (right - 1);
  return static_cast<int32_t>(high < 0 ? -((-high + half) >> right) : (high + half) >> right);
}

int32_t Expected(const ConvSpec& s, int32_t b, int32_t oy, int32_t ox, int32_t o) {
  const int32_t channels = s.in_channels / s.groups, group = o / (s.out_channels / s.groups);
  int64_t sum = bias[o];
  for (int32_t k = 0; k < s.kernel_height * s.kernel_width; ++k) {
    const int32_t y = oy * s.stride_h - s.pad_top + k / s.kernel_width * s.dilation_h;
    const int32_t x = ox * s.stride_w - s.pad_left + k % s.kernel_width * s.dilation_w;
    if (y < 0 || y >= s.in_height || x < 0 || x >= s.in_width) continue;
    const int32_t at = ((b * s.in_height + y) * s.in_width + x) * s.in_channels + group * channels;
    const int32_t w = (o * s.kernel_height * s.kernel_width + k) * channels;
    for (int32_t c = 0; c < channels; ++c)
      sum += (input[at + c] - s.in_zero_point) * weights[w + c];
  }
  return iegen::Clamp(Scale(sum, multiplier[o], shift[o]) + s.out_zero_point, s.act_min, s.act_max);
}

int32_t CountWrong(const ConvSpec& s) {
  int32_t wrong = 0;
  const int32_t pixels = s.batch * s.out_height * s.out_width;
  for (int32_t i = 0; i < pixels; ++i) {
    const int32_t row = i / s.out_width;
    for (int32_t o = 0; o < s.out_channels; ++o) {
      const int32_t expected =
          Expected(s, row / s.out_height, row % s.out_height, i % s.out_width, o);
      wrong += output[i * s.out_channels + o] != expected;
    }
  }
  return wrong;
}

int32_t TryConv(bool depthwise) {
  const ConvSpec s = DrawSpec(depthwise);
  if (s.out_height == 0) return 0;
  DrawOperands(s);
  if (depthwise) {
    iegen::DepthwiseConv2dS8(s, input, transposed, packed, multiplier, shift, output);
  } else {
    iegen::Conv2dS8(s, input, weights, packed, multiplier, shift, scratch, output);
  }
  return CountWrong(s);
}

int32_t TryFullyConnected() {
  ConvSpec s = {};
  s.batch = 1 + Draw(3), s.in_channels = 1 + Draw(40), s.out_channels = 1 + Draw(kChannels);
  s.in_height = s.in_width = s.out_height = s.out_width = s.kernel_height = s.kernel_width = 1;
  s.groups = s.stride_h = s.stride_w = s.dilation_h = s.dilation_w = 1;
  s.in_zero_point = Draw(256) - 128, s.out_zero_point = Draw(256) - 128;
  s.act_min = -128, s.act_max = 127;
  DrawOperands(s);
  const FullyConnectedSpec fc = {
      s.batch, s.in_channels, s.out_channels, 0, s.in_zero_point, s.out_zero_point, -128, 127, 1};
  iegen::FullyConnectedS8(fc, input, weights, packed, multiplier, shift, output);
  return CountWrong(s);
}

}  // namespace

int main() {
  int32_t wrong[3] = {0, 0, 0};
  for (int32_t i = 0; i < 60; ++i) {
    wrong[0] += TryConv(false);
    wrong[1] += TryConv(true);
    wrong[2] += TryFullyConnected();
  }
  printf("wrong bytes: conv %ld, depthwise %ld, fully connected %ld\n", static_cast<long>(wrong[0]),
         static_cast<long>(wrong[1]), static_cast<long>(wrong[2]));
  return wrong[0] + wrong[1] + wrong[2] == 0 ? 0 : 1;
}
