// What the kernels' tests share: pseudo-random data, and the linear operators computed the slow and
// obvious way from their definition.
#ifndef IEGEN_BACKENDS_REFERENCE_KERNELS_KERNEL_TESTING_H_
#define IEGEN_BACKENDS_REFERENCE_KERNELS_KERNEL_TESTING_H_

#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace iegen {
namespace kernel_testing {

using Bytes = std::vector<int8_t>;
using Ints = std::vector<int32_t>;

// The run-time form of the spec of Conv2dS8; of DepthwiseConv2dS8 with depth_multiplier instead of
// groups.
struct ConvSpec {
  int32_t batch, in_height, in_width, in_channels;
  int32_t out_height, out_width, out_channels;
  int32_t kernel_height, kernel_width, groups;
  int32_t stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  int32_t in_zero_point, out_zero_point, act_min, act_max;
};

// Operands of a linear operator: bias is plain, packed_bias has the input's zero point folded in.
struct LinearOperands {
  Bytes in, weights;
  Ints bias, packed_bias, multiplier;
  Bytes shift;
};

// n bytes of all values; the same for the same seed.
Bytes RandomBytes(uint32_t seed, size_t n);

// acc * multiplier * 2^(shift - 31) by the definition: rounded half up once, then half away from
// zero.
int64_t SlowScale(int64_t acc, int32_t multiplier, int32_t shift);

// Number of elements.
size_t InputSize(const ConvSpec& s);
size_t OutputSize(const ConvSpec& s);

// Random operands for `s`, weights OHWI, scales such that outputs spread over int8.
LinearOperands RandomOperands(const ConvSpec& s, uint32_t seed);

// Grouped convolution from its definition.
Bytes SlowConv(const ConvSpec& s, const LinearOperands& operands);

}  // namespace kernel_testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_REFERENCE_KERNELS_KERNEL_TESTING_H_
