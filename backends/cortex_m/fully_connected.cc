// fully_connected with the DSP instructions and with Helium.
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/dsp_model.h"
#include "backends/cortex_m/fused_spec.h"
#include "backends/cortex_m/mve_model.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"

namespace iegen::cortex_m {
namespace {

Fused<ConvSpec> ConvolutionOf(const ir::Spec& spec) {
  const auto dense = FromSpec<Fused<DenseSpec>>(spec);
  auto s = AsConvolution<Fused<ConvSpec>>(dense);
  s.fused = dense.fused;
  return s;
}

constexpr DspLayout kDspLayout = {8, 1, false};

void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConvS8Dsp(ConvolutionOf(spec), kDspLayout, In<int8_t>(p[0]), In<int32_t>(p[1]),
                 Out<int8_t>(p[2]));
}

void RunMve(const ir::Spec& spec, absl::Span<void* const> p) {
  const Fused<ConvSpec> s = ConvolutionOf(spec);
  const int8_t* const in = In<int8_t>(p[0]);
  const int32_t* const constants = In<int32_t>(p[1]);
  if (s.out_width == 1) {
    ModelRowS8Mve(s, in, constants, Out<int8_t>(p[2]));
  } else {
    ModelConvS8Mve(s, in, constants, Out<int8_t>(p[2]));
  }
}

constexpr Kernel kDsp = {"fully_connected_s8_dsp", "FullyConnectedS8Dsp",
                         "iegen/fully_connected_s8_dsp.h", RunDsp, OrderOfDense<1>};
constexpr Kernel kMve = {"fully_connected_s8_mve", "FullyConnectedS8Mve",
                         "iegen/fully_connected_s8_mve.h", RunMve, OrderOfDense<2>};

ClampRange ClampOf(const NodeView& node) {
  return ActivationClamp(node.op<ir::FullyConnected>().act, node.out());
}

absl::StatusOr<BoundCall> BindDsp(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = RoundsTwiceByMultiplication(filter);
  const int32_t words = DspWords(kDspLayout, filter.channels, filter.taps);
  std::vector<int32_t> weights(static_cast<size_t>(words));
  PackDsp(filter, kDspLayout, fused, weights.data());
  CallBuilder call(Fused<DenseSpec>{DenseSpecOf(node), fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindMve(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = MveFused(filter), row = DenseSpecOf(node).batches == 1;
  const int32_t channels = filter.channels, taps = filter.taps;
  const int32_t words = row ? MveRowWords(channels, taps, fused) : MveWords(channels, taps, fused);
  std::vector<int32_t> constants(static_cast<size_t>(words));
  if (row) {
    PackMveRow(filter, fused, constants.data());
  } else {
    PackMve(filter, fused, constants.data());
  }
  CallBuilder call(Fused<DenseSpec>{DenseSpecOf(node), fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, constants);
  call.Output(node);
  return call.Take();
}

// Eight channels take 31 instructions for four taps and about 65 (DSP); with Helium 15 for sixteen
// taps of two batches and 26, eight channels 18 for sixteen taps of one batch and 26.
Cost CostOf(const DenseSpec& s, bool mve) {
  const int64_t quads = Ceil(s.out_features, 4), taps = s.in_features;
  if (mve && s.batches == 1) {
    return {100 + Ceil(quads, 2) * (18 * Ceil(taps, 16) + 26), 800,
            4 * MveRowWords(s.out_features, s.in_features, true)};
  }
  if (mve) {
    return {100 + Ceil(s.batches, 2) * (21 + quads * (15 * Ceil(taps, 16) + 26)), 1000,
            4 * MveWords(s.out_features, s.in_features, true)};
  }
  const int64_t octets = Ceil(s.out_features, 8), eight = 31 * (taps / 4) + 3 * Ceil(taps, 32) + 65;
  return {s.batches * (60 + 2 * taps + octets * eight), 1500,
          4 * DspWords(kDspLayout, s.out_features, s.in_features)};
}

}  // namespace

Offer OfferFullyConnected(const NodeView& node, const Target& target) {
  if (!target.dsp) return OfferThumbFullyConnected(node, target);
  const bool mve = target.mve;
  Candidate candidate = Offered(mve ? kMve : kDsp, WhyNotDense(node, mve ? 1 : 4));
  if (!candidate.applicable) return {candidate};
  candidate.note = mve ? "16 products an instruction" : "two products an instruction";
  candidate.cost = CostOf(DenseSpecOf(node), mve);
  candidate.bind = mve ? BindMve : BindDsp;
  return {candidate};
}

std::vector<const Kernel*> FullyConnectedKernels() {
  std::vector<const Kernel*> kernels = {&kDsp, &kMve};
  for (const Kernel* kernel : ThumbFullyConnectedKernels()) kernels.push_back(kernel);
  return kernels;
}

}  // namespace iegen::cortex_m
