// TRANSPOSE_CONV on int8: input pixel (y, x) times filter tap (ky, kx) is added to output pixel (y
// * stride_h + ky - pad_top, x * stride_w + kx - pad_left). Each output gathers its sum, so that no
// memory for 32-bit sums is needed.
//
// Spec members (int32_t): batch, in_height, in_width, in_channels, out_height, out_width,
// out_channels, kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left, in_zero_point,
// out_zero_point, act_min, act_max.
#ifndef IEGEN_TRANSPOSE_CONV2D_S8_H_
#define IEGEN_TRANSPOSE_CONV2D_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"
#include "iegen/requantize.h"

namespace iegen {

// The taps of one axis that reach an output: tap `first`, first + stride, ... up to `end`, from
// input `from`, from - 1, ...
struct TransposeTaps {
  int32_t first, end, from;
};

// `place`: output index plus padding.
inline TransposeTaps TransposeTapsAt(int32_t place, int32_t stride, int32_t taps, int32_t size) {
  TransposeTaps t;
  t.from = place / stride;
  t.first = place - t.from * stride;
  if (t.from >= size) {  // input size - 1 is the last one there is
    t.first += (t.from - size + 1) * stride;
    t.from = size - 1;
  }
  t.end = place + 1 < taps ? place + 1 : taps;  // tap `place` meets input 0
  return t;
}

// Adds count products to each of four sums.
inline void TransposeConvDot(const int8_t* x, int32_t zero_point, const int8_t* const w[4],
                             int32_t offset, int32_t count, uint32_t* acc) {
  const int8_t* w0 = w[0] + offset;
  const int8_t* w1 = w[1] + offset;
  const int8_t* w2 = w[2] + offset;
  const int8_t* w3 = w[3] + offset;
  uint32_t sum0 = acc[0], sum1 = acc[1], sum2 = acc[2], sum3 = acc[3];
  for (int32_t c = 0; c < count; ++c) {
    const int32_t a = x[c] - zero_point;
    sum0 = MultiplyAddS8(a, w0[c], sum0);
    sum1 = MultiplyAddS8(a, w1[c], sum1);
    sum2 = MultiplyAddS8(a, w2[c], sum2);
    sum3 = MultiplyAddS8(a, w3[c], sum3);
  }
  acc[0] = sum0;
  acc[1] = sum1;
  acc[2] = sum2;
  acc[3] = sum3;
}

// All channels of one output pixel.
template <class Spec>
inline void TransposeConvPixel(const Spec& s, const TransposeTaps& v, const TransposeTaps& h,
                               const OutputStageS8& stage, const int8_t* in, const int8_t* weights,
                               int8_t* out) {
  const int32_t channels = s.in_channels, kernel_width = s.kernel_width, last = s.out_channels - 1;
  const int32_t filter = s.kernel_height * kernel_width * channels;
  const int32_t stride_h = s.stride_h, stride_w = s.stride_w, in_width = s.in_width;
  const int32_t zero_point = s.in_zero_point;
  for (int32_t o = 0; o <= last; o += 4) {
    // Channels past the end repeat the last one; their sums are dropped.
    const int8_t* w[4];
    uint32_t acc[4];
    for (int32_t i = 0; i < 4; ++i) {
      const int32_t channel = o + i < last ? o + i : last;
      w[i] = weights + channel * filter;
      acc[i] = static_cast<uint32_t>(stage.bias[channel]);
    }
    for (int32_t ky = v.first, y = v.from; ky < v.end; ky += stride_h, --y) {
      for (int32_t kx = h.first, x = h.from; kx < h.end; kx += stride_w, --x) {
        TransposeConvDot(in + (y * in_width + x) * channels, zero_point, w,
                         (ky * kernel_width + kx) * channels, channels, acc);
      }
    }
    StoreOutputsS8(stage, o, 1, acc, last - o < 3 ? last - o + 1 : 4, out + o);
  }
}

// in [batch, in_height, in_width, in_channels], weights [out_channels, kernel_height, kernel_width,
// in_channels], out [batch, out_height, out_width, out_channels]; bias as it stands in the model,
// never null, multiplier, shift [out_channels]. out overlaps none of the others.
template <class Spec>
__attribute__((noinline)) inline void TransposeConv2dS8(const Spec& s, const int8_t* in,
                                                        const int8_t* weights, const int32_t* bias,
                                                        const int32_t* multiplier,
                                                        const int8_t* shift, int8_t* out) {
  const OutputStageS8 stage = {bias, multiplier, shift, s.out_zero_point, s.act_min, s.act_max};
  const int32_t out_channels = s.out_channels, image = s.in_height * s.in_width * s.in_channels;
  for (int32_t b = 0; b < s.batch; ++b, in += image) {
    for (int32_t y = 0; y < s.out_height; ++y) {
      const TransposeTaps v =
          TransposeTapsAt(y + s.pad_top, s.stride_h, s.kernel_height, s.in_height);
      for (int32_t x = 0; x < s.out_width; ++x, out += out_channels) {
        const TransposeTaps h =
            TransposeTapsAt(x + s.pad_left, s.stride_w, s.kernel_width, s.in_width);
        TransposeConvPixel(s, v, h, stage, in, weights, out);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_TRANSPOSE_CONV2D_S8_H_
