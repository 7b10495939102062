// How iegen/depthwise_conv2d_patches_s8_mve.h uses its scratch; also for the host.
//
// Spec members (int32_t): in_channels, in_width, out_width, pad_left, stride_w.
#ifndef IEGEN_DEPTHWISE_PATCHES_SCRATCH_H_
#define IEGEN_DEPTHWISE_PATCHES_SCRATCH_H_

#include <stdint.h>

namespace iegen {

// Columns of the input under a row of outputs.
template <class Spec>
inline int32_t PatchColumns(const Spec& s) {
  return (s.out_width - 1) * s.stride_w + 3;
}

// Channels that stand side by side in the scratch: 8 where two columns of 8 are read at once.
template <class Spec>
inline int32_t PatchChannels(const Spec& s) {
  const bool pairs = s.in_channels == 8 && s.in_width >= 2 && PatchColumns(s) - s.pad_left >= 2;
  return pairs ? 8 : 16;
}

// Four rows of these columns, and a pixel of padding.
template <class Spec>
inline int32_t PatchScratchBytes(const Spec& s) {
  return PatchColumns(s) * 4 * PatchChannels(s) + 16;
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_PATCHES_SCRATCH_H_
