// AVERAGE_POOL_2D on int8, NHWC, for cores with Helium: the mean over the taps inside the image,
// rounded half away from zero. Windows have up to 256 taps.
//
// Spec members (int32_t): those of AveragePool2dS8.
//
// Eight channels at a time: sums x of 16 bits hold all taps. Then, four channels in 32 bits,
//   |mean| = floor((|x| + n / 2) / n) = ((|x| + n / 2) * M) >> 32      M = floor(2^32 / n) + 1
// where n > 1 is the number of taps: M is at most n / 2^32 of itself above 2^32 / n, too little to
// lift a quotient of numbers below 2^17 over the next whole one. The sign is put back last.
//
// Budget: 4 instructions for a tap of eight channels, then about 40; 40 for a window.
#ifndef IEGEN_AVERAGE_POOL2D_S8_MVE_H_
#define IEGEN_AVERAGE_POOL2D_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/average_pool2d_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/pool2d_window.h"

namespace iegen {

// What the windows of a layer have in common.
struct AveragePoolLayerMve {
  int32_t channels, row_bytes;  // of the input
  int32_t act_min, act_max;
};

// Sums divided by n and rounded: see above.
inline int32x4_t RoundedMeansMve(int32x4_t sums, int32_t n) {
  const uint32_t reciprocal = n == 1 ? 0 : UINT32_MAX / static_cast<uint32_t>(n) + 1;
  const int32x4_t signs = vshrq_n_s32(sums, 31);
  const int32x4_t most = vaddq_n_s32(vabsq_s32(sums), n / 2);
  const uint32x4_t quotient = vmulhq_u32(vreinterpretq_u32_s32(most), vdupq_n_u32(reciprocal));
  const int32x4_t mean = n == 1 ? most : vreinterpretq_s32_u32(quotient);
  return vsubq_s32(veorq_s32(mean, signs), signs);
}

// All channels of one pixel.
__attribute__((noinline)) inline void AveragePoolPixelMve(const AveragePoolLayerMve& layer,
                                                          const PoolWindow& window, int8_t* out) {
  const int32_t channels = layer.channels, n = window.height * window.width;
  const int16x8_t low = vdupq_n_s16(static_cast<int16_t>(layer.act_min));
  const int16x8_t high = vdupq_n_s16(static_cast<int16_t>(layer.act_max));
  for (int32_t c = 0; c < channels; c += 8) {
    const mve_pred16_t there = vctp16q(static_cast<uint32_t>(channels - c));
    const int8_t* row = window.first + c;
    int16x8_t sums = vdupq_n_s16(0);
    for (int32_t y = window.height; y > 0; --y, row += layer.row_bytes) {
      const int8_t* x = row;
      for (int32_t k = window.width; k > 0; --k, x += channels) {
        sums = vaddq_s16(sums, vldrbq_z_s16(x, there));
      }
    }
    sums = vmovnbq_s32(sums, RoundedMeansMve(vmovlbq_s16(sums), n));
    sums = vmovntq_s32(sums, RoundedMeansMve(vmovltq_s16(sums), n));
    vstrbq_p_s16(out + c, vminq_s16(vmaxq_s16(sums, low), high), there);
  }
}

// in [batch, in_height, in_width, channels], out [batch, out_height, out_width, channels]. Every
// window has a tap inside the image. The channels of a pixel are read eight at a time: of what is
// still to be read out overlaps nothing.
template <class Spec>
inline void AveragePool2dS8Mve(const Spec& s, const int8_t* in, int8_t* out) {
  const AveragePoolLayerMve layer = {s.channels, s.in_width * s.channels, s.act_min, s.act_max};
  ForEachPoolWindow<1>(s, in, out, [&](const PoolWindow& window, int8_t* to) {
    AveragePoolPixelMve(layer, window, to);
  });
}

}  // namespace iegen

#endif  // IEGEN_AVERAGE_POOL2D_S8_MVE_H_
