// One window times one channel, for the portable models of kernels. Freestanding C++14.
#ifndef IEGEN_BACKENDS_MODEL_WINDOW_H_
#define IEGEN_BACKENDS_MODEL_WINDOW_H_

#include <stdint.h>

namespace iegen {

// The sum of products of the window whose first tap is at (y, x) of the image `in`, modulo 2^32.
// weight(k) is the channel's tap k of [kernel_height, kernel_width, in_channels]; padding has the
// input's zero point. Spec members as of Conv2dS8, one group.
template <class Spec, class Weight>
inline uint32_t ModelWindow(const Spec& s, const int8_t* in, int32_t y, int32_t x,
                            const Weight& weight) {
  uint32_t sum = 0;
  int32_t k = 0;
  for (int32_t ky = 0; ky < s.kernel_height; ++ky) {
    for (int32_t kx = 0; kx < s.kernel_width; ++kx) {
      const int32_t ty = y + ky * s.dilation_h, tx = x + kx * s.dilation_w;
      const bool inside = ty >= 0 && ty < s.in_height && tx >= 0 && tx < s.in_width;
      const int8_t* const pixel = in + (ty * s.in_width + tx) * s.in_channels;
      for (int32_t i = 0; i < s.in_channels; ++i, ++k) {
        sum += static_cast<uint32_t>((inside ? pixel[i] : s.in_zero_point) * weight(k));
      }
    }
  }
  return sum;
}

// visit(in, y, x) for every output position in order: the position's image, and the row and column
// of its window's first tap, which may be negative. `image` is the elements of one image.
template <class Spec, class Visit>
inline void ForEachWindow(const Spec& s, const int8_t* in, int32_t image, const Visit& visit) {
  for (int32_t b = 0; b < s.batch; ++b, in += image) {
    for (int32_t oy = 0; oy < s.out_height; ++oy) {
      for (int32_t ox = 0; ox < s.out_width; ++ox) {
        visit(in, oy * s.stride_h - s.pad_top, ox * s.stride_w - s.pad_left);
      }
    }
  }
}

// output(c, sum) for every window and channel of a convolution, in the order of the output.
template <class Spec, class Weight, class Output>
inline void ModelConv(const Spec& s, const int8_t* in, const Weight& weight, const Output& output) {
  const int32_t image = s.in_height * s.in_width * s.in_channels;
  ForEachWindow(s, in, image, [&](const int8_t* pixels, int32_t y, int32_t x) {
    for (int32_t c = 0; c < s.out_channels; ++c) {
      output(c, ModelWindow(s, pixels, y, x, [&](int32_t k) { return weight(c, k); }));
    }
  });
}

// The same for a depthwise convolution with depth multiplier 1; weight(c, k) is tap k of
// [kernel_height, kernel_width].
template <class Spec, class Weight, class Output>
inline void ModelDepthwise(const Spec& s, const int8_t* in, const Weight& weight,
                           const Output& output) {
  Spec one = s;  // One channel of a wider pixel: the width counts channels.
  const int32_t channels = s.in_channels;
  one.in_channels = 1;
  one.in_width = s.in_width * channels;
  one.dilation_w = s.dilation_w * channels;
  const int32_t image = s.in_height * one.in_width;
  ForEachWindow(s, in, image, [&](const int8_t* pixels, int32_t y, int32_t x) {
    for (int32_t c = 0; c < channels; ++c) {
      const int32_t column = x * channels + c;
      output(c, ModelWindow(one, pixels, y, column, [&](int32_t k) { return weight(c, k); }));
    }
  });
}

// A fully connected layer as a convolution of one row of `batches` pixels.
template <class Conv, class Dense>
inline Conv AsConvolution(const Dense& d) {
  Conv s;
  s.in_width = s.out_width = d.batches;
  s.in_channels = d.in_features;
  s.out_channels = d.out_features;
  s.out_zero_point = d.out_zero_point;
  s.act_min = d.act_min;
  s.act_max = d.act_max;
  return s;
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_MODEL_WINDOW_H_
