#include "passes/decision.h"

#include <algorithm>
#include <cmath>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "passes/file_macs.h"
#include "passes/streaming/ram_chooser.h"

namespace iegen::passes {
namespace {

// Without the order from last to first byte, where that kernel is not to be used.
std::vector<InputOverlap> EnabledOverlapsOf(const Selection& selection,
                                            absl::Span<const std::string> disabled) {
  std::vector<InputOverlap> overlaps = OverlapsOf(selection);
  const Kernel* const kernel = selection.candidate.kernel;
  const Kernel* const backward = kernel == nullptr ? nullptr : kernel->backward;
  if (backward == nullptr || !absl::c_linear_search(disabled, backward->name)) return overlaps;
  for (InputOverlap& overlap : overlaps) overlap.below.reset();
  return overlaps;
}

// What planning has to know of what was selected for node `node`.
NodeMemory MemoryOf(const Task& task, size_t node, const Selection& selection) {
  NodeMemory memory;
  memory.products = LiveMacsOf(NodeView(task.graph, task.graph.nodes()[node]));
  memory.view = selection.candidate.view;
  memory.view_offset = selection.candidate.view_offset;
  memory.joins = selection.candidate.joins;
  memory.overlaps = EnabledOverlapsOf(selection, task.options.disabled_kernels);
  for (const BoundOperand& operand : selection.call.operands) {
    if (operand.kind != BoundOperand::Kind::kScratch) continue;
    memory.scratch.push_back(operand.scratch_bytes);
  }
  memory.keeps_scratch = selection.rows.rows > 0 && selection.rows.row_bytes == 0;
  return memory;
}

// Of which less is better: an eighth more bytes has to halve the instructions.
double Price(double instructions, int64_t bytes) {
  return instructions * std::pow(static_cast<double>(bytes), 6);
}
double PriceOf(const RamChoice& choice) { return Price(choice.instructions, choice.live_bytes); }
double PriceOf(const Decision& d) { return Price(d.instructions(), d.arena.arena_bytes); }

// Decisions for Objective::kRam.
class RamDecider {
 public:
  RamDecider(const Task& task, std::vector<NodeChoices> choices)
      : task_(task),
        choices_(std::move(choices)),
        chooser_(task.graph, choices_, task.options.preserve_inputs, task.options.stream_rows) {}

  absl::StatusOr<Decision> Smallest() const {
    IEGEN_ASSIGN_OR_RETURN(Decision smallest, PlanOf(chooser_.Fastest(0)));
    // Live sets don't tell all: what the planner makes of whole layers may be smaller.
    IEGEN_ASSIGN_OR_RETURN(Decision whole, PlanOf({std::vector<size_t>(choices_.size(), 0), {}}));
    return whole.arena.IsBetterThan(smallest.arena) ? std::move(whole) : std::move(smallest);
  }

  // The smallest one, or one of up to an eighth more that is worth it.
  absl::StatusOr<Decision> Small() const {
    IEGEN_ASSIGN_OR_RETURN(Decision smallest, Smallest());
    const RamChoice best = BestPriced();
    if (best.live_bytes <= chooser_.LeastBytes()) return smallest;
    IEGEN_ASSIGN_OR_RETURN(Decision larger, PlanOf(best));
    const bool worth = larger.arena.excess_bytes <= smallest.arena.excess_bytes &&
                       PriceOf(larger) < PriceOf(smallest);
    return worth ? std::move(larger) : std::move(smallest);
  }

  // The fastest one whose arena has at most `limit` bytes, or one that is larger.
  absl::StatusOr<Decision> FastestWithin(int64_t limit) const {
    constexpr int kMostAttempts = 8;
    RamChoice choice = chooser_.Fastest(limit);
    absl::StatusOr<Decision> decision = PlanOf(choice);
    for (int i = 1; i < kMostAttempts && decision.ok(); ++i) {
      const int64_t excess = decision->arena.arena_bytes - limit;
      if (excess <= 0 || choice.live_bytes <= chooser_.LeastBytes()) break;
      // The planner missed the largest live set by so much, or something smaller got in its way.
      choice = chooser_.Fastest(std::min(limit - excess, choice.live_bytes - 1));
      decision = PlanOf(choice);
    }
    return decision;
  }

 private:
  RamChoice BestPriced() const {
    constexpr int kSteps = 8;
    RamChoice best = chooser_.Fastest(0);
    const int64_t least = best.live_bytes;
    for (int i = 1; i <= kSteps; ++i) {
      RamChoice choice = chooser_.Fastest(least + least / 8 * i / kSteps);
      if (PriceOf(choice) < PriceOf(best)) best = std::move(choice);
    }
    return best;
  }

  absl::StatusOr<Decision> PlanOf(const RamChoice& choice) const {
    std::vector<Selection> selections;
    std::vector<NodeMemory> memory;
    for (size_t i = 0; i < choices_.size(); ++i) {
      const NodeChoices& node = choices_[i];
      const size_t kernel = choice.kernels[i];
      const bool row = absl::c_any_of(
          choice.segments, [&](const Segment& s) { return s.first <= i && i <= s.last; });
      selections.push_back((row ? node.kernels.rows : node.kernels.whole)[kernel]);
      memory.push_back(row ? MemoryOf(task_, i, selections.back()) : node.memory[kernel]);
    }
    IEGEN_ASSIGN_OR_RETURN(ArenaPlan arena,
                           PlanArena(task_.graph, memory, task_.arena, choice.segments));
    return Decision{std::move(selections), std::move(arena)};
  }

  const Task& task_;
  const std::vector<NodeChoices> choices_;
  const RamChooser chooser_;
};

absl::StatusOr<Decision> DecideForRam(const Task& task, const Target& target) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<KernelChoices> kernels,
                         KernelChoicesOf(task.graph, target, task.options.disabled_kernels));
  std::vector<NodeChoices> choices;
  for (KernelChoices& of_node : kernels) {
    NodeChoices node;
    for (const Selection& whole : of_node.whole) {
      node.memory.push_back(MemoryOf(task, choices.size(), whole));
    }
    node.kernels = std::move(of_node);
    choices.push_back(std::move(node));
  }
  const RamDecider decider(task, std::move(choices));
  const int64_t limit = task.options.ram_limit;
  if (limit <= 0) return decider.Small();
  IEGEN_ASSIGN_OR_RETURN(Decision fitting, decider.FastestWithin(limit));
  return fitting.arena.arena_bytes <= limit ? std::move(fitting) : decider.Smallest();
}

}  // namespace

double Decision::instructions() const {
  double sum = 0;
  for (size_t i = 0; i < selections.size(); ++i) {
    if (!arena.is_view[i]) sum += static_cast<double>(selections[i].candidate.cost.instructions);
  }
  return sum;
}

absl::StatusOr<Decision> Decide(const Task& task, const Target& target, Objective objective) {
  if (objective == Objective::kRam) return DecideForRam(task, target);
  Decision decision;
  IEGEN_ASSIGN_OR_RETURN(decision.selections, SelectKernels(task.graph, target, objective,
                                                            task.options.disabled_kernels));
  std::vector<NodeMemory> memory;
  for (const Selection& selection : decision.selections) {
    memory.push_back(MemoryOf(task, memory.size(), selection));
  }
  IEGEN_ASSIGN_OR_RETURN(decision.arena, PlanArena(task.graph, memory, task.arena));
  return decision;
}

}  // namespace iegen::passes
