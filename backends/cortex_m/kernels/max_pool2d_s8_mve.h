// MAX_POOL_2D on int8, NHWC, for cores with Helium: the largest of the taps inside the image,
// clamped.
//
// Spec members (int32_t): those of MaxPool2dS8.
//
// Budget: 4 instructions for a tap of 16 channels, then about 12; 40 for a window.
#ifndef IEGEN_MAX_POOL2D_S8_MVE_H_
#define IEGEN_MAX_POOL2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/max_pool2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/pool2d_window.h"

namespace iegen {

// What the windows of a layer have in common.
struct MaxPoolLayerMve {
  int32_t channels, row_bytes;  // of the input
  int32_t act_min, act_max;
};

// All channels of one pixel.
__attribute__((noinline)) inline void MaxPoolPixelMve(const MaxPoolLayerMve& layer,
                                                      const PoolWindow& window, int8_t* out) {
  const int32_t channels = layer.channels;
  const int8x16_t low = vdupq_n_s8(static_cast<int8_t>(layer.act_min));
  const int8x16_t high = vdupq_n_s8(static_cast<int8_t>(layer.act_max));
  for (int32_t c = 0; c < channels; c += 16) {
    const mve_pred16_t there = vctp8q(static_cast<uint32_t>(channels - c));
    const int8_t* row = window.first + c;
    int8x16_t largest = low;
    for (int32_t y = window.height; y > 0; --y, row += layer.row_bytes) {
      const int8_t* x = row;
      for (int32_t k = window.width; k > 0; --k, x += channels) {
        largest = vmaxq_s8(largest, vldrbq_z_s8(x, there));
      }
    }
    vstrbq_p_s8(out + c, vminq_s8(largest, high), there);
  }
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels]. Every
// window has a tap inside the image. The channels of a pixel are read sixteen at a time: of what is
// still to be read out overlaps nothing.
template <class Spec>
inline void MaxPool2dS8Mve(const Spec& s, const int8_t* in, int8_t* out) {
  const MaxPoolLayerMve layer = {s.channels, s.in_width * s.channels, s.act_min, s.act_max};
  ForEachPoolWindow<1>(s, in, out, [&](const PoolWindow& window, int8_t* to) {
    MaxPoolPixelMve(layer, window, to);
  });
}

}  // namespace iegen

#endif  // IEGEN_MAX_POOL2D_S8_MVE_H_
