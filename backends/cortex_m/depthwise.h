// What the depthwise convolutions with the DSP instructions and with Helium have in common.
#ifndef IEGEN_BACKENDS_CORTEX_M_DEPTHWISE_H_
#define IEGEN_BACKENDS_CORTEX_M_DEPTHWISE_H_

#include <utility>
#include <vector>

#include "backends/conv_spec.h"
#include "backends/dense_layer.h"
#include "iegen/window_taps.h"

namespace iegen::cortex_m {

// Models go pixel by pixel from the first to the last: they get a copy of the input where kernels
// may write over it in another order.
inline std::vector<int8_t> InputOf(const ConvSpec& s, const void* in) {
  const auto* const first = In<int8_t>(in);
  return {first, first + int64_t{s.batch} * s.in_height * s.in_width * s.in_channels};
}

// Of the output.
inline ClampRange ClampOf(const NodeView& node) {
  return ActivationClamp(node.op<ir::DepthwiseConv2d>().act, node.out());
}

// What the calls that find windows by pointers to their taps end in.
inline BoundCall Finish(const NodeView& node, CallBuilder call) {
  const int32_t words = WindowTapsWords(TapsOf(node), node.in_shape(0)[3]);
  call.Scratch(4 * words, ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_DEPTHWISE_H_
