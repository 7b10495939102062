#include "backends/linear.h"

#include <limits>

namespace iegen {

FusedActivation ToFused(ir::Activation act) {
  switch (act) {
    case ir::Activation::kRelu:
      return FusedActivation::kRelu;
    case ir::Activation::kReluN1To1:
      return FusedActivation::kReluN1To1;
    case ir::Activation::kRelu6:
      return FusedActivation::kRelu6;
    case ir::Activation::kNone:
      break;
  }
  return FusedActivation::kNone;
}

ClampRange ActivationClamp(ir::Activation act, const ir::TensorType& out) {
  const ir::IntRange range = ir::RangeOf(out.elem);
  return ActivationRange(ToFused(act), out.quant.scale(), out.quant.zero_point(),
                         static_cast<int32_t>(range.low), static_cast<int32_t>(range.high));
}

FloatClamp FloatActivationClamp(ir::Activation act) {
  const FloatClamp all{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()};
  switch (act) {
    case ir::Activation::kRelu:
      return {0, all.max};
    case ir::Activation::kReluN1To1:
      return {-1, 1};
    case ir::Activation::kRelu6:
      return {0, 6};
    case ir::Activation::kNone:
      break;
  }
  return all;
}

ir::LinearRequant RequantOf(const NodeView& node) {
  if (node.has(3)) return {node.elements<int32_t>(3), node.elements<int8_t>(4)};
  return ir::MakeLinearRequant(node.graph(), node.node());
}

QuantizedMultiplier ProductMultiplier(const NodeView& node) {
  const ir::LinearRequant requant = ir::MakeLinearRequant(node.graph(), node.node());
  return {requant.multipliers[0], requant.shifts[0]};
}

ir::LinearRequant RequantPerChannel(const NodeView& node, int32_t channels) {
  ir::LinearRequant requant = RequantOf(node);
  const auto count = static_cast<size_t>(channels);
  if (requant.multipliers.size() == 1) {
    requant.multipliers.resize(count, requant.multipliers[0]);
    requant.shifts.resize(count, requant.shifts[0]);
  }
  return requant;
}

std::vector<int32_t> FoldedBias(const NodeView& node, const FilterOrder& order) {
  std::vector<int32_t> bias(static_cast<size_t>(order.channels), 0);
  if (node.has(2)) bias = node.elements<int32_t>(2);
  const std::vector<int8_t> filter = node.elements<int8_t>(1);
  const int32_t filter_zero_point = node.in(1).quant.zero_point();
  const auto in_zero_point = static_cast<uint32_t>(node.in(0).quant.zero_point());
  for (int32_t o = 0; o < order.channels; ++o) {
    uint32_t sum = 0;
    for (int32_t k = 0; k < order.taps; ++k) {
      const int64_t at = int64_t{o} * order.channel_step + int64_t{k} * order.tap_step;
      sum += static_cast<uint32_t>(filter[static_cast<size_t>(at)] - filter_zero_point);
    }
    int32_t& b = bias[static_cast<size_t>(o)];
    b = static_cast<int32_t>(static_cast<uint32_t>(b) - in_zero_point * sum);
  }
  return bias;
}

int64_t MacsOf(const NodeView& node) {
  const ir::Op& op = node.node().op;
  const auto outputs = [&] { return node.out_shape().elements(); };
  if (std::holds_alternative<ir::Conv2d>(op)) return outputs() * node.in_shape(1).elements(1, 4);
  if (std::holds_alternative<ir::DepthwiseConv2d>(op)) {
    return outputs() * node.in_shape(1).elements(1, 3);
  }
  if (std::holds_alternative<ir::DelayedFullyConnected>(op)) return node.in_shape(1).elements();
  if (std::holds_alternative<ir::FullyConnected>(op)) return outputs() * node.in_shape(1)[1];
  if (std::holds_alternative<ir::TransposeConv2d>(op)) {
    return node.in_shape(0).elements() * node.in_shape(1).elements(0, 3);
  }
  if (const auto* matmul = std::get_if<ir::BatchMatMul>(&op)) {
    const ir::Shape& x = node.in_shape(0);
    return outputs() * x[x.rank() - (matmul->adj_x ? 2 : 1)];
  }
  if (std::holds_alternative<ir::Lstm>(op)) {
    return outputs() * 4 * (node.in_shape(0)[2] + node.out_shape()[2]);
  }
  if (std::holds_alternative<ir::Svdf>(op)) {
    const ir::Shape& time = node.in_shape(ir::Svdf::kTime);
    return node.in_shape(0)[0] * (node.in_shape(1).elements() + time.elements());
  }
  return 0;
}

}  // namespace iegen
