// transpose_conv2d with a portable kernel.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/transpose_conv2d_s8.h"

namespace iegen::reference {
namespace {

struct TransposeConvSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, in_channels = 1;
  int32_t out_height = 1, out_width = 1, out_channels = 1, kernel_height = 1, kernel_width = 1;
  int32_t stride_h = 1, stride_w = 1, pad_top = 0, pad_left = 0;
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
    visit("stride_h", s.stride_h);
    visit("stride_w", s.stride_w);
    visit("pad_top", s.pad_top);
    visit("pad_left", s.pad_left);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

void RunTransposeConv(const ir::Spec& spec, absl::Span<void* const> p) {
  TransposeConv2dS8(FromSpec<TransposeConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                    In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

constexpr Kernel kKernels[] = {
    {"transpose_conv2d_s8", "TransposeConv2dS8", "iegen/transpose_conv2d_s8.h", RunTransposeConv}};

TransposeConvSpec SpecOf(const NodeView& node) {
  const auto& op = node.op<ir::TransposeConv2d>();
  const ir::Shape &x = node.in_shape(0), &w = node.in_shape(1), &y = node.out_shape();
  const ClampRange clamp = ActivationClamp(op.act, node.out());
  TransposeConvSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2], s.in_channels = x[3];
  s.out_height = y[1], s.out_width = y[2], s.out_channels = y[3];
  s.kernel_height = w[1], s.kernel_width = w[2];
  s.stride_h = op.stride[0], s.stride_w = op.stride[1];
  s.pad_top = op.pad[0], s.pad_left = op.pad[1];
  s.in_zero_point = node.in(0).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  return s;
}

absl::StatusOr<BoundCall> BindTransposeConv(const NodeView& node) {
  const int32_t channels = node.in_shape(1)[0];
  const ir::LinearRequant requant = RequantPerChannel(node, channels);
  std::vector<int32_t> bias(static_cast<size_t>(channels), 0);
  if (node.has(2)) bias = node.elements<int32_t>(2);
  CallBuilder call(SpecOf(node));
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("bias", ir::ElemType::kInt32, bias);
  call.Constant("multipliers", ir::ElemType::kInt32, requant.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, requant.shifts);
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferTransposeConv2d(const NodeView& node, const Target& target) {
  const Cost cost{MacCost(target, MacsOf(node), node.out_shape().elements()), 600,
                  node.in(1).bytes() + 9 * int64_t{node.in_shape(1)[0]}};
  return {{&kKernels[0], cost, "portable, gathers each output", true, 0, false, BindTransposeConv}};
}

absl::Span<const Kernel> TransposeConvKernels() { return kKernels; }

}  // namespace iegen::reference
