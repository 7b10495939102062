// conv2d with the vector extension.
#include "backends/conv_spec.h"
#include "backends/dense_layer.h"
#include "backends/riscv/candidates.h"
#include "backends/riscv/packing.h"
#include "backends/riscv/rvv_model.h"

namespace iegen::riscv {
namespace {

// `right`: all shifts are to the right, see ShiftsRight().
struct RightPointwiseSpec : PointwiseSpec {
  int32_t right = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    PointwiseSpec::Fields(s, visit);
    visit("right", s.right);
  }
};

void RunConv1x1Rvv(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConv1x1S8Rvv(FromSpec<RightPointwiseSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                    In<int32_t>(p[2]), Out<int8_t>(p[3]));
}

constexpr Kernel kKernels[] = {
    {"conv2d_1x1_s8_rvv", "Conv2d1x1S8Rvv", "iegen/conv2d_1x1_s8_rvv.h", RunConv1x1Rvv},
};

absl::StatusOr<BoundCall> BindConv1x1(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  RightPointwiseSpec s{PointwiseSpecOf(node), 0};
  s.right = ShiftsRight(filter) ? 1 : 0;
  std::vector<int8_t> weights(static_cast<size_t>(filter.channels * filter.taps));
  std::vector<int32_t> stage(static_cast<size_t>(3 * filter.channels));
  PackRvvWeights(filter, weights.data());
  PackRvvStage(filter, s.right != 0, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Output(node);
  return call.Take();
}

int64_t Ceil(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Measured with VLEN 128: three pixels with 32 channels, 10 instructions a tap, about 120 around
// them.
Cost CostOf(int64_t pixels, int32_t channels, int32_t taps) {
  const int64_t blocks = Ceil(pixels, 3), groups = Ceil(channels, 32);
  return {blocks * (25 + groups * (10 * int64_t{taps} + 120)), 900,
          int64_t{channels} * (taps + 12)};
}

}  // namespace

Offer OfferConv2d(const NodeView& node, const Target& target) {
  if (!target.rvv) return {};
  const ir::Shape& w = node.in_shape(1);
  Candidate candidate;
  candidate.kernel = &kKernels[0];
  candidate.note = WhyNotPointwise(node);
  candidate.applicable = candidate.note.empty();
  if (candidate.applicable) {
    candidate.note = "a vector of channels at a time, any vector length";
    candidate.cost = CostOf(node.out_shape().elements(0, 3), w[0], w[3]);
    candidate.bind = BindConv1x1;
  }
  return {candidate};
}

absl::Span<const Kernel> ConvKernels() { return kKernels; }

}  // namespace iegen::riscv
