// fully_connected whose weights are an activation.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/matmul_s8.h"

namespace iegen::reference {
namespace {

struct MatMulSpec {
  int32_t batches = 1, in_features = 1, out_features = 1, per_channel = 0;
  int32_t weights_zero_point = 0, in_zero_point = 0, out_zero_point = 0;
  int32_t act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("in_features", s.in_features);
    visit("out_features", s.out_features);
    visit("per_channel", s.per_channel);
    visit("weights_zero_point", s.weights_zero_point);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

void RunMatMul(const ir::Spec& spec, absl::Span<void* const> p) {
  MatMulS8(FromSpec<MatMulSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
           In<int32_t>(p[3]), In<int8_t>(p[4]), Out<int8_t>(p[5]));
}

constexpr Kernel kKernels[] = {{"matmul_s8", "MatMulS8", "iegen/matmul_s8.h", RunMatMul}};

MatMulSpec SpecOf(const NodeView& node, const ir::LinearRequant& requant) {
  const ir::Shape& w = node.in_shape(1);
  const ClampRange clamp = ActivationClamp(node.op<ir::FullyConnected>().act, node.out());
  MatMulSpec s;
  s.batches = static_cast<int32_t>(node.in_shape(0).elements() / w[1]);
  s.in_features = w[1], s.out_features = w[0];
  s.per_channel = requant.multipliers.size() > 1 ? 1 : 0;
  s.weights_zero_point = node.in(1).quant.zero_point();
  s.in_zero_point = node.in(0).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  return s;
}

absl::StatusOr<BoundCall> BindMatMul(const NodeView& node) {
  const ir::LinearRequant requant = RequantOf(node);
  std::vector<int32_t> bias(static_cast<size_t>(node.in_shape(1)[0]), 0);
  if (node.has(2)) bias = node.elements<int32_t>(2);
  CallBuilder call(SpecOf(node, requant));
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("bias", ir::ElemType::kInt32, bias);
  call.Constant("multipliers", ir::ElemType::kInt32, requant.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, requant.shifts);
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferMatMul(const NodeView& node, const Target& target) {
  constexpr int64_t kSlowerThanPacked = 2;  // both zero points are taken off in the inner loop
  const int64_t macs = MacsOf(node) * kSlowerThanPacked;
  const Cost cost{MacCost(target, macs, node.out_shape().elements()), 300,
                  9 * int64_t{node.in_shape(1)[0]}};
  return {{&kKernels[0], cost, "weights known at run time", true, 0, false, BindMatMul}};
}

absl::Span<const Kernel> MatMulKernels() { return kKernels; }

}  // namespace iegen::reference
