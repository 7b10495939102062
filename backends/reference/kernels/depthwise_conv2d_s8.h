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

#include "iegen/dot_s8.h"

namespace iegen {

// The part of a depthwise convolution that does not depend on the pixel. Steps are in bytes.
struct DepthwiseS8 {
  const int8_t* weights;
  int32_t channels, depth_multiplier;  // channels: of the input
  int32_t kernel_height, kernel_width;
  int32_t tap_step, row_step;  // from a tap to its right and to its lower neighbour in the input
  OutputStageS8 stage;
};

// A rectangle of a window's taps, `rows` x `columns`.
struct DepthwiseTapsS8 {
  const int8_t* x;             // what the first tap reads, at channel 0
  int32_t tap_step, row_rest;  // added to x after each tap, and further after each row
  int32_t channel_mask;        // -1: x is in the image; 0: x is padding, the same for all channels
  int32_t w, w_rest;           // place of the first tap's weights, and what is added after a row
  int32_t rows, columns;
};

// A window as at most five rectangles: the taps above the image, left of it, in it, right of it,
// below it.
struct DepthwiseWindowS8 {
  DepthwiseTapsS8 part[5];
  int32_t parts;
  int8_t padding[4];  // a tap outside the image, for four channels
};

// Taps k of [0, count) with 0 <= start + k * step < size: from range[0] up to, not including,
// range[1].
inline void TapsInside(int32_t start, int32_t step, int32_t size, int32_t count, int32_t* range) {
  int32_t k = 0;
  for (; k < count && start < 0; ++k) start += step;
  range[0] = k;
  for (; k < count && start < size; ++k) start += step;
  range[1] = k;
}

// Appends rows [y[0], y[1]) x columns [x[0], x[1]) of the kernel, if any. from: the first of them,
// null for padding.
inline void AddTaps(const DepthwiseS8& d, const int32_t* y, const int32_t* x, const int8_t* from,
                    DepthwiseWindowS8* window) {
  const int32_t rows = y[1] - y[0], columns = x[1] - x[0];
  if (rows <= 0 || columns <= 0) return;
  DepthwiseTapsS8& part = window->part[window->parts++];
  part.rows = rows;
  part.columns = columns;
  const int32_t out_channels = d.channels * d.depth_multiplier;
  part.w = (y[0] * d.kernel_width + x[0]) * out_channels;
  part.w_rest = (d.kernel_width - columns) * out_channels;
  const bool inside = from != nullptr;
  part.x = inside ? from : window->padding;
  part.tap_step = inside ? d.tap_step : 0;
  part.row_rest = inside ? d.row_step - columns * d.tap_step : 0;
  part.channel_mask = inside ? -1 : 0;
}

// Splits a window whose taps [y[0], y[1]) x [x[0], x[1]) are inside the image; the first of them is
// at `from`.
inline void SplitWindow(const DepthwiseS8& d, const int32_t* y, const int32_t* x,
                        const int8_t* from, DepthwiseWindowS8* window) {
  const int32_t above[2] = {0, y[0]}, below[2] = {y[1], d.kernel_height};
  const int32_t left[2] = {0, x[0]}, right[2] = {x[1], d.kernel_width},
                all[2] = {0, d.kernel_width};
  window->parts = 0;
  AddTaps(d, y, x, from, window);
  AddTaps(d, above, all, nullptr, window);
  AddTaps(d, y, left, nullptr, window);
  AddTaps(d, y, right, nullptr, window);
  AddTaps(d, below, all, nullptr, window);
}

// Adds one tap of kLanes neighbouring channels.
template <int kLanes>
struct DepthwiseLanesS8;

template <>
struct DepthwiseLanesS8<1> {
  uint32_t a0;
  explicit DepthwiseLanesS8(const int32_t* bias) : a0(static_cast<uint32_t>(bias[0])) {}
  __attribute__((always_inline)) void AddTap(const int8_t* x, const int8_t* w) {
    a0 = MultiplyAddS8(x[0], w[0], a0);
  }
  void Store(const OutputStageS8& stage, int32_t o, int8_t* out) const {
    StoreOutputsS8(stage, o, 1, &a0, 1, out + o);
  }
};

template <>
struct DepthwiseLanesS8<4> {
  uint32_t a0, a1, a2, a3;
  explicit DepthwiseLanesS8(const int32_t* bias)
      : a0(static_cast<uint32_t>(bias[0])),
        a1(static_cast<uint32_t>(bias[1])),
        a2(static_cast<uint32_t>(bias[2])),
        a3(static_cast<uint32_t>(bias[3])) {}
  __attribute__((always_inline)) void AddTap(const int8_t* x, const int8_t* w) {
    a0 = MultiplyAddS8(x[0], w[0], a0);
    a1 = MultiplyAddS8(x[1], w[1], a1);
    a2 = MultiplyAddS8(x[2], w[2], a2);
    a3 = MultiplyAddS8(x[3], w[3], a3);
  }
  void Store(const OutputStageS8& stage, int32_t o, int8_t* out) const {
    const uint32_t acc[4] = {a0, a1, a2, a3};
    StoreOutputsS8(stage, o, 1, acc, 4, out + o);
  }
};

// Output channels o .. o + kLanes - 1 of one pixel, from input channel c on.
template <int kLanes>
inline void DepthwiseS8Channels(const DepthwiseS8& d, const DepthwiseWindowS8& window, int32_t c,
                                int32_t o, int8_t* out) {
  const int32_t w_step = d.channels * d.depth_multiplier;
  DepthwiseLanesS8<kLanes> lanes(d.stage.bias + o);
  const DepthwiseTapsS8* const end = window.part + window.parts;
  for (const DepthwiseTapsS8* part = window.part; part != end; ++part) {
    const int8_t* x = part->x + (c & part->channel_mask);
    const int8_t* w = d.weights + o + part->w;
    const int32_t tap_step = part->tap_step, row_rest = part->row_rest, columns = part->columns;
    const int32_t w_rest = part->w_rest;
    for (int32_t rows = part->rows; rows > 0; --rows) {
      for (int32_t n = columns; n > 0; --n) {
        lanes.AddTap(x, w);
        x += tap_step;
        w += w_step;
        // Keeps the two as they are, where the compiler would rather multiply them out after the
        // loop.
        __asm__("" : "+r"(x), "+r"(w));
      }
      x += row_rest;
      w += w_rest;
    }
  }
  lanes.Store(d.stage, o, out);
}

// All channels of one pixel.
__attribute__((noinline)) inline void DepthwiseS8Pixel(const DepthwiseS8& d,
                                                       const DepthwiseWindowS8& window,
                                                       int8_t* out) {
  const int32_t channels = d.channels, depth_multiplier = d.depth_multiplier;
  int32_t o = 0, c = 0;
  if (depth_multiplier == 1) {
    for (; c + 4 <= channels; c += 4) DepthwiseS8Channels<4>(d, window, c, c, out);
    o = c;
  }
  for (; c < channels; ++c) {
    for (int32_t j = 0; j < depth_multiplier; ++j, ++o)
      DepthwiseS8Channels<1>(d, window, c, o, out);
  }
}

// One image. kStep: 1 takes the first pixel first, -1 the last.
template <int kStep, class Spec>
inline void DepthwiseConv2dS8Image(const Spec& s, const DepthwiseS8& d, const int8_t* in,
                                   int8_t* out) {
  const int32_t out_height = s.out_height, out_width = s.out_width, out_channels = s.out_channels;
  DepthwiseWindowS8 window;
  for (int32_t i = 0; i < 4; ++i) window.padding[i] = static_cast<int8_t>(s.in_zero_point);
  if (kStep < 0) out += (out_height * out_width - 1) * out_channels;
  for (int32_t i = 0; i < out_height; ++i) {
    const int32_t oy = kStep > 0 ? i : out_height - 1 - i;
    const int32_t y = oy * s.stride_h - s.pad_top;
    int32_t rows[2], columns[2];
    TapsInside(y, s.dilation_h, s.in_height, d.kernel_height, rows);
    int32_t x = (kStep > 0 ? 0 : (out_width - 1) * s.stride_w) - s.pad_left;
    for (int32_t n = out_width; n > 0; --n, x += kStep * s.stride_w, out += kStep * out_channels) {
      TapsInside(x, s.dilation_w, s.in_width, d.kernel_width, columns);
      const int32_t first_y = y + rows[0] * s.dilation_h, first_x = x + columns[0] * s.dilation_w;
      SplitWindow(d, rows, columns, in + (first_y * s.in_width + first_x) * d.channels, &window);
      DepthwiseS8Pixel(d, window, out);
    }
  }
}

// All images.
template <int kStep, class Spec>
inline void DepthwiseConv2dS8Images(const Spec& s, const int8_t* in, const int8_t* weights,
                                    const int32_t* bias, const int32_t* multiplier,
                                    const int8_t* shift, int8_t* out) {
  const DepthwiseS8 d = {weights,
                         s.in_channels,
                         s.depth_multiplier,
                         s.kernel_height,
                         s.kernel_width,
                         s.dilation_w * s.in_channels,
                         s.dilation_h * s.in_width * s.in_channels,
                         {bias, multiplier, shift, s.out_zero_point, s.act_min, s.act_max}};
  const int32_t batch = s.batch;
  const int32_t in_image = s.in_height * s.in_width * s.in_channels;
  const int32_t out_image = s.out_height * s.out_width * s.out_channels;
  for (int32_t i = 0; i < batch; ++i) {
    const int32_t b = kStep > 0 ? i : batch - 1 - i;
    DepthwiseConv2dS8Image<kStep>(s, d, in + b * in_image, out + b * out_image);
  }
}

// in [batch, in_height, in_width, in_channels], weights [kernel_height, kernel_width,
// out_channels], multiplier and shift [out_channels] (positive shift to the left), out [batch,
// out_height, out_width, out_channels]. bias [out_channels], never null, packed modulo 2^32:
// bias[o] = b[o] - in_zero_point * sum(weights[..][o]).
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dS8(const Spec& s, const int8_t* in,
                                                        const int8_t* weights, const int32_t* bias,
                                                        const int32_t* multiplier,
                                                        const int8_t* shift, int8_t* out) {
  DepthwiseConv2dS8Images<1>(s, in, weights, bias, multiplier, shift, out);
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dS8Backward(const Spec& s, const int8_t* in,
                                                                const int8_t* weights,
                                                                const int32_t* bias,
                                                                const int32_t* multiplier,
                                                                const int8_t* shift, int8_t* out) {
  DepthwiseConv2dS8Images<-1>(s, in, weights, bias, multiplier, shift, out);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_S8_H_
