// Convolutions, depthwise convolutions and fully connected layers in one form: a window that slides
// over an image, and for each output channel the input channels it reads.
#ifndef IEGEN_IR_RANGES_WINDOW_H_
#define IEGEN_IR_RANGES_WINDOW_H_

#include <cstdint>

#include "absl/types/optional.h"
#include "ir/graph.h"

namespace iegen::ir {

struct Window {
  int32_t batch = 1;
  int32_t in_height = 1, in_width = 1, in_channels = 1;
  int32_t out_height = 1, out_width = 1, out_channels = 1;
  int32_t kernel_height = 1, kernel_width = 1;
  int32_t stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  int32_t pad_top = 0, pad_left = 0;
  int32_t depth = 1;  // input channels of one output channel
  bool depthwise = false;
  Activation act = Activation::kNone;

  int32_t taps() const { return kernel_height * kernel_width; }
  // The first input channel that output channel `o` reads.
  int32_t FirstInput(int32_t o) const {
    if (depthwise) return o / (out_channels / in_channels);
    return o / (out_channels / (in_channels / depth)) * depth;
  }
  // Index in the filter of tap `t`, row by row, and channel `i` of the `depth` that `o` reads.
  int32_t FilterIndex(int32_t o, int32_t t, int32_t i) const {
    return depthwise ? t * out_channels + o : (o * taps() + t) * depth + i;
  }
  // Whether tap `t` lies inside the image at output position (y, x).
  bool Inside(int32_t y, int32_t x, int32_t t) const {
    const int32_t row = Row(y, t), column = Column(x, t);
    return row >= 0 && row < in_height && column >= 0 && column < in_width;
  }
  int32_t Row(int32_t y, int32_t t) const {
    return y * stride_h - pad_top + t / kernel_width * dilation_h;
  }
  int32_t Column(int32_t x, int32_t t) const {
    return x * stride_w - pad_left + t % kernel_width * dilation_w;
  }
};

// The window of a conv2d, depthwise_conv2d or fully_connected; nothing for other operators.
absl::optional<Window> WindowOf(const Graph& graph, const Node& node);

}  // namespace iegen::ir

#endif  // IEGEN_IR_RANGES_WINDOW_H_
