// depthwise_conv2d with the DSP instructions and with Helium.
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/dsp_model.h"
#include "backends/cortex_m/fused_spec.h"
#include "backends/cortex_m/mve_model.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "iegen/window_taps.h"

namespace iegen::cortex_m {
namespace {

void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Dsp(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

void RunMve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Mve(FromSpec<ConvSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

constexpr Kernel kDsp = {"depthwise_conv2d_s8_dsp", "DepthwiseConv2dS8Dsp",
                         "iegen/depthwise_conv2d_s8_dsp.h", RunDsp, OrderOfDepthwiseConv};
constexpr Kernel kMve = {"depthwise_conv2d_s8_mve", "DepthwiseConv2dS8Mve",
                         "iegen/depthwise_conv2d_s8_mve.h", RunMve, OrderOfDepthwiseConv};

std::vector<int32_t> Words(int32_t count) {
  return std::vector<int32_t>(static_cast<size_t>(count));
}

ClampRange ClampOf(const NodeView& node) {
  return ActivationClamp(node.op<ir::DepthwiseConv2d>().act, node.out());
}

// What both calls end in.
BoundCall Finish(const NodeView& node, CallBuilder call) {
  const int32_t words = WindowTapsWords(TapsOf(node), node.in_shape(0)[3]);
  call.Scratch(4 * words, ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindDsp(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = RoundsTwiceByMultiplication(filter);
  std::vector<int32_t> weights = Words(DspDepthwiseWeightWords(filter.channels, filter.taps));
  std::vector<int32_t> stage = Words(DspStageWords(filter.channels));
  PackDspDepthwiseWeights(filter, weights.data());
  PackDspDepthwiseStage(filter, fused, stage.data());
  CallBuilder call(Fused<ConvSpec>{ConvSpecOf<ir::DepthwiseConv2d>(node), fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  return Finish(node, std::move(call));
}

absl::StatusOr<BoundCall> BindMve(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  std::vector<int32_t> stage = Words(MveDepthwiseStageWords(filter.channels));
  PackMveDepthwiseStage(filter, stage.data());
  CallBuilder call(ConvSpecOf<ir::DepthwiseConv2d>(node));
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  return Finish(node, std::move(call));
}

std::string WhyNotMve(const NodeView& node) {
  std::string why = WhyNotDepthwise(node, 1);
  if (!why.empty()) return why;
  const DenseLayer layer(node, ClampOf(node));
  if (RoundsTwiceByMultiplication(layer.filter())) return "";
  return "needs right shifts from 2 to 12 bits, this layer has others";
}

int64_t Ceil(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Measured: a pixel costs about 13 a tap to find; then four channels take 17 for two taps and 45
// (DSP), sixteen channels 17 a tap and 70 (Helium).
Cost CostOf(const NodeView& node, bool mve) {
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int32_t channels = node.in_shape(0)[3];
  const int64_t pixel =
      mve ? Ceil(channels, 16) * (17 * taps + 70) : Ceil(channels, 4) * (17 * Ceil(taps, 2) + 45);
  const int64_t constants =
      mve ? channels * taps + 4 * MveDepthwiseStageWords(channels)
          : 4 * (DspDepthwiseWeightWords(channels, TapsOf(node)) + DspStageWords(channels));
  return {pixels * (13 * taps + 60 + pixel), 900, constants};
}

}  // namespace

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  if (!target.dsp) return {};
  Candidate candidate;
  candidate.kernel = target.mve ? &kMve : &kDsp;
  candidate.note = target.mve ? WhyNotMve(node) : WhyNotDepthwise(node, 4);
  candidate.applicable = candidate.note.empty();
  if (candidate.applicable) {
    candidate.note = target.mve ? "sixteen channels at a time" : "four channels at a time";
    candidate.cost = CostOf(node, target.mve);
    candidate.bind = target.mve ? BindMve : BindDsp;
  }
  return {candidate};
}

std::vector<const Kernel*> DepthwiseKernels() { return {&kDsp, &kMve}; }

}  // namespace iegen::cortex_m
