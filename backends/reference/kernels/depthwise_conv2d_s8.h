// DEPTHWISE_CONV_2D on int8, NHWC, one multiplier an output channel:
//   out[y][x][c*m + j] = stage(sum (in[y*sh - pt + ky*dh][x*sw - pl + kx*dw][c] - zi) *
//   w[ky][kx][c*m + j]
//                              + b[c*m + j]), m = depth_multiplier.
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels
// (= in_channels * depth_multiplier), kernel_height, kernel_width, depth_multiplier, stride_h,
// stride_w, dilation_h, dilation_w, pad_top, pad_left, in_zero_point, out_zero_point, act_min,
// act_max.
//
// Pixels whose window lies inside the image go two at a time through a body without bounds checks;
// the others, and all where depth_multiplier > 1, one at a time through a body that checks each
// tap.
#ifndef IEGEN_DEPTHWISE_CONV2D_S8_H_
#define IEGEN_DEPTHWISE_CONV2D_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// The part of a depthwise convolution that does not depend on the pixel. Steps are in bytes.
struct DepthwiseS8 {
  const int8_t* weights;
  int32_t channels, depth_multiplier;  // channels: of the input
  int32_t kernel_height, kernel_width;
  int32_t tap_step, row_step;  // from a tap to its right and to its lower neighbour in the input
  int32_t in_zero_point;
  OutputStageS8 stage;
};

// The taps of a window that lie inside the image: rows [top, bottom), columns [left, right).
struct DepthwiseTapsS8 {
  int32_t top, bottom, left, right;
};

// Taps k of [0, count) with 0 <= start + k * step < size, as [*first, *end).
inline void ValidTaps(int32_t start, int32_t step, int32_t size, int32_t count, int32_t* range) {
  int32_t first = 0, end = count;
  while (first < count && start + first * step < 0) ++first;
  while (end > first && start + (end - 1) * step >= size) --end;
  range[0] = first;
  range[1] = end;
}

// All channels of two pixels whose windows lie inside the image; depth_multiplier is 1.
__attribute__((noinline)) inline void DepthwiseS8Inside(const DepthwiseS8& d,
                                                        const int8_t* const in[2],
                                                        int8_t* const out[2]) {
  const int32_t channels = d.channels, tap_step = d.tap_step;
  const int32_t kernel_height = d.kernel_height, kernel_width = d.kernel_width;
  const int32_t row_rest = d.row_step - kernel_width * tap_step;
  for (int32_t c = 0; c < channels; ++c) {
    const int8_t* x0 = in[0] + c;
    const int8_t* x1 = in[1] + c;
    const int8_t* w = d.weights + c;
    uint32_t acc0 = static_cast<uint32_t>(d.stage.bias[c]), acc1 = acc0;
    for (int32_t ky = kernel_height; ky > 0; --ky) {
      for (int32_t kx = kernel_width; kx > 0; --kx) {
        const int32_t v = *w;
        acc0 += static_cast<uint32_t>(*x0 * v);
        acc1 += static_cast<uint32_t>(*x1 * v);
        w += channels;
        x0 += tap_step;
        x1 += tap_step;
      }
      x0 += row_rest;
      x1 += row_rest;
    }
    const int32_t multiplier = d.stage.multiplier[c], shift = d.stage.shift[c];
    out[0][c] = ToOutputS8(d.stage, static_cast<int32_t>(acc0), multiplier, shift);
    out[1][c] = ToOutputS8(d.stage, static_cast<int32_t>(acc1), multiplier, shift);
  }
}

// All channels of one pixel. `in` is where tap (0, 0) of channel 0 would be; it is read at taps
// only.
__attribute__((noinline)) inline void DepthwiseS8Border(const DepthwiseS8& d,
                                                        const DepthwiseTapsS8& taps,
                                                        const int8_t* image, int32_t start,
                                                        int8_t* out) {
  const int32_t out_channels = d.channels * d.depth_multiplier;
  int32_t c = 0, repeat = 0;
  for (int32_t o = 0; o < out_channels; ++o) {
    const int8_t* w = d.weights + o;
    uint32_t acc = static_cast<uint32_t>(d.stage.bias[o]);
    for (int32_t ky = 0; ky < d.kernel_height; ++ky) {
      const bool row = ky >= taps.top && ky < taps.bottom;
      int32_t at = start + c + ky * d.row_step;
      for (int32_t kx = 0; kx < d.kernel_width; ++kx, w += out_channels, at += d.tap_step) {
        const int32_t x = row && kx >= taps.left && kx < taps.right ? image[at] : d.in_zero_point;
        acc += static_cast<uint32_t>(x * *w);
      }
    }
    out[o] =
        ToOutputS8(d.stage, static_cast<int32_t>(acc), d.stage.multiplier[o], d.stage.shift[o]);
    if (++repeat == d.depth_multiplier) {
      repeat = 0;
      ++c;
    }
  }
}

// One image.
template <class Spec>
inline void DepthwiseConv2dS8Image(const Spec& s, const DepthwiseS8& d, const int8_t* in,
                                   int8_t* out) {
  const int32_t out_height = s.out_height, out_width = s.out_width, out_channels = s.out_channels;
  const int32_t row_bytes = s.in_width * d.channels;
  const int8_t* window[2];
  int8_t* target[2];
  int32_t waiting = 0;
  for (int32_t oy = 0; oy < out_height; ++oy) {
    const int32_t y = oy * s.stride_h - s.pad_top;
    int32_t rows[2];
    ValidTaps(y, s.dilation_h, s.in_height, d.kernel_height, rows);
    int32_t x = -s.pad_left;
    for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w, out += out_channels) {
      int32_t columns[2];
      ValidTaps(x, s.dilation_w, s.in_width, d.kernel_width, columns);
      const DepthwiseTapsS8 taps = {rows[0], rows[1], columns[0], columns[1]};
      const int32_t start = y * row_bytes + x * d.channels;
      const bool inside =
          taps.bottom - taps.top == d.kernel_height && taps.right - taps.left == d.kernel_width;
      if (!inside || d.depth_multiplier != 1) {
        DepthwiseS8Border(d, taps, in, start, out);
        continue;
      }
      window[waiting] = in + start;
      target[waiting] = out;
      waiting ^= 1;
      if (waiting == 0) DepthwiseS8Inside(d, window, target);
    }
  }
  if (waiting != 0) {
    window[1] = window[0];
    target[1] = target[0];
    DepthwiseS8Inside(d, window, target);
  }
}

// in [batch, in_height, in_width, in_channels], weights [kernel_height, kernel_width,
// out_channels], multiplier and shift [out_channels] (positive shift to the left), out [batch,
// out_height, out_width, out_channels]. bias [out_channels], never null, packed modulo 2^32:
// bias[o] = b[o] - in_zero_point * sum(weights[..][o]).
template <class Spec>
inline void DepthwiseConv2dS8(const Spec& s, const int8_t* in, const int8_t* weights,
                              const int32_t* bias, const int32_t* multiplier, const int8_t* shift,
                              int8_t* out) {
  const DepthwiseS8 d = {weights,
                         s.in_channels,
                         s.depth_multiplier,
                         s.kernel_height,
                         s.kernel_width,
                         s.dilation_w * s.in_channels,
                         s.dilation_h * s.in_width * s.in_channels,
                         s.in_zero_point,
                         {bias, multiplier, shift, 1, s.out_zero_point, s.act_min, s.act_max}};
  const int32_t batch = s.batch;
  for (int32_t b = 0; b < batch; ++b) {
    DepthwiseConv2dS8Image(s, d, in, out);
    in += s.in_height * s.in_width * s.in_channels;
    out += s.out_height * s.out_width * s.out_channels;
  }
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_H_
