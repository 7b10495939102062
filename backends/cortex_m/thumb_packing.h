// Constants of the kernels for cores without the DSP extension, packed on the host and, in tests of
// the kernels, on the core itself. Freestanding C++14.
#ifndef IEGEN_BACKENDS_CORTEX_M_THUMB_PACKING_H_
#define IEGEN_BACKENDS_CORTEX_M_THUMB_PACKING_H_

#include <stdint.h>

#include "backends/cortex_m/two_multiplies.h"
#include "backends/dense_filter.h"

namespace iegen {
namespace cortex_m {

// How a filter is packed: element (channel, k) is weights[channel * channel_step + k * tap_step].
// That of a depthwise convolution is [taps, channels].
struct ThumbFilter {
  DenseFilter dense;
  int32_t channel_step, tap_step;

  int32_t weight(int32_t channel, int32_t k) const {
    return dense.weights[channel * channel_step + k * tap_step];
  }
};
ThumbFilter ThumbDense(const DenseFilter& filter);
ThumbFilter ThumbDepthwise(const DenseFilter& filter);

// The form of iegen/output_s8_thumb.h that is proven for all sums of all channels: 1 (`thumb2`) or
// 2, otherwise 0.
int32_t ThumbForm(const ThumbFilter& filter, bool thumb2);

// Words of the stage in this form.
int32_t ThumbStageWords(int32_t channels, int32_t form);

// Groups of taps as iegen/gemm_s8_thumb.h reads them. Returns their bytes, and writes them where
// `bytes` is not null.
int32_t PackThumbGroups(const ThumbFilter& filter, int8_t* bytes);

// The stage that belongs to PackThumbGroups().
void PackThumbGroupStage(const ThumbFilter& filter, int32_t form, int32_t* words);

// Weights of a depthwise 3x3 filter and their stage, as iegen/depthwise_conv2d_3x3_s8_thumb.h reads
// them: 9 bytes a channel, and a word less than ThumbStageWords() a channel. `offset` is what the
// core adds to elements.
void PackThumb3x3Weights(const ThumbFilter& filter, int8_t* bytes);
void PackThumb3x3Stage(const ThumbFilter& filter, int32_t form, int32_t offset, int32_t* words);

// Weights of a fully connected layer and their stage, as iegen/fully_connected_s8_thumb.h reads
// them: taps bytes for each channel, and a word less than ThumbStageWords() a channel, with the
// channels rounded up to eight. `offset` is what the core adds to weights.
int32_t ThumbVectorBytes(int32_t channels, int32_t taps);
int32_t ThumbVectorStageWords(int32_t channels, int32_t form);
void PackThumbVectorWeights(const ThumbFilter& filter, int32_t offset, int8_t* bytes);
void PackThumbVectorStage(const ThumbFilter& filter, int32_t form, int32_t* words);

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_THUMB_PACKING_H_
