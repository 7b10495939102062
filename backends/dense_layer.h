// The constants of a convolution or fully connected layer with a dense filter, ready for the
// packing functions of a backend.
#ifndef IEGEN_BACKENDS_DENSE_LAYER_H_
#define IEGEN_BACKENDS_DENSE_LAYER_H_

#include <vector>

#include "backends/dense_filter.h"
#include "backends/linear.h"

namespace iegen {

// Owns what filter() points at.
class DenseLayer {
 public:
  // `node` is a conv2d, depthwise_conv2d (whose filter stays [taps, channels]) or fully_connected;
  // `clamp` is that of its output.
  DenseLayer(const NodeView& node, ClampRange clamp);
  DenseLayer(const DenseLayer&) = delete;
  DenseLayer& operator=(const DenseLayer&) = delete;

  const DenseFilter& filter() const { return filter_; }

 private:
  std::vector<int8_t> weights_, shifts_;
  std::vector<int32_t> bias_, multipliers_;
  DenseFilter filter_;
};

// Products in one output of a convolution or fully connected layer.
int32_t TapsOf(const NodeView& node);

// Why a convolution can't be done by a kernel for filters of one pixel, as in "needs a 1x1 filter,
// this layer has 3x3"; empty where it can.
std::string WhyNotPointwise(const NodeView& node);

// Why a convolution can't be done by a kernel for one group; empty where it can.
std::string WhyNotOneGroup(const NodeView& node);

// Why a depthwise convolution can't be done by a kernel for depth multiplier 1 whose channels are
// multiples of `step`; empty where it can.
std::string WhyNotDepthwise(const NodeView& node, int32_t step);

// Why a convolution, depthwise or not, can't be done by a kernel for 3x3 filters; empty where it
// can.
std::string WhyNot3x3(const NodeView& node);

// Why a fully_connected can't be done by a kernel for weights with zero point 0 whose inputs are
// multiples of `step`; empty where it can.
std::string WhyNotDense(const NodeView& node, int32_t step);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_DENSE_LAYER_H_
