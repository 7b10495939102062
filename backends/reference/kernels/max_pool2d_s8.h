// MAX_POOL_2D on int8, NHWC: the largest of the taps inside the image, clamped. Input and output
// have the same scale and zero point.
//
// Spec members (int32_t): batch, in_height, in_width, channels, out_height, out_width,
// kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left, act_min, act_max.
#ifndef IEGEN_MAX_POOL2D_S8_H_
#define IEGEN_MAX_POOL2D_S8_H_

#include <stdint.h>

#include "iegen/pool2d_window.h"

namespace iegen {

// Of the window's part of one channel, whose first pixel is at `first`. `step` bytes from a pixel
// to the next one, row_bytes from a row to the next one.
inline int32_t MaxOfChannel(const int8_t* first, const PoolWindow& window, int32_t step,
                            int32_t row_bytes) {
  int32_t largest = -128;
  for (int32_t y = window.height; y > 0; --y, first += row_bytes) {
    const int8_t* x = first;
    for (int32_t n = window.width; n > 0; --n, x += step) largest = *x > largest ? *x : largest;
  }
  return largest;
}

// All channels of one pixel.
template <class Spec>
inline void MaxPool2dS8Pixel(const Spec& s, const PoolWindow& window, int8_t* out) {
  const int32_t channels = s.channels, row_bytes = s.in_width * channels;
  for (int32_t c = 0; c < channels; ++c) {
    const int32_t largest = MaxOfChannel(window.first + c, window, channels, row_bytes);
    out[c] = static_cast<int8_t>(Clamp(largest, s.act_min, s.act_max));
  }
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels].
template <class Spec>
inline void MaxPool2dS8(const Spec& s, const int8_t* in, int8_t* out) {
  ForEachPoolWindow<1>(s, in, out,
                       [&](const PoolWindow& w, int8_t* to) { MaxPool2dS8Pixel(s, w, to); });
}

// The same from the last pixel to the first: for outputs that begin above their input.
template <class Spec>
inline void MaxPool2dS8Backward(const Spec& s, const int8_t* in, int8_t* out) {
  ForEachPoolWindow<-1>(s, in, out,
                        [&](const PoolWindow& w, int8_t* to) { MaxPool2dS8Pixel(s, w, to); });
}

}  // namespace iegen

#endif  // IEGEN_MAX_POOL2D_S8_H_
