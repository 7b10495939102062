#include "passes/select_kernels.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/verify.h"

namespace iegen::passes {
namespace {

// Smaller is better.
using Rank = std::tuple<double, double, absl::string_view>;

// The code stands in the engine once: `sharers` operators of one kind mostly take the same.
int64_t FlashBytes(const Candidate& candidate, int64_t sharers) {
  return candidate.cost.code_bytes / sharers + candidate.cost.constant_bytes;
}

// A kilobyte or an eighth more than the smallest is small still: several times the speed mostly
// costs less. Among what is small, twice the bytes have to bring twice the speed.
int64_t SmallFlashBytes(absl::Span<const Candidate> candidates, int64_t sharers) {
  constexpr int64_t kFewBytes = 1024;
  int64_t least = std::numeric_limits<int64_t>::max();
  for (const Candidate& candidate : candidates) {
    if (candidate.applicable) least = std::min(least, FlashBytes(candidate, sharers));
  }
  return least == std::numeric_limits<int64_t>::max() ? least
                                                      : least + std::max(least / 8, kFewBytes);
}

// What choosing goes by besides a candidate's cost.
struct Comparison {
  Objective objective = Objective::kSpeed;
  int64_t sharers = 1;  // operators of this kind in the graph
  int64_t small_flash_bytes = 0;
};

Rank RankOf(const Candidate& candidate, int64_t scratch_bytes, const Comparison& by) {
  const Cost& cost = candidate.cost;
  const int64_t flash = FlashBytes(candidate, by.sharers);
  switch (by.objective) {
    case Objective::kFlash:
      return {std::max(flash, by.small_flash_bytes),
              static_cast<double>(cost.instructions) * static_cast<double>(flash + 1),
              candidate.kernel->name};
    case Objective::kRam:
      return {scratch_bytes, cost.instructions, candidate.kernel->name};
    case Objective::kSpeed:
      break;
  }
  return {cost.instructions, flash, candidate.kernel->name};
}

int64_t ScratchBytes(const BoundCall& call) {
  int64_t bytes = 0;
  for (const BoundOperand& operand : call.operands) bytes += operand.scratch_bytes;
  return bytes;
}

ir::CandidateNote NoteOf(const Candidate& candidate) {
  ir::CandidateNote note;
  note.kernel = std::string(candidate.kernel->name);
  note.instructions = candidate.cost.instructions;
  note.code_bytes = candidate.cost.code_bytes;
  note.constant_bytes = candidate.cost.constant_bytes;
  note.note = candidate.note;
  note.applicable = candidate.applicable;
  return note;
}

// Only the objective ram has to bind candidates that may lose.
absl::StatusOr<int64_t> ScratchToCompare(const Candidate& candidate, const NodeView& view,
                                         Objective objective) {
  if (objective != Objective::kRam) return 0;
  IEGEN_ASSIGN_OR_RETURN(const BoundCall call, candidate.bind(view));
  return ScratchBytes(call);
}

absl::Status NoKernel(const NodeView& view, absl::Span<const Candidate> candidates) {
  absl::Status status = Unsupported(absl::StrCat("no kernel runs ", ir::NameOf(view.node().op)));
  for (const Candidate& candidate : candidates) status = WithWhy(status, candidate.note);
  return status;
}

// A marker needs no kernel, only its condition.
Selection SelectMarker(const NodeView& view) {
  Selection selection;
  if (!view.has(0)) return selection;
  selection.call.operands.push_back(
      {BoundOperand::Kind::kInput, 0, view.in(0).elem, "", "", 0, false});
  return selection;
}

std::vector<Candidate> EnabledCandidates(const NodeView& view, const Target& target,
                                         absl::Span<const std::string> disabled) {
  std::vector<Candidate> candidates = CandidatesFor(view, target);
  for (Candidate& candidate : candidates) {
    if (candidate.kernel == nullptr) continue;
    if (!absl::c_linear_search(disabled, candidate.kernel->name)) continue;
    candidate.applicable = false;
    candidate.note = absl::StrCat(candidate.kernel->name, " is switched off");
  }
  return candidates;
}

absl::StatusOr<Selection> Select(const NodeView& view, absl::Span<const Candidate> candidates,
                                 Objective objective, int64_t sharers) {
  Selection selection;
  const Comparison by = {objective, sharers, SmallFlashBytes(candidates, sharers)};
  absl::optional<Rank> best;
  size_t chosen = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    selection.notes.push_back(NoteOf(candidates[i]));
    if (!candidates[i].applicable) continue;
    IEGEN_ASSIGN_OR_RETURN(const int64_t scratch, ScratchToCompare(candidates[i], view, objective));
    const Rank rank = RankOf(candidates[i], scratch, by);
    if (best && !(rank < *best)) continue;
    best = rank;
    chosen = i;
  }
  if (!best) return NoKernel(view, candidates);
  selection.notes[chosen].chosen = true;
  selection.candidate = candidates[chosen];
  IEGEN_ASSIGN_OR_RETURN(selection.call, candidates[chosen].bind(view));
  return selection;
}

}  // namespace

absl::StatusOr<std::vector<Selection>> SelectKernels(const ir::Graph& graph, const Target& target,
                                                     Objective objective,
                                                     absl::Span<const std::string> disabled) {
  std::vector<Selection> selections;
  absl::flat_hash_map<absl::string_view, int64_t> kinds;
  for (const ir::Node& node : graph.nodes()) ++kinds[ir::NameOf(node.op)];
  for (const ir::Node& node : graph.nodes()) {
    const NodeView view(graph, node);
    absl::StatusOr<Selection> selection =
        ir::IsMarker(node.op) ? SelectMarker(view)
                              : Select(view, EnabledCandidates(view, target, disabled), objective,
                                       kinds[ir::NameOf(node.op)]);
    if (!selection.ok()) return ir::WithLocation(selection.status(), node.loc);
    selections.push_back(*std::move(selection));
  }
  return selections;
}

}  // namespace iegen::passes
