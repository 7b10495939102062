// Where the taps of a convolution's window lie, for kernels whose lanes are channels: they need no
// copy of the window, only a pointer to each of its pixels.
#ifndef IEGEN_WINDOW_TAPS_H_
#define IEGEN_WINDOW_TAPS_H_

#include <stdint.h>

namespace iegen {

// Words of scratch for the pointers of a window, one more and one pixel of padding, on cores with
// pointers of four bytes.
inline int32_t WindowTapsWords(int32_t taps, int32_t channels) {
  return taps + 1 + (channels + 3) / 4;
}

// Pointers to the pixels under the window whose first tap is at (y, x) of the image `in`, row by
// row; `padding`, a pixel of the input's zero point, where there is none. Spec members as of
// Conv2dS8.
template <class Spec>
inline void FindWindowTaps(const Spec& s, const int8_t* in, int32_t y, int32_t x,
                           const int8_t* padding, const int8_t** taps) {
  const int32_t height = s.in_height, width = s.in_width, pixel = s.in_channels;
  const int32_t kernel_width = s.kernel_width, dilation_h = s.dilation_h;
  const int32_t dilation_w = s.dilation_w, step = dilation_w * pixel;
  const bool columns = x >= 0 && x + (kernel_width - 1) * dilation_w < width;
  const int8_t** const end = taps + s.kernel_height * kernel_width;
  for (; taps != end; y += dilation_h) {
    const int8_t* at = in + (y * width + x) * pixel;
    const int8_t** const row_end = taps + kernel_width;
    if (y < 0 || y >= height) {
      while (taps != row_end) *taps++ = padding;
    } else if (columns) {
      for (; taps != row_end; at += step) *taps++ = at;
    } else {
      for (int32_t tx = x; taps != row_end; at += step, tx += dilation_w) {
        *taps++ = tx >= 0 && tx < width ? at : padding;
      }
    }
  }
}

// Calls pixel(taps, out) for every pixel of a depthwise convolution. One pointer to padding stands
// after those of the window. scratch: WindowTapsWords().
template <class Spec, class Pixel>
inline void ForEachWindow(const Spec& s, const int8_t* in, int32_t* scratch, int8_t* out,
                          const Pixel& pixel) {
  const int32_t batch = s.batch, out_height = s.out_height, out_width = s.out_width;
  const int32_t channels = s.in_channels;
  const int8_t** const taps = reinterpret_cast<const int8_t**>(scratch);
  const int32_t count = s.kernel_height * s.kernel_width;
  int8_t* const padding = reinterpret_cast<int8_t*>(scratch + count + 1);
  taps[count] = padding;
  for (int32_t c = 0; c < channels; ++c) padding[c] = static_cast<int8_t>(s.in_zero_point);
  for (int32_t b = 0; b < batch; ++b, in += s.in_height * s.in_width * channels) {
    for (int32_t oy = 0; oy < out_height; ++oy) {
      const int32_t y = oy * s.stride_h - s.pad_top;
      int32_t x = -s.pad_left;
      for (int32_t ox = 0; ox < out_width; ++ox, x += s.stride_w, out += channels) {
        FindWindowTaps(s, in, y, x, padding, taps);
        pixel(taps, out);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_WINDOW_TAPS_H_
