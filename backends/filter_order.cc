#include "backends/filter_order.h"

#include <algorithm>

namespace iegen {
namespace {

// The windows of the pixels begin to end - 1 of one image.
void ReadWindows(const WindowShape& shape, int64_t image, int64_t begin, int64_t end,
                 AccessOrder* order) {
  for (int64_t pixel = begin; pixel < end; ++pixel) {
    const WindowBytes w = WindowAt(shape, image, pixel);
    if (!w.empty) order->Read(0, w.first, w.last + shape.channels);
  }
}

}  // namespace

void OrderOfPixelBlocks(const ConvSpec& s, int64_t pixels, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t all = s.batch * shape.pixels(), channels = s.out_channels;
  for (int64_t pixel = 0; pixel < all; ++pixel) {
    order->Write(0, std::min(pixel + pixels, all) * channels);
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    if (!w.empty) order->Read(0, w.first, w.last + shape.channels);
  }
}

void OrderOfPixelPairs(const ConvSpec& s, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t all = s.batch * shape.pixels(), channels = s.out_channels;
  const auto read = [&](int64_t pixel) {
    if (pixel >= all) return;
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    if (!w.empty) order->Read(0, w.first, w.last + shape.channels);
  };
  for (int64_t pixel = 0; pixel < all; ++pixel) {
    read(pixel);
    if (pixel % 2 == 0) read(pixel + 1);
    order->Write(pixel * channels, (pixel + 1) * channels);
  }
}

void OrderOfTiles(const ConvSpec& s, int64_t rows, int64_t columns, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t width = shape.out_width, bands = (shape.out_height + rows - 1) / rows;
  for (int64_t band = 0; band < shape.batch * bands; ++band) {
    const int64_t image = band / bands, first = band % bands * rows;
    const int64_t end = std::min(first + rows, shape.out_height);
    for (int64_t x = 0; x < width; x += columns) {
      const int64_t last_x = std::min(x + columns, width) - 1;
      for (int64_t y = first; y < end; ++y) {
        ReadWindows(shape, image, y * width + x, y * width + last_x + 1, order);
      }
      const int64_t above = image * shape.out_height;
      order->Write(((above + first) * width + x) * s.out_channels,
                   ((above + end - 1) * width + last_x + 1) * s.out_channels);
    }
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

void OrderOfRowPairs(const ConvSpec& s, bool backward, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t pairs = (shape.out_height + 1) / 2, row = shape.out_width * s.out_channels;
  for (int64_t i = 0; i < shape.batch * pairs; ++i) {
    const int64_t n = InOrder(i, shape.batch * pairs, backward), image = n / pairs;
    const int64_t first = n % pairs * 2, end = std::min(first + 2, shape.out_height);
    const int64_t above = image * shape.out_height;
    order->Write((above + first) * row, (above + end) * row);
    ReadWindows(shape, image, first * shape.out_width, end * shape.out_width, order);
  }
}

}  // namespace iegen
