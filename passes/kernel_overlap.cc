#include "passes/kernel_overlap.h"

#include "backends/access_order.h"

namespace iegen::passes {
namespace {

AccessOrder OrderOf(const Kernel& kernel, const ir::Spec& spec) {
  AccessOrder order;
  kernel.order(spec, &order);
  return order;
}

void AddElementwise(const Selection& selection, std::vector<InputOverlap>* overlaps) {
  for (size_t input = 0; input < 32; ++input) {
    if ((selection.candidate.in_place >> input & 1u) == 0) continue;
    overlaps->push_back({input, 0, absl::nullopt});
  }
}

}  // namespace

std::vector<InputOverlap> OverlapsOf(const Selection& selection) {
  std::vector<InputOverlap> overlaps;
  const Kernel* const kernel = selection.candidate.kernel;
  if (kernel == nullptr) return overlaps;
  AddElementwise(selection, &overlaps);
  if (kernel->order == nullptr || !overlaps.empty()) return overlaps;
  const AccessOrder forward = OrderOf(*kernel, selection.call.spec);
  const AccessOrder backward =
      kernel->backward == nullptr ? forward : OrderOf(*kernel->backward, selection.call.spec);
  for (size_t i = 0; i < selection.call.operands.size(); ++i) {
    const BoundOperand& operand = selection.call.operands[i];
    const absl::optional<Clearance> clearance = forward.Of(i);
    if (operand.kind != BoundOperand::Kind::kInput || operand.written || !clearance) continue;
    overlaps.push_back({operand.index, clearance->above, absl::nullopt});
    if (kernel->backward != nullptr) overlaps.back().below = backward.Of(i)->below;
  }
  return overlaps;
}

}  // namespace iegen::passes
