// conv2d with the DSP instructions and with Helium.
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/dsp_model.h"
#include "backends/cortex_m/mve_model.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"

namespace iegen::cortex_m {
namespace {

// `fused`: both roundings by multiplication, see RoundsTwiceByMultiplication().
struct FusedPointwiseSpec : PointwiseSpec {
  int32_t fused = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    PointwiseSpec::Fields(s, visit);
    visit("fused", s.fused);
  }
};

void RunConv1x1Dsp(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConv1x1S8Dsp(FromSpec<FusedPointwiseSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                    In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

void RunConv1x1Mve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConv1x1S8Mve(FromSpec<FusedPointwiseSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                    In<int32_t>(p[2]), Out<int8_t>(p[3]));
}

constexpr Kernel kKernels[] = {
    {"conv2d_1x1_s8_dsp", "Conv2d1x1S8Dsp", "iegen/conv2d_1x1_s8_dsp.h", RunConv1x1Dsp},
    {"conv2d_1x1_s8_mve", "Conv2d1x1S8Mve", "iegen/conv2d_1x1_s8_mve.h", RunConv1x1Mve},
};

std::vector<int32_t> Words(int32_t count) {
  return std::vector<int32_t>(static_cast<size_t>(count));
}

FusedPointwiseSpec SpecOf(const NodeView& node, const DenseFilter& filter) {
  FusedPointwiseSpec s{PointwiseSpecOf(node), 0};
  s.fused = RoundsTwiceByMultiplication(filter) ? 1 : 0;
  return s;
}

absl::StatusOr<BoundCall> BindConv1x1Dsp(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const FusedPointwiseSpec s = SpecOf(node, filter);
  std::vector<int32_t> weights = Words(DspWeightWords(filter.channels, filter.taps));
  std::vector<int32_t> stage = Words(DspStageWords(filter.channels));
  PackDspWeights(filter, weights.data());
  PackDspStage(filter, s.fused != 0, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Scratch(4 * DspRowWords(filter.taps), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindConv1x1Mve(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const FusedPointwiseSpec s = SpecOf(node, filter);
  std::vector<int8_t> weights(static_cast<size_t>(MveWeightBytes(filter.channels, filter.taps)));
  std::vector<int32_t> stage = Words(MveStageWords(filter.channels));
  PackMveWeights(filter, weights.data());
  PackMveStage(filter, s.fused != 0, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Output(node);
  return call.Take();
}

int64_t Ceil(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Measured: blocks of two pixels, both widened, then 99 instructions for 16 taps of four channels
// with 74 around them.
Cost CostOfDsp(int64_t pixels, int32_t channels, int32_t taps) {
  const int64_t taps4 = Ceil(taps, 4), channels4 = Ceil(channels, 4), blocks = Ceil(pixels, 2);
  const int64_t instructions = 142 + 20 * taps4 + channels4 * (99 * taps4 / 4 + 74);
  return {blocks * instructions, 1100,
          4 * (DspWeightWords(channels, taps) + DspStageWords(channels))};
}

// Measured: two pixels with four channels, 16 instructions for 16 taps, about 90 around them.
Cost CostOfMve(int64_t pixels, int32_t channels, int32_t taps) {
  const int64_t blocks = Ceil(pixels, 2), quads = Ceil(channels, 4);
  return {blocks * (20 + quads * (16 * Ceil(taps, 16) + 90)), 700,
          MveWeightBytes(channels, taps) + MveStageWords(channels) * 4};
}

Candidate Conv1x1(const NodeView& node, bool mve) {
  const ir::Shape &w = node.in_shape(1), &y = node.out_shape();
  const int64_t pixels = y.elements(0, 3);
  Candidate candidate;
  candidate.kernel = &kKernels[mve ? 1 : 0];
  candidate.note = WhyNotPointwise(node);
  candidate.applicable = candidate.note.empty();
  if (!candidate.applicable) return candidate;
  candidate.note = mve ? "16 products an instruction" : "two products an instruction";
  candidate.cost = mve ? CostOfMve(pixels, w[0], w[3]) : CostOfDsp(pixels, w[0], w[3]);
  candidate.bind = mve ? BindConv1x1Mve : BindConv1x1Dsp;
  return candidate;
}

}  // namespace

Offer OfferConv2d(const NodeView& node, const Target& target) {
  if (!target.dsp) return {};
  return {Conv1x1(node, target.mve)};
}

absl::Span<const Kernel> ConvKernels() { return kKernels; }

}  // namespace iegen::cortex_m
