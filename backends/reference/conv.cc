// conv2d, depthwise_conv2d and fully_connected with portable kernels.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/conv2d_s8.h"
#include "iegen/depthwise_conv2d_s8.h"
#include "iegen/fully_connected_s8.h"

namespace iegen::reference {
namespace {

struct ConvSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, in_channels = 1;
  int32_t out_height = 1, out_width = 1, out_channels = 1;
  int32_t kernel_height = 1, kernel_width = 1, groups = 1, depth_multiplier = 1;
  int32_t stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1, pad_top = 0, pad_left = 0;
  int32_t in_zero_point = 0, out_zero_point = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("in_channels", s.in_channels);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("out_channels", s.out_channels);
    visit("kernel_height", s.kernel_height);
    visit("kernel_width", s.kernel_width);
    visit("groups", s.groups);
    visit("depth_multiplier", s.depth_multiplier);
    visit("stride_h", s.stride_h);
    visit("stride_w", s.stride_w);
    visit("dilation_h", s.dilation_h);
    visit("dilation_w", s.dilation_w);
    visit("pad_top", s.pad_top);
    visit("pad_left", s.pad_left);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

struct FullyConnectedSpec {
  int32_t batches = 1, in_features = 1, out_features = 1, per_channel = 0;
  int32_t weights_zero_point = 0, in_zero_point = 0, out_zero_point = 0;
  int32_t act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("in_features", s.in_features);
    visit("out_features", s.out_features);
    visit("per_channel", s.per_channel);
    visit("weights_zero_point", s.weights_zero_point);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

void RunConv2d(const ir::Spec& spec, absl::Span<void* const> p) {
  Conv2dS8(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
           In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]), Out<int8_t>(p[6]));
}

void RunDepthwise(const ir::Spec& spec, absl::Span<void* const> p) {
  DepthwiseConv2dS8(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                    In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

void RunFullyConnected(const ir::Spec& spec, absl::Span<void* const> p) {
  FullyConnectedS8(FromSpec<FullyConnectedSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                   In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

constexpr Kernel kKernels[] = {
    {"conv2d_s8", "Conv2dS8", "iegen/conv2d_s8.h", RunConv2d},
    {"depthwise_conv2d_s8", "DepthwiseConv2dS8", "iegen/depthwise_conv2d_s8.h", RunDepthwise},
    {"fully_connected_s8", "FullyConnectedS8", "iegen/fully_connected_s8.h", RunFullyConnected},
};

// Fields that both convolutions take from the shapes and the attributes.
template <class Op>
ConvSpec SpecOf(const NodeView& node) {
  const Op& op = node.op<Op>();
  const ir::Shape &x = node.in_shape(0), &w = node.in_shape(1), &y = node.out_shape();
  const ClampRange clamp = ActivationClamp(op.act, node.out());
  ConvSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2], s.in_channels = x[3];
  s.out_height = y[1], s.out_width = y[2], s.out_channels = y[3];
  s.kernel_height = w[1], s.kernel_width = w[2];
  s.stride_h = op.stride[0], s.stride_w = op.stride[1];
  s.dilation_h = op.dilation[0], s.dilation_w = op.dilation[1];
  s.pad_top = op.pad[0], s.pad_left = op.pad[2];
  s.in_zero_point = node.in(0).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  return s;
}

// Input, weights, bias, multipliers and shifts: how the calls of all three kernels begin.
template <class S>
CallBuilder BeginCall(const S& spec, const NodeView& node, const FilterOrder& order,
                      const ir::LinearRequant& requant) {
  CallBuilder call(spec);
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("bias", ir::ElemType::kInt32, FoldedBias(node, order));
  call.Constant("multipliers", ir::ElemType::kInt32, requant.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, requant.shifts);
  return call;
}

absl::StatusOr<BoundCall> BindConv2d(const NodeView& node) {
  ConvSpec s = SpecOf<ir::Conv2d>(node);
  const ir::Shape& w = node.in_shape(1);
  s.groups = s.in_channels / w[3];
  const auto taps = static_cast<int32_t>(w.elements(1, 4));
  CallBuilder call = BeginCall(s, node, {w[0], taps, taps, 1}, RequantPerChannel(node, w[0]));
  call.Scratch(Conv2dS8ScratchBytes(s));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindDepthwise(const NodeView& node) {
  ConvSpec s = SpecOf<ir::DepthwiseConv2d>(node);
  const ir::Shape& w = node.in_shape(1);
  s.depth_multiplier = s.out_channels / s.in_channels;
  const FilterOrder order{w[3], w[1] * w[2], 1, w[3]};
  CallBuilder call = BeginCall(s, node, order, RequantPerChannel(node, w[3]));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindFullyConnected(const NodeView& node) {
  const ir::Shape& w = node.in_shape(1);
  const ir::LinearRequant requant = RequantOf(node);
  const ClampRange clamp = ActivationClamp(node.op<ir::FullyConnected>().act, node.out());
  FullyConnectedSpec s;
  s.batches = static_cast<int32_t>(node.in_shape(0).elements() / w[1]);
  s.in_features = w[1], s.out_features = w[0];
  s.per_channel = requant.multipliers.size() > 1 ? 1 : 0;
  s.weights_zero_point = node.in(1).quant.zero_point();
  s.in_zero_point = node.in(0).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  CallBuilder call = BeginCall(s, node, {w[0], w[1], w[1], 1}, requant);
  call.Output(node);
  return call.Take();
}

int64_t ConstantBytes(const NodeView& node, int64_t channels) {
  return node.in(1).bytes() + 9 * channels;
}

}  // namespace

int64_t MacCost(const Target& target, int64_t macs, int64_t outputs) {
  constexpr int64_t kRequantise = 22;  // multiply, two roundings, clamp, store
  return macs * target.mac_cost_percent / 100 + outputs * kRequantise;
}

// Portable convolutions copy each window once for all output channels, unless it is contiguous.
Offer OfferConv2d(const NodeView& node, const Target& target) {
  const int64_t macs = MacsOf(node), outputs = node.out_shape().elements();
  const int64_t channels = node.out_shape()[3];
  const ConvSpec s = SpecOf<ir::Conv2d>(node);
  const int64_t copies = Conv2dS8WindowsAreContiguous(s) ? 0 : macs / channels * 3 / 2;
  const Cost cost{MacCost(target, macs, outputs) + copies, 1100, ConstantBytes(node, channels)};
  return {{&kKernels[0], cost, "portable, any shape", true, 0, false, BindConv2d}};
}

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  constexpr int64_t kSlowerThanMatrix = 3;  // one product for each load, no sharing
  const int64_t outputs = node.out_shape().elements();
  const Cost cost{MacCost(target, MacsOf(node) * kSlowerThanMatrix, outputs), 1300,
                  ConstantBytes(node, node.out_shape()[3])};
  return {{&kKernels[1], cost, "portable, any shape", true, 0, false, BindDepthwise}};
}

Offer OfferFullyConnected(const NodeView& node, const Target& target) {
  const Cost cost{MacCost(target, MacsOf(node), node.out_shape().elements()), 700,
                  ConstantBytes(node, node.in_shape(1)[0])};
  return {{&kKernels[2], cost, "portable, any shape", true, 0, false, BindFullyConnected}};
}

absl::Span<const Kernel> ConvKernels() { return kKernels; }

}  // namespace iegen::reference
