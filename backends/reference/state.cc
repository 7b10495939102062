// Operators on variables: copies, and none where the planner can do without.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/copy_at.h"
#include "iegen/delayed_fully_connected_s8.h"
#include "iegen/shift_bytes.h"

namespace iegen::reference {
namespace {

using Kind = BoundOperand::Kind;

struct CopyAtSpec {
  int32_t bytes = 0, offset = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("bytes", s.bytes);
    visit("offset", s.offset);
  }
};

struct ShiftSpec {
  int32_t bytes = 0, by = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("bytes", s.bytes);
    visit("by", s.by);
  }
};

struct DelayedSpec {
  int32_t features = 1, outputs = 1, taps = 2, per_channel = 0;
  int32_t out_zero_point = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("features", s.features);
    visit("outputs", s.outputs);
    visit("taps", s.taps);
    visit("per_channel", s.per_channel);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

void RunCopyAt(const ir::Spec& spec, absl::Span<void* const> p) {
  CopyAt(FromSpec<CopyAtSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunShift(const ir::Spec& spec, absl::Span<void* const> p) {
  ShiftBytes(FromSpec<ShiftSpec>(spec), Out<int8_t>(p[0]));
}
void RunDelayed(const ir::Spec& spec, absl::Span<void* const> p) {
  DelayedFullyConnectedS8(FromSpec<DelayedSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                          In<int32_t>(p[2]), In<int32_t>(p[3]), In<int8_t>(p[4]),
                          Out<int32_t>(p[5]), Out<int8_t>(p[6]));
}

constexpr Kernel kKernels[] = {
    {"copy_at", "CopyAt", "iegen/copy_at.h", RunCopyAt},
    {"delayed_fully_connected_s8", "DelayedFullyConnectedS8", "iegen/delayed_fully_connected_s8.h",
     RunDelayed},
    {"shift_bytes", "ShiftBytes", "iegen/shift_bytes.h", RunShift},
};

// The kernel moves bytes, whatever these are.
BoundCall CopyOf(const NodeView& node, BoundOperand from, BoundOperand to) {
  BoundCall call;
  call.spec = CopySpecOf(node.in(0).bytes());
  call.operands = {std::move(from), std::move(to)};
  return call;
}

absl::StatusOr<BoundCall> BindAssign(const NodeView& node) {
  return CopyOf(node, {Kind::kInput, 1, ir::ElemType::kInt8, "", "", 0, false},
                {Kind::kInput, 0, ir::ElemType::kInt8, "", "", 0, true});
}

absl::StatusOr<BoundCall> BindRead(const NodeView& node) {
  return CopyOf(node, {Kind::kInput, 0, ir::ElemType::kInt8, "", "", 0, false},
                {Kind::kOutput, 0, ir::ElemType::kInt8, "", "", 0, true});
}

absl::StatusOr<BoundCall> BindUpdate(const NodeView& node) {
  const int64_t step = ir::BytesOf(node.in(1).elem);
  BoundCall call;
  call.spec = ToSpec(CopyAtSpec{static_cast<int32_t>(node.in(1).bytes()),
                                static_cast<int32_t>(node.op<ir::UpdateVariable>().at * step)});
  call.operands = {{Kind::kInput, 1, ir::ElemType::kInt8, "", "", 0, false},
                   {Kind::kInput, 0, ir::ElemType::kInt8, "", "", 0, true}};
  return call;
}

absl::StatusOr<BoundCall> BindShift(const NodeView& node) {
  const int64_t by = node.op<ir::ShiftVariable>().by * ir::BytesOf(node.in(0).elem);
  BoundCall call;
  call.spec =
      ToSpec(ShiftSpec{static_cast<int32_t>(node.in(0).bytes() - by), static_cast<int32_t>(by)});
  call.operands = {{Kind::kInput, 0, ir::ElemType::kInt8, "", "", 0, true}};
  return call;
}

// [outputs, taps, features] to [taps, outputs, features], the newest tap first.
std::vector<int8_t> NewestTapFirst(const NodeView& node) {
  const ir::Shape& filter = node.in_shape(1);
  const std::vector<int8_t> weights = node.elements<int8_t>(1);
  std::vector<int8_t> packed;
  packed.reserve(weights.size());
  for (int32_t k = filter[1] - 1; k >= 0; --k) {
    for (int32_t o = 0; o < filter[0]; ++o) {
      const auto from = weights.begin() + ptrdiff_t{o * filter[1] + k} * filter[2];
      packed.insert(packed.end(), from, from + filter[2]);
    }
  }
  return packed;
}

absl::StatusOr<BoundCall> BindDelayed(const NodeView& node) {
  const auto& op = node.op<ir::DelayedFullyConnected>();
  const ir::Shape& filter = node.in_shape(1);
  const ir::LinearRequant requant = RequantOf(node);
  const ClampRange clamp = ActivationClamp(op.act, node.out());
  const int32_t row = filter[1] * filter[2];
  DelayedSpec s;
  s.features = filter[2], s.outputs = filter[0], s.taps = filter[1];
  s.per_channel = requant.multipliers.size() > 1 ? 1 : 0;
  s.out_zero_point = node.out().quant.zero_point();
  s.act_min = clamp.min, s.act_max = clamp.max;
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, NewestTapFirst(node));
  call.Constant("bias", ir::ElemType::kInt32, FoldedBias(node, {filter[0], row, row, 1}));
  call.Constant("multipliers", ir::ElemType::kInt32, requant.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, requant.shifts);
  call.Input(node, 5);
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferDelayedFullyConnected(const NodeView& node, const Target& target) {
  const int64_t sums = node.in_shape(5).elements(), outputs = node.out_shape().elements();
  const Cost cost = {MacCost(target, MacsOf(node), outputs) + 8 * sums, 500,
                     node.in(1).bytes() + 9 * outputs};
  return {{&kKernels[1], cost, "portable, any shape", true, 0, false, BindDelayed}};
}

Offer OfferShiftVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(0).bytes(), 40, 0};
  return {{&kKernels[2], cost, "the same bytes", true, 0, false, BindShift}};
}

Offer OfferUpdateVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(1).bytes(), 40, 0};
  return {{&kKernels[0], cost, "the same bytes", true, 0, false, BindUpdate}};
}

absl::Span<const Kernel> StateKernels() { return kKernels; }

Offer OfferAssignVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(0).bytes(), 40, 0};
  return {{&CopyKernel(), cost, "the same bytes", true, 0, false, BindAssign}};
}

Offer OfferReadVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(0).bytes(), 40, 0};
  return {{&CopyKernel(), cost, "the same bytes", true, 0, true, BindRead}};
}

}  // namespace iegen::reference
