// The parameters of pooling as its kernels name them.
#ifndef IEGEN_BACKENDS_REFERENCE_POOL_SPEC_H_
#define IEGEN_BACKENDS_REFERENCE_POOL_SPEC_H_

#include <algorithm>

#include "backends/access_order.h"
#include "backends/linear.h"
#include "backends/window_order.h"

namespace iegen::reference {

struct PoolSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, channels = 1, out_height = 1, out_width = 1;
  int32_t kernel_height = 1, kernel_width = 1, stride_h = 1, stride_w = 1, pad_top = 0;
  int32_t pad_left = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("channels", s.channels);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("kernel_height", s.kernel_height);
    visit("kernel_width", s.kernel_width);
    visit("stride_h", s.stride_h);
    visit("stride_w", s.stride_w);
    visit("pad_top", s.pad_top);
    visit("pad_left", s.pad_left);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

// Where the windows lie.
inline WindowShape WindowShapeOf(const PoolSpec& s) {
  return {s.batch,
          s.in_height,
          s.in_width,
          s.channels,
          s.out_height,
          s.out_width,
          s.kernel_height,
          s.kernel_width,
          s.stride_h,
          s.stride_w,
          1,
          1,
          s.pad_top,
          s.pad_left};
}

// The order of a kernel: kChannels of a pixel at a time, each with all of its window, then those
// left over, kRest of them at a time.
template <int64_t kChannels, bool kBackward, int64_t kRest = kChannels>
void OrderOfPool(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<PoolSpec>(spec);
  const WindowShape shape = WindowShapeOf(s);
  for (int64_t i = 0; i < s.batch * shape.pixels(); ++i) {
    const int64_t pixel = InOrder(i, s.batch * shape.pixels(), kBackward);
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    for (int64_t c = 0, end = 0; c < s.channels; c = end) {
      end = c + kChannels <= s.channels ? c + kChannels : std::min<int64_t>(c + kRest, s.channels);
      if (!w.empty) order->Read(0, w.first + c, w.last + end);
      order->Write(pixel * s.channels + c, pixel * s.channels + end);
    }
  }
}

// Of a pool2d.
inline PoolSpec PoolSpecOf(const NodeView& node) {
  const auto& op = node.op<ir::Pool2d>();
  const ir::Shape &x = node.in_shape(0), &y = node.out_shape();
  const ClampRange clamp = ActivationClamp(op.act, node.out());
  PoolSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2], s.channels = x[3];
  s.out_height = y[1], s.out_width = y[2];
  s.kernel_height = op.kernel[0], s.kernel_width = op.kernel[1];
  s.stride_h = op.stride[0], s.stride_w = op.stride[1];
  s.pad_top = op.pad[0], s.pad_left = op.pad[2];
  s.act_min = clamp.min, s.act_max = clamp.max;
  return s;
}

}  // namespace iegen::reference

#endif  // IEGEN_BACKENDS_REFERENCE_POOL_SPEC_H_
