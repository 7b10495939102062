// depthwise_conv2d with the vector extension.
#include "backends/conv_spec.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"
#include "backends/riscv/candidates.h"
#include "backends/riscv/packing.h"
#include "backends/riscv/right_spec.h"
#include "backends/riscv/rvv_model.h"
#include "iegen/window_taps.h"

namespace iegen::riscv {
namespace {

void RunRvv(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Rvv(FromSpec<Right<ConvSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

constexpr Kernel kRvv = {"depthwise_conv2d_s8_rvv", "DepthwiseConv2dS8Rvv",
                         "iegen/depthwise_conv2d_s8_rvv.h", RunRvv, OrderOfDepthwiseConv};

absl::StatusOr<BoundCall> Bind(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::DepthwiseConv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const bool right = ShiftsRight(filter);
  std::vector<int32_t> stage(static_cast<size_t>(3 * filter.channels));
  PackRvvStage(filter, right, stage.data());
  CallBuilder call(Right<ConvSpec>{ConvSpecOf<ir::DepthwiseConv2d>(node), right ? 1 : 0});
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Scratch(4 * WindowTapsWords(filter.taps, filter.channels), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

// Measured with VLEN 128: a pixel costs about 13 a tap to find, then 32 channels take 10 a tap and
// 50.
Cost CostOf(const NodeView& node) {
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int64_t channels = node.in_shape(0)[3], groups = Ceil(channels, 32);
  return {pixels * (13 * taps + 50 + groups * (10 * taps + 50)), 800, channels * (taps + 12)};
}

}  // namespace

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  if (!target.rvv) return {};
  Candidate candidate = Offered(kRvv, WhyNotDepthwise(node, 1));
  if (!candidate.applicable) return {candidate};
  candidate.note = "a vector of channels at a time, any vector length";
  candidate.cost = CostOf(node);
  candidate.bind = Bind;
  return {candidate};
}

std::vector<const Kernel*> DepthwiseKernels() { return {&kRvv}; }

}  // namespace iegen::riscv
