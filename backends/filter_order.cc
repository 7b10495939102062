#include "backends/filter_order.h"

#include <algorithm>

namespace iegen {

void OrderOfPixelBlocks(const ConvSpec& s, int64_t pixels, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t all = s.batch * shape.pixels(), channels = s.out_channels;
  for (int64_t pixel = 0; pixel < all; ++pixel) {
    order->Write(0, std::min(pixel + pixels, all) * channels);
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    if (!w.empty) order->Read(0, w.first, w.last + shape.channels);
  }
}

void OrderOfDepthwisePixels(const ConvSpec& s, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  for (int64_t pixel = 0; pixel < s.batch * shape.pixels(); ++pixel) {
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    for (int64_t c = 0; c < s.in_channels; ++c) {
      if (!w.empty) order->Read(0, w.first + c, w.last + c + 1);
      order->Write(pixel * s.in_channels + c, pixel * s.in_channels + c + 1);
    }
  }
}

}  // namespace iegen
