// The part of a pooling window that lies inside the image, shared by the pooling kernels.
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

}  // namespace iegen

#endif  // IEGEN_POOL2D_WINDOW_H_
