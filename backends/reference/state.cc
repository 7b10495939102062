// Operators on variables: copies, and none where the planner can do without.
#include "backends/reference/candidates.h"

namespace iegen::reference {
namespace {

using Kind = BoundOperand::Kind;

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

}  // namespace

Offer OfferAssignVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(0).bytes(), 40, 0};
  return {{&CopyKernel(), cost, "the same bytes", true, 0, false, BindAssign}};
}

Offer OfferReadVariable(const NodeView& node, const Target&) {
  const Cost cost = {node.in(0).bytes(), 40, 0};
  return {{&CopyKernel(), cost, "the same bytes", true, 0, true, BindRead}};
}

}  // namespace iegen::reference
