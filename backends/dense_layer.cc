#include "backends/dense_layer.h"

#include "absl/strings/str_cat.h"

namespace iegen {

namespace {

bool IsDepthwise(const NodeView& node) {
  return std::holds_alternative<ir::DepthwiseConv2d>(node.node().op);
}

}  // namespace

int32_t TapsOf(const NodeView& node) {
  const ir::Shape& w = node.in_shape(1);
  return static_cast<int32_t>(w.elements(1, IsDepthwise(node) ? 3 : w.rank()));
}

DenseLayer::DenseLayer(const NodeView& node, ClampRange clamp)
    : weights_(node.elements<int8_t>(1)) {
  const ir::Shape& w = node.in_shape(1);
  const bool depthwise = IsDepthwise(node);
  const int32_t channels = depthwise ? w[3] : w[0], taps = TapsOf(node);
  ir::LinearRequant requant = RequantPerChannel(node, channels);
  multipliers_ = std::move(requant.multipliers);
  shifts_ = std::move(requant.shifts);
  bias_ = FoldedBias(node, depthwise ? FilterOrder{channels, taps, 1, channels}
                                     : FilterOrder{channels, taps, taps, 1});
  filter_ = {weights_.data(),
             channels,
             taps,
             bias_.data(),
             multipliers_.data(),
             shifts_.data(),
             node.out().quant.zero_point(),
             clamp.min,
             clamp.max};
}

std::string WhyNotPointwise(const NodeView& node) {
  const ir::Shape& w = node.in_shape(1);
  if (w[1] != 1 || w[2] != 1) {
    return absl::StrCat("needs a 1x1 filter, this layer has ", w[1], "x", w[2]);
  }
  const ir::Int4& pad = node.op<ir::Conv2d>().pad;
  if (pad != ir::Int4{0, 0, 0, 0}) return "needs an input without padding, this layer has some";
  return WhyNotOneGroup(node);
}

std::string WhyNotOneGroup(const NodeView& node) {
  const int32_t groups = node.in_shape(0)[3] / node.in_shape(1)[3];
  if (groups != 1) return absl::StrCat("needs one group, this layer has ", groups);
  return "";
}

std::string WhyNotDepthwise(const NodeView& node, int32_t step) {
  const int32_t channels = node.in_shape(0)[3], outputs = node.in_shape(1)[3];
  if (outputs != channels) {
    return absl::StrCat("needs depth multiplier 1, this layer has ", outputs / channels);
  }
  if (channels % step != 0) {
    return absl::StrCat("needs a multiple of ", step, " channels, this layer has ", channels);
  }
  return "";
}

std::string WhyNot3x3(const NodeView& node) {
  const int32_t height = node.in_shape(1)[1], width = node.in_shape(1)[2];
  if (height == 3 && width == 3) return "";
  return absl::StrCat("needs a 3x3 filter, this layer has ", height, "x", width);
}

std::string WhyNotDense(const NodeView& node, int32_t step) {
  const int32_t zero_point = node.in(1).quant.zero_point(), features = node.in_shape(1)[1];
  if (!node.constant(1)) return "needs constant weights, those of this layer are computed";
  if (zero_point != 0) {
    return absl::StrCat("needs weights with zero point 0, this layer has ", zero_point);
  }
  if (features % step != 0) {
    return absl::StrCat("needs a multiple of ", step, " inputs, this layer has ", features);
  }
  return "";
}

}  // namespace iegen
