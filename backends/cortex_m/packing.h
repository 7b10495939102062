// Constants of the kernels of this backend, packed on the host and, in tests of the kernels, on the
// core itself. Freestanding C++14.
#ifndef IEGEN_BACKENDS_CORTEX_M_PACKING_H_
#define IEGEN_BACKENDS_CORTEX_M_PACKING_H_

#include <stdint.h>

#include "backends/dense_filter.h"

namespace iegen {
namespace cortex_m {

// Whether both roundings of every channel can be done by two rounding high multiplications, the
// second one by 2^(32 - n) + 1 for a right shift n (by 2^(32 - n) where negative values are clamped
// anyway). Exact for 2 <= n <= 12; for n up to 30 where the clamp begins at the zero point; and for
// n = 0 with multipliers below 2^30, where there is only one rounding to do.
bool RoundsTwiceByMultiplication(const DenseFilter& filter);

// Words of the scratch of iegen/gemm_s8_dsp.h for two rows.
int32_t DspRowWords(int32_t taps);

// How the stream of iegen/gemm_s8_dsp.h lies: `block` channels at a time, 4, or 8 for that of
// iegen/fully_connected_s8_dsp.h. A row is `runs` runs of bytes, one after the other in the filter.
// `wide`: the stream of iegen/gemm_wide_s8_dsp.h, with one channel to a word. `once`: the factors
// of a block stand behind the last block alone, for filters with EqualFactors().
struct DspLayout {
  int32_t block = 4, runs = 1;
  bool wide = false, once = false;
};

// Whether all channels have the same multiplier and shift.
bool EqualFactors(const DenseFilter& filter);

// Whether iegen/gemm_s8_dsp.h can multiply by the filter: sums below 2^23 for whatever inputs, and
// no weight of -128 beside a negative one.
bool NarrowDspFits(const DenseFilter& filter);

// Where tap k of `taps` stands in a widened row: whole words of all runs come first.
int32_t DspTapPlace(const DspLayout& layout, int32_t taps, int32_t k);

// Words of the stream and of a block of it, and the stream; `fused` says that
// RoundsTwiceByMultiplication().
int32_t DspBlockWords(const DspLayout& layout, int32_t taps);
int32_t DspWords(const DspLayout& layout, int32_t channels, int32_t taps);
void PackDsp(const DenseFilter& filter, const DspLayout& layout, bool fused, int32_t* words);

// The stream of iegen/conv2d_1x1x8_s8_dsp.h, 7 words a channel, always fused.
void PackDspEight(const DenseFilter& filter, int32_t* words);

// Whether the stage of every channel has the fused form of iegen/gemm_s8_mve.h: right shifts n from
// 1 to 11; up to 31 where the clamp begins at the zero point.
bool MveFused(const DenseFilter& filter);

// Words of the constants of iegen/gemm_s8_mve.h, and these constants; `fused` as above.
int32_t MveWords(int32_t channels, int32_t taps, bool fused);
void PackMve(const DenseFilter& filter, bool fused, int32_t* words);

// The same for iegen/matvec_s8_mve.h.
int32_t MveRowWords(int32_t channels, int32_t taps, bool fused);
void PackMveRow(const DenseFilter& filter, bool fused, int32_t* words);
// For iegen/conv2d_winograd_s8_dsp.h: the filter is [channels, 3, 3, in_channels]. Words of the
// packed weights and of the stage, and the constants.
int32_t WinogradWeightWords(int32_t channels, int32_t in_channels);
int32_t WinogradStageWords(int32_t channels);
void PackWinogradWeights(const DenseFilter& filter, int32_t* words);
void PackWinogradStage(const DenseFilter& filter, bool fused, int32_t* words);

// For depthwise convolutions, whose filter is [taps, channels] here. Words of the packed weights of
// iegen/depthwise_conv2d_s8_dsp.h (channels are a multiple of 4), and its constants; its stage has
// DspStageWords().
int32_t DspDepthwiseWeightWords(int32_t channels, int32_t taps);
int32_t DspStageWords(int32_t channels);
void PackDspDepthwiseWeights(const DenseFilter& filter, int32_t* words);
void PackDspDepthwiseStage(const DenseFilter& filter, bool fused, int32_t* words);

// The constants of iegen/depthwise_conv2d_3x3_s8_dsp.h, 9 words a channel, always fused.
void PackDspDepthwise3x3(const DenseFilter& filter, int32_t stride, int32_t* words);

// Whether biases fit the stage of iegen/depthwise_conv2d_3x3_bytes_s8_dsp.h, and that stage, two
// words a channel.
bool DspBytesStageFits(const DenseFilter& filter);
void PackDspBytesStage(const DenseFilter& filter, int32_t* words);

// The stage of iegen/depthwise_conv2d_s8_mve.h, `fused` as in MveFused(); and whether the products
// of its taps fit into 16 bits in pairs.
int32_t MveDepthwiseStageWords(int32_t channels, bool fused);
void PackMveDepthwiseStage(const DenseFilter& filter, bool fused, int32_t* words);
bool MveDepthwisePairsFit(const DenseFilter& filter);

// Whether the sums of two products of iegen/depthwise_conv2d_3x3_s8_mve.h fit into 16 bits: all but
// twice 128 * 128.
bool MveDepthwise3x3Fits(const DenseFilter& filter);

// The constants of iegen/depthwise_conv2d_3x3_s8_mve.h, of 16 channels each; `fused` as in
// MveFused(). With `pairs` the 8 channels stand there twice.
int32_t MveDepthwise3x3Words(int32_t channels, bool fused);
void PackMveDepthwise3x3(const DenseFilter& filter, bool fused, bool pairs, int32_t* words);

// The constants of iegen/depthwise_conv2d_patches_s8_mve.h; the stage is fused as in MveFused().
int32_t MvePatchWords(int32_t channels);
void PackMvePatches(const DenseFilter& filter, int32_t* words);

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_PACKING_H_
