#include "passes/select_kernels.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "backends/row_calls.h"
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

Rank RankOf(const Candidate& candidate, const Comparison& by) {
  const Cost& cost = candidate.cost;
  const int64_t flash = FlashBytes(candidate, by.sharers);
  if (by.objective == Objective::kFlash) {
    return {std::max(flash, by.small_flash_bytes),
            static_cast<double>(cost.instructions) * static_cast<double>(flash + 1),
            candidate.kernel->name};
  }
  return {cost.instructions, flash, candidate.kernel->name};
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

// The bound candidate `chosen` of `candidates`.
Selection SelectionOf(absl::Span<const Candidate> candidates, size_t chosen, BoundCall call) {
  Selection selection;
  for (const Candidate& candidate : candidates) selection.notes.push_back(NoteOf(candidate));
  selection.notes[chosen].chosen = true;
  selection.candidate = candidates[chosen];
  selection.call = std::move(call);
  return selection;
}

absl::StatusOr<Selection> Select(const NodeView& view, absl::Span<const Candidate> candidates,
                                 const Comparison& by) {
  absl::optional<Rank> best;
  size_t chosen = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].applicable) continue;
    const Rank rank = RankOf(candidates[i], by);
    if (best && !(rank < *best)) continue;
    best = rank;
    chosen = i;
  }
  if (!best) return NoKernel(view, candidates);
  IEGEN_ASSIGN_OR_RETURN(BoundCall call, candidates[chosen].bind(view));
  return SelectionOf(candidates, chosen, std::move(call));
}

// By scratch, and what is not faster than one with less left out. Ties as in RankOf().
void KeepWorthy(std::vector<Selection>* selections) {
  const auto rank = [](const Selection& s) {
    return std::make_tuple(s.ScratchBytes(), s.candidate.cost.instructions,
                           s.candidate.kernel->name);
  };
  absl::c_sort(*selections,
               [&](const Selection& a, const Selection& b) { return rank(a) < rank(b); });
  std::vector<Selection> worthy;
  for (Selection& selection : *selections) {
    const bool faster = worthy.empty() || selection.candidate.cost.instructions <
                                              worthy.back().candidate.cost.instructions;
    if (faster) worthy.push_back(std::move(selection));
  }
  *selections = std::move(worthy);
}

// One row at a time, which the notes say.
Selection RowSelectionOf(absl::Span<const Candidate> candidates, size_t chosen, RowCall row) {
  Selection selection = SelectionOf(candidates, chosen, std::move(row.call));
  selection.candidate.kernel = row.kernel;
  selection.candidate.cost.instructions = row.instructions;
  selection.rows = std::move(row.rows);
  ir::CandidateNote& note = selection.notes[chosen];
  note.kernel = std::string(row.kernel->name);
  note.instructions = row.instructions;
  absl::StrAppend(&note.note, note.note.empty() ? "" : "; ", "row by row, which saves RAM");
  return selection;
}

absl::StatusOr<KernelChoices> ChoicesOf(const NodeView& view, const Target& target,
                                        absl::Span<const std::string> disabled) {
  const std::vector<Candidate> candidates = EnabledCandidates(view, target, disabled);
  std::vector<BoundCall> calls(candidates.size());
  KernelChoices choices;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].applicable) continue;
    IEGEN_ASSIGN_OR_RETURN(calls[i], candidates[i].bind(view));
    choices.whole.push_back(SelectionOf(candidates, i, calls[i]));
  }
  if (choices.whole.empty()) return NoKernel(view, candidates);
  IEGEN_ASSIGN_OR_RETURN(std::vector<absl::optional<RowCall>> rows,
                         RowCallsOf(view, target, candidates, calls));
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i] || absl::c_linear_search(disabled, rows[i]->kernel->name)) continue;
    choices.rows.push_back(RowSelectionOf(candidates, i, *std::move(rows[i])));
  }
  KeepWorthy(&choices.whole);
  KeepWorthy(&choices.rows);
  return choices;
}

// Calls what(view) for each node; errors name the operator.
template <class T, class What>
absl::StatusOr<std::vector<T>> ForEachNode(const ir::Graph& graph, const What& what) {
  std::vector<T> all;
  for (const ir::Node& node : graph.nodes()) {
    absl::StatusOr<T> one = what(NodeView(graph, node));
    if (!one.ok()) return ir::WithLocation(one.status(), node.loc);
    all.push_back(*std::move(one));
  }
  return all;
}

}  // namespace

int64_t Selection::ScratchBytes() const {
  int64_t bytes = 0;
  for (const BoundOperand& operand : call.operands) bytes += operand.scratch_bytes;
  return bytes;
}

absl::StatusOr<std::vector<Selection>> SelectKernels(const ir::Graph& graph, const Target& target,
                                                     Objective objective,
                                                     absl::Span<const std::string> disabled) {
  absl::flat_hash_map<absl::string_view, int64_t> kinds;
  for (const ir::Node& node : graph.nodes()) ++kinds[ir::NameOf(node.op)];
  const auto select = [&](const NodeView& view) -> absl::StatusOr<Selection> {
    if (ir::IsMarker(view.node().op)) return SelectMarker(view);
    const std::vector<Candidate> candidates = EnabledCandidates(view, target, disabled);
    const int64_t sharers = kinds[ir::NameOf(view.node().op)];
    return Select(view, candidates, {objective, sharers, SmallFlashBytes(candidates, sharers)});
  };
  return ForEachNode<Selection>(graph, select);
}

absl::StatusOr<std::vector<KernelChoices>> KernelChoicesOf(const ir::Graph& graph,
                                                           const Target& target,
                                                           absl::Span<const std::string> disabled) {
  const auto choose = [&](const NodeView& view) -> absl::StatusOr<KernelChoices> {
    if (ir::IsMarker(view.node().op)) return KernelChoices{{SelectMarker(view)}, {}};
    return ChoicesOf(view, target, disabled);
  };
  return ForEachNode<KernelChoices>(graph, choose);
}

}  // namespace iegen::passes
