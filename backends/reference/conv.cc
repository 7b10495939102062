// conv2d, depthwise_conv2d and fully_connected with portable kernels.
#include "backends/access_order.h"
#include "backends/conv_spec.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "backends/window_order.h"
#include "iegen/conv2d_direct_s8.h"
#include "iegen/conv2d_s8.h"
#include "iegen/depthwise_conv2d_s8.h"
#include "iegen/fully_connected_s8.h"

namespace iegen::reference {
namespace {

// Both directions of the convolutions have the same operands.
template <auto kKernel>
void RunConv2d(const ir::Spec& spec, absl::Span<void* const> p) {
  kKernel(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
          In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]), Out<int8_t>(p[6]));
}

// Kernels without scratch: depthwise ones, and the direct convolution.
template <auto kKernel>
void RunDepthwise(const ir::Spec& spec, absl::Span<void* const> p) {
  kKernel(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
          In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

void RunFullyConnected(const ir::Spec& spec, absl::Span<void* const> p) {
  FullyConnectedS8(FromSpec<FullyConnectedSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                   In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

// Channels [channel, channel + count) of a window.
void ReadWindow(const WindowBytes& w, int64_t channel, int64_t count, AccessOrder* order) {
  if (!w.empty) order->Read(0, w.first + channel, w.last + channel + count);
}

// One or two pixels of a group, as MatVecS8 and MatVec2S8 take them: windows that are no copies are
// read again for every block of output channels.
struct ConvBlock {
  WindowBytes windows[2];
  int64_t outputs[2];  // where the group's output channels begin
  int64_t pixels;
};

void OrderOfConvBlock(const ConvSpec& s, const ConvBlock& block, int64_t group,
                      AccessOrder* order) {
  const int64_t rows = s.out_channels / s.groups, channels = s.in_channels / s.groups;
  const bool copied = !Conv2dS8WindowsAreContiguous(s);
  const int64_t step = copied ? rows : block.pixels == 2 ? 2 : 4;
  for (int64_t r = 0; r < rows; r += step) {
    for (int64_t i = 0; i < block.pixels; ++i) {
      ReadWindow(block.windows[i], group * channels, channels, order);
    }
    for (int64_t i = 0; i < block.pixels; ++i) {
      const int64_t out = block.outputs[i] + r;
      order->Write(out, out + std::min(step, rows - r));
    }
  }
}

template <bool kBackward>
void OrderOfConvImage(const ConvSpec& s, int64_t group, int64_t image, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t rows = s.out_channels / s.groups;
  ConvBlock block;
  for (int64_t i = 0; i < shape.pixels(); i += 2) {
    block.pixels = std::min<int64_t>(2, shape.pixels() - i);
    for (int64_t k = 0; k < block.pixels; ++k) {
      const int64_t pixel = InOrder(i + k, shape.pixels(), kBackward);
      block.windows[k] = WindowAt(shape, image, pixel);
      block.outputs[k] = (image * shape.pixels() + pixel) * s.out_channels + group * rows;
    }
    OrderOfConvBlock(s, block, group, order);
  }
}

template <bool kBackward>
void OrderOfConv2d(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConvSpec>(spec);
  for (int64_t g = 0; g < s.groups; ++g) {
    for (int64_t b = 0; b < s.batch; ++b) {
      OrderOfConvImage<kBackward>(s, g, InOrder(b, s.batch, kBackward), order);
    }
  }
}

// All windows pixel by pixel, read again for every four output channels.
template <bool kBackward>
void OrderOfDirect(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConvSpec>(spec);
  const WindowShape shape = WindowShapeOf(s);
  const int64_t rows = s.out_channels / s.groups, channels = s.in_channels / s.groups;
  for (int64_t g = 0; g < s.groups; ++g) {
    for (int64_t i = 0; i < s.batch * shape.pixels(); ++i) {
      const int64_t pixel = InOrder(i, s.batch * shape.pixels(), kBackward);
      const WindowBytes window = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
      const int64_t out = pixel * s.out_channels + g * rows;
      for (int64_t r = 0; r < rows; r += 4) {
        ReadWindow(window, g * channels, channels, order);
        order->Write(out + r, out + std::min(r + 4, rows));
      }
    }
  }
}

// Channels four at a time; one at a time those that are left, and all that have several outputs.
void OrderOfDepthwisePixel(const ConvSpec& s, const WindowBytes& window, int64_t out,
                           AccessOrder* order) {
  int64_t c = 0;
  for (; s.depth_multiplier == 1 && c + 4 <= s.in_channels; c += 4, out += 4) {
    ReadWindow(window, c, 4, order);
    order->Write(out, out + 4);
  }
  for (; c < s.in_channels; ++c) {
    for (int64_t j = 0; j < s.depth_multiplier; ++j, ++out) {
      ReadWindow(window, c, 1, order);
      order->Write(out, out + 1);
    }
  }
}

template <bool kBackward>
void OrderOfDepthwise(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConvSpec>(spec);
  const WindowShape shape = WindowShapeOf(s);
  for (int64_t i = 0; i < s.batch * shape.pixels(); ++i) {
    const int64_t pixel = InOrder(i, s.batch * shape.pixels(), kBackward);
    const WindowBytes window = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    OrderOfDepthwisePixel(s, window, pixel * s.out_channels, order);
  }
}

// Reads a vector again for every four outputs.
void OrderOfFullyConnected(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<FullyConnectedSpec>(spec);
  for (int64_t b = 0; b < s.batches; ++b) {
    const int64_t in = b * s.in_features, out = b * s.out_features;
    for (int64_t r = 0; r < s.out_features; r += 4) {
      order->Read(0, in, in + s.in_features);
      order->Write(out + r, out + std::min<int64_t>(r + 4, s.out_features));
    }
  }
}

constexpr Kernel kConv2dBackward = {"conv2d_s8_backward", "Conv2dS8Backward", "iegen/conv2d_s8.h",
                                    RunConv2d<Conv2dS8Backward<ConvSpec>>, OrderOfConv2d<true>};
constexpr Kernel kDirectBackward = {
    "conv2d_direct_s8_backward", "Conv2dDirectS8Backward", "iegen/conv2d_direct_s8.h",
    RunDepthwise<Conv2dDirectS8Backward<ConvSpec>>, OrderOfDirect<true>};
constexpr Kernel kDepthwiseBackward = {
    "depthwise_conv2d_s8_backward", "DepthwiseConv2dS8Backward", "iegen/depthwise_conv2d_s8.h",
    RunDepthwise<DepthwiseConv2dS8Backward<ConvSpec>>, OrderOfDepthwise<true>};
constexpr Kernel kKernels[] = {
    {"conv2d_s8", "Conv2dS8", "iegen/conv2d_s8.h", RunConv2d<Conv2dS8<ConvSpec>>,
     OrderOfConv2d<false>, &kConv2dBackward},
    {"depthwise_conv2d_s8", "DepthwiseConv2dS8", "iegen/depthwise_conv2d_s8.h",
     RunDepthwise<DepthwiseConv2dS8<ConvSpec>>, OrderOfDepthwise<false>, &kDepthwiseBackward},
    {"fully_connected_s8", "FullyConnectedS8", "iegen/fully_connected_s8.h", RunFullyConnected,
     OrderOfFullyConnected},
    {"conv2d_direct_s8", "Conv2dDirectS8", "iegen/conv2d_direct_s8.h",
     RunDepthwise<Conv2dDirectS8<ConvSpec>>, OrderOfDirect<false>, &kDirectBackward},
};

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

absl::StatusOr<BoundCall> BindConv2d(const NodeView& node, bool direct) {
  ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const ir::Shape& w = node.in_shape(1);
  s.groups = s.in_channels / w[3];
  const auto taps = static_cast<int32_t>(w.elements(1, 4));
  CallBuilder call = BeginCall(s, node, {w[0], taps, taps, 1}, RequantPerChannel(node, w[0]));
  if (!direct) call.Scratch(Conv2dS8ScratchBytes(s));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindDepthwise(const NodeView& node) {
  ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
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

// Instead of copies, each window is read again for every four output channels, run by run.
Candidate DirectConv(const NodeView& node, const Cost& copying,
                     std::function<absl::StatusOr<BoundCall>(const NodeView&)> bind) {
  constexpr int64_t kRun = 25;  // instructions of its beginning and end
  const ir::Shape &y = node.out_shape(), &w = node.in_shape(1);
  const int64_t runs = int64_t{y[1]} * y[2] * ((y[3] + 3) / 4) * w[1];
  Cost cost = copying;
  cost.instructions += kRun * runs;
  cost.code_bytes = 1300;
  return {&kKernels[3], cost, "portable, any shape, no scratch", true, 0, false, std::move(bind)};
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
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int64_t copies = Conv2dS8WindowsAreContiguous(s) ? 0 : macs / channels * 3 / 2;
  const Cost cost{MacCost(target, macs, outputs) + copies, 1100, ConstantBytes(node, channels)};
  const auto bind = [](bool direct) {
    return [direct](const NodeView& n) { return BindConv2d(n, direct); };
  };
  Offer offer = {{&kKernels[0], cost, "portable, any shape", true, 0, false, bind(false)}};
  // Where copies are small, they cost less than short runs.
  const bool neighbours = s.dilation_w == 1 && node.in_shape(1)[3] == s.in_channels;
  const int32_t run = (neighbours ? s.kernel_width : 1) * node.in_shape(1)[3];
  if (!Conv2dS8WindowsAreContiguous(s) && run >= 8) {
    offer.push_back(DirectConv(node, cost, bind(true)));
  }
  return offer;
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
