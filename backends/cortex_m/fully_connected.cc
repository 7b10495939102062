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

// The spec of fully_connected_s8_dsp.
struct DspSpec : Fused<DenseSpec> {
  int32_t factors_once = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Fused<DenseSpec>::Fields(s, visit);
    visit("factors_once", s.factors_once);
  }
};

Fused<ConvSpec> ConvolutionOf(const ir::Spec& spec) {
  const auto dense = FromSpec<Fused<DenseSpec>>(spec);
  auto s = AsConvolution<Fused<ConvSpec>>(dense);
  s.fused = dense.fused;
  return s;
}

constexpr DspLayout LayoutOf(bool factors_once) { return {8, 1, false, factors_once}; }

void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  const DspLayout layout = LayoutOf(FromSpec<DspSpec>(spec).factors_once != 0);
  ModelConvS8Dsp(ConvolutionOf(spec), layout, In<int8_t>(p[0]), In<int32_t>(p[1]),
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
  const bool fused = RoundsTwiceByMultiplication(filter), once = EqualFactors(filter);
  const DspLayout layout = LayoutOf(once);
  std::vector<int32_t> weights(static_cast<size_t>(DspWords(layout, filter.channels, filter.taps)));
  PackDsp(filter, layout, fused, weights.data());
  CallBuilder call(DspSpec{{DenseSpecOf(node), fused ? 1 : 0}, once ? 1 : 0});
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

// With Helium 15 for sixteen taps of two batches and 26, eight channels 18 for sixteen taps of one
// batch and 26.
Cost CostOfMve(const DenseSpec& s) {
  const int64_t quads = Ceil(s.out_features, 4), taps = s.in_features;
  if (s.batches == 1) {
    return {100 + Ceil(quads, 2) * (18 * Ceil(taps, 16) + 26), 800,
            4 * MveRowWords(s.out_features, s.in_features, true)};
  }
  return {100 + Ceil(s.batches, 2) * (21 + quads * (15 * Ceil(taps, 16) + 26)), 1000,
          4 * MveWords(s.out_features, s.in_features, true)};
}

// Eight channels take 31 instructions for four taps and about 70.
Cost CostOfDsp(const DenseSpec& s, const DspLayout& layout) {
  const int64_t octets = Ceil(s.out_features, 8), taps = s.in_features;
  const int64_t eight = 31 * (taps / 4) + 3 * Ceil(taps, 32) + 70;
  return {s.batches * (60 + 2 * taps + octets * eight), 1500,
          4 * DspWords(layout, s.out_features, s.in_features)};
}

}  // namespace

Offer OfferFullyConnected(const NodeView& node, const Target& target) {
  if (!target.dsp) return OfferThumbFullyConnected(node, target);
  const bool mve = target.mve;
  Candidate candidate = Offered(mve ? kMve : kDsp, WhyNotDense(node, mve ? 1 : 4));
  if (!candidate.applicable) return {candidate};
  candidate.note = mve ? "16 products an instruction" : "two products an instruction";
  if (mve) {
    candidate.cost = CostOfMve(DenseSpecOf(node));
  } else {
    const DenseLayer layer(node, ClampOf(node));
    candidate.cost = CostOfDsp(DenseSpecOf(node), LayoutOf(EqualFactors(layer.filter())));
  }
  candidate.bind = mve ? BindMve : BindDsp;
  return {candidate};
}

std::vector<const Kernel*> FullyConnectedKernels() {
  std::vector<const Kernel*> kernels = {&kDsp, &kMve};
  for (const Kernel* kernel : ThumbFullyConnectedKernels()) kernels.push_back(kernel);
  return kernels;
}

}  // namespace iegen::cortex_m
