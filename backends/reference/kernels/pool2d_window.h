// Windows of the pooling kernels: the part of each that lies inside the image, and their order.
#ifndef IEGEN_POOL2D_WINDOW_H_
#define IEGEN_POOL2D_WINDOW_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// A rectangle of `height` x `width` pixels whose channel 0 begins at `first`.
struct PoolWindow {
  const int8_t* first;
  int32_t height, width;
};

// The window of output pixel (oy, ox); `image` is one [in_height, in_width, channels] image.
template <class Spec>
inline PoolWindow ClippedPoolWindow(const Spec& s, const int8_t* image, int32_t oy, int32_t ox) {
  const int32_t y = oy * s.stride_h - s.pad_top, x = ox * s.stride_w - s.pad_left;
  const int32_t top = Clamp(y, 0, s.in_height), bottom = Clamp(y + s.kernel_height, 0, s.in_height);
  const int32_t left = Clamp(x, 0, s.in_width), right = Clamp(x + s.kernel_width, 0, s.in_width);
  return {image + (top * s.in_width + left) * s.channels, bottom - top, right - left};
}

// pixel(window, out) for every output pixel, whose channels begin at `out`. kStep: 1 takes the
// first pixel first, -1 the last.
template <int kStep, class Spec, class Pixel>
inline void ForEachPoolWindow(const Spec& s, const int8_t* in, int8_t* out, const Pixel& pixel) {
  const int32_t batch = s.batch, channels = s.channels;
  const int32_t out_height = s.out_height, out_width = s.out_width;
  const int32_t image = s.in_height * s.in_width * channels;
  if (kStep < 0) out += (batch * out_height * out_width - 1) * channels;
  for (int32_t i = 0; i < batch; ++i) {
    const int8_t* const from = in + (kStep > 0 ? i : batch - 1 - i) * image;
    for (int32_t j = 0; j < out_height; ++j) {
      const int32_t oy = kStep > 0 ? j : out_height - 1 - j;
      for (int32_t k = 0; k < out_width; ++k, out += kStep * channels) {
        const int32_t ox = kStep > 0 ? k : out_width - 1 - k;
        pixel(ClippedPoolWindow(s, from, oy, ox), out);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_POOL2D_WINDOW_H_
