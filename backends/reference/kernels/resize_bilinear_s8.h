// RESIZE_BILINEAR on int8, in TensorFlow Lite's fixed point: places are in 1/1024 pixels, sums in
// 1/2^20 of a step, rounded half away from zero. Input and output have the same scale.
//
// Spec members (int32_t): batch, in_height, in_width, out_height, out_width, channels;
// height_scale, width_scale: input pixels an output pixel, in 1/1024; height_offset, width_offset:
// place of the first output pixel, in 1/1024, may be negative.
#ifndef IEGEN_RESIZE_BILINEAR_S8_H_
#define IEGEN_RESIZE_BILINEAR_S8_H_

#include <stdint.h>

namespace iegen {

// Where along one axis an output pixel lies: between two neighbours, `weight` / 1024 behind the
// first one.
struct BilinearPlace {
  int32_t first, second, weight;
};

// `place` in 1/1024 pixels, above -1024. Places behind the last pixel, which rounding of the scale
// gives for extreme sizes, are on it.
inline BilinearPlace BilinearPlaceAt(int32_t place, int32_t size) {
  const int32_t last = size - 1;
  if (place >= last * 1024) return {last, last, 0};
  const int32_t first = place < 0 ? 0 : place >> 10;
  // Before the first pixel both neighbours are the same, so the weight does not count.
  return {first, (place + 1023) >> 10, place - first * 1024};
}

// The mean of four neighbours of one channel.
inline int8_t BilinearMix(int32_t above, int32_t below, int32_t weight) {
  const int32_t sum = above * (1024 - weight) + below * weight;
  const int32_t half = sum > 0 ? 1 << 19 : -(1 << 19);
  return static_cast<int8_t>((sum + half) / (1 << 20));
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels].
template <class Spec>
inline void ResizeBilinearS8(const Spec& s, const int8_t* in, int8_t* out) {
  const int32_t in_width = s.in_width, channels = s.channels, row_bytes = in_width * channels;
  for (int32_t b = 0; b < s.batch; ++b, in += s.in_height * row_bytes) {
    for (int32_t y = 0; y < s.out_height; ++y) {
      const BilinearPlace v = BilinearPlaceAt(y * s.height_scale + s.height_offset, s.in_height);
      const int8_t* above = in + v.first * row_bytes;
      const int8_t* below = in + v.second * row_bytes;
      int32_t place = s.width_offset;
      for (int32_t x = 0; x < s.out_width; ++x, place += s.width_scale) {
        const BilinearPlace h = BilinearPlaceAt(place, in_width);
        const int32_t left = h.first * channels, right = h.second * channels;
        const int32_t near = 1024 - h.weight, far = h.weight;
        for (int32_t c = 0; c < channels; ++c) {
          *out++ = BilinearMix(above[left + c] * near + above[right + c] * far,
                               below[left + c] * near + below[right + c] * far, v.weight);
        }
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_RESIZE_BILINEAR_S8_H_
