// Host-side packing that every kernel with a filter needs, whatever its backend: clamps,
// requantisation per channel, and the bias with the input's zero point folded in.
#ifndef IEGEN_BACKENDS_LINEAR_H_
#define IEGEN_BACKENDS_LINEAR_H_

#include <vector>

#include "backends/backend.h"
#include "base/fixed_point.h"
#include "ir/linear_requant.h"

namespace iegen {

// The stored values that `act` lets through on an int8 output.
ClampRange ActivationClamp(ir::Activation act, const ir::TensorType& out);

// The float32 values that `act` lets through; without one all that are finite, as in TFLite.
struct FloatClamp {
  float min = 0, max = 0;
};
FloatClamp FloatActivationClamp(ir::Activation act);

FusedActivation ToFused(ir::Activation act);

// Multipliers and shifts of a conv2d, depthwise_conv2d or fully_connected: its own operands where
// lower-quant has added them, otherwise computed from the scales. One entry or one for each output
// channel.
ir::LinearRequant RequantOf(const NodeView& node);

// The only entry of the same, where both operands are quantised per tensor: that of a product of
// two activations.
QuantizedMultiplier ProductMultiplier(const NodeView& node);

// The same as RequantOf() with exactly `channels` entries.
ir::LinearRequant RequantPerChannel(const NodeView& node, int32_t channels);

// How a filter lies in memory: element (o, k) of channel o is at o * channel_step + k * tap_step.
struct FilterOrder {
  int32_t channels = 0, taps = 0;
  int32_t channel_step = 0, tap_step = 0;
};

// bias[o] - in_zero_point * sum over k of (filter[o][k] - filter_zero_point), modulo 2^32, so that
// a kernel may multiply stored input values as they are. Zeros where the node has no bias.
std::vector<int32_t> FoldedBias(const NodeView& node, const FilterOrder& order);

// Multiply-accumulates of one inference, padding taps counted; 0 for other operators.
int64_t MacsOf(const NodeView& node);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_LINEAR_H_
