// fully_connected with the vector extension.
#include "backends/conv_spec.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"
#include "backends/riscv/candidates.h"
#include "backends/riscv/packing.h"
#include "backends/riscv/right_spec.h"
#include "backends/riscv/rvv_model.h"

namespace iegen::riscv {
namespace {

void RunRvv(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto dense = FromSpec<Right<DenseSpec>>(spec);
  auto s = AsConvolution<Right<ConvSpec>>(dense);
  s.right = dense.right;
  ModelConvS8Rvv(s, In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]), Out<int8_t>(p[3]));
}

constexpr Kernel kRvv = {"fully_connected_s8_rvv", "FullyConnectedS8Rvv",
                         "iegen/fully_connected_s8_rvv.h", RunRvv, OrderOfDense<1>};

absl::StatusOr<BoundCall> Bind(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::FullyConnected>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const bool right = ShiftsRight(filter);
  std::vector<int8_t> weights(static_cast<size_t>(filter.channels * filter.taps));
  std::vector<int32_t> stage(static_cast<size_t>(3 * filter.channels));
  PackRvvWeights(filter, weights.data());
  PackRvvStage(filter, right, stage.data());
  CallBuilder call(Right<DenseSpec>{DenseSpecOf(node), right ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Output(node);
  return call.Take();
}

// With VLEN 128: 32 channels take 6 instructions a tap and about 60.
Cost CostOf(const DenseSpec& s) {
  const int64_t groups = Ceil(s.out_features, 32);
  return {s.batches * (20 + groups * (6 * int64_t{s.in_features} + 60)), 700,
          int64_t{s.out_features} * (s.in_features + 12)};
}

}  // namespace

Offer OfferFullyConnected(const NodeView& node, const Target& target) {
  if (!target.rvv) return {};
  Candidate candidate = Offered(kRvv, WhyNotDense(node, 1));
  if (!candidate.applicable) return {candidate};
  candidate.note = "a vector of channels at a time, any vector length";
  candidate.cost = CostOf(DenseSpecOf(node));
  candidate.bind = Bind;
  return {candidate};
}

std::vector<const Kernel*> FullyConnectedKernels() { return {&kRvv}; }

}  // namespace iegen::riscv
