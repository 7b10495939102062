// The windows of convolutions and pooling, for the access orders of their kernels.
#ifndef IEGEN_BACKENDS_WINDOW_ORDER_H_
#define IEGEN_BACKENDS_WINDOW_ORDER_H_

#include <algorithm>
#include <cstdint>

namespace iegen {

// Which of `taps` taps at start, start + step, ... lie in [0, size): the places of the outermost
// two. None where last < first.
struct TapSpan {
  int64_t first = 0, last = -1;
};

inline TapSpan TapsWithin(int64_t start, int64_t step, int64_t taps, int64_t size) {
  const int64_t skipped = start < 0 ? (-start + step - 1) / step : 0;
  const int64_t first = start + skipped * step;
  if (skipped >= taps || first >= size) return {};
  const int64_t most = std::min(start + (taps - 1) * step, size - 1);
  return {first, first + (most - first) / step * step};
}

// The parameters of a convolution or pooling that say where its windows lie.
struct WindowShape {
  int64_t batch = 1, in_height = 1, in_width = 1, channels = 1, out_height = 1, out_width = 1;
  int64_t kernel_height = 1, kernel_width = 1, stride_h = 1, stride_w = 1;
  int64_t dilation_h = 1, dilation_w = 1, pad_top = 0, pad_left = 0;

  int64_t pixels() const { return out_height * out_width; }
};

// The bytes under one window: channels [a, b) of it lie in [first + a, last + b). `empty`: all of
// it is padding.
struct WindowBytes {
  bool empty = true;
  int64_t first = 0, last = 0;
};

// Of output pixel `pixel` of the image `image`, counted row by row.
inline WindowBytes WindowAt(const WindowShape& s, int64_t image, int64_t pixel) {
  const int64_t y = pixel / s.out_width * s.stride_h - s.pad_top;
  const int64_t x = pixel % s.out_width * s.stride_w - s.pad_left;
  const TapSpan rows = TapsWithin(y, s.dilation_h, s.kernel_height, s.in_height);
  const TapSpan columns = TapsWithin(x, s.dilation_w, s.kernel_width, s.in_width);
  if (rows.last < rows.first || columns.last < columns.first) return {};
  const int64_t above = image * s.in_height;
  return {false, ((above + rows.first) * s.in_width + columns.first) * s.channels,
          ((above + rows.last) * s.in_width + columns.last) * s.channels};
}

// i of [0, count), or counted from the other end.
inline int64_t InOrder(int64_t i, int64_t count, bool backward) {
  return backward ? count - 1 - i : i;
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_WINDOW_ORDER_H_
