// The parameters of convolutions and fully connected layers as the kernels name them, for every
// backend whose kernels take them.
#ifndef IEGEN_BACKENDS_CONV_SPEC_H_
#define IEGEN_BACKENDS_CONV_SPEC_H_

#include "backends/linear.h"
#include "backends/window_order.h"

namespace iegen {

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

// Where the windows of a convolution lie.
inline WindowShape WindowShapeOf(const ConvSpec& s) {
  return {s.batch,      s.in_height,     s.in_width,     s.in_channels, s.out_height,
          s.out_width,  s.kernel_height, s.kernel_width, s.stride_h,    s.stride_w,
          s.dilation_h, s.dilation_w,    s.pad_top,      s.pad_left};
}

// Of kernels for filters of one pixel.
struct PointwiseSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, in_channels = 1;
  int32_t out_height = 1, out_width = 1, out_channels = 1;
  int32_t stride_h = 1, stride_w = 1;
  int32_t out_zero_point = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("in_channels", s.in_channels);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("out_channels", s.out_channels);
    visit("stride_h", s.stride_h);
    visit("stride_w", s.stride_w);
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

// Of kernels for weights with zero point 0 and a multiplier for each output.
struct DenseSpec {
  int32_t batches = 1, in_features = 1, out_features = 1;
  int32_t out_zero_point = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("in_features", s.in_features);
    visit("out_features", s.out_features);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

// Fields that both convolutions take from the shapes and the attributes.
template <class Op>
ConvSpec ConvSpecOf(const NodeView& node) {
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

// Those of a fully_connected.
inline DenseSpec DenseSpecOf(const NodeView& node) {
  const ir::Shape& w = node.in_shape(1);
  const ClampRange clamp = ActivationClamp(node.op<ir::FullyConnected>().act, node.out());
  const auto batches = static_cast<int32_t>(node.in_shape(0).elements() / w[1]);
  return {batches, w[1], w[0], node.out().quant.zero_point(), clamp.min, clamp.max};
}

// Those of a conv2d with a filter of one pixel.
inline PointwiseSpec PointwiseSpecOf(const NodeView& node) {
  const ConvSpec c = ConvSpecOf<ir::Conv2d>(node);
  return {c.batch,        c.in_height, c.in_width, c.in_channels,    c.out_height, c.out_width,
          c.out_channels, c.stride_h,  c.stride_w, c.out_zero_point, c.act_min,    c.act_max};
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_CONV_SPEC_H_
