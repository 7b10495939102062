// How iegen/depthwise_conv2d_3x3_s8_mve.h uses its scratch; also for the host.
//
// Spec members (int32_t): in_channels, out_width, stride_w, fused.
#ifndef IEGEN_DEPTHWISE_3X3_SCRATCH_H_
#define IEGEN_DEPTHWISE_3X3_SCRATCH_H_

#include <stdint.h>

namespace iegen {

// Whether two pixels of 8 channels are taken for one of 16.
template <class Spec>
inline bool DepthwiseTakesPairs(const Spec& s) {
  return s.in_channels == 8 && s.stride_w == 1 && s.fused != 0;
}

// Pixels of a row with its padding; an even number in pairs.
template <class Spec>
inline int32_t DepthwiseColumns(const Spec& s) {
  if (DepthwiseTakesPairs(s)) return (s.out_width + 1) / 2 * 2 + 2;
  return (s.out_width - 1) * s.stride_w + 3;
}

template <class Spec>
inline int32_t DepthwiseRowBytes(const Spec& s) {
  const int32_t pixel = DepthwiseTakesPairs(s) ? 8 : (s.in_channels + 15) / 16 * 16;
  return DepthwiseColumns(s) * pixel;
}

template <class Spec>
inline int32_t DepthwiseScratchBytes(const Spec& s) {
  return 3 * DepthwiseRowBytes(s);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_3X3_SCRATCH_H_
