#include "passes/memory/offset_planner.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "passes/memory/conflict_graph.h"
#include "passes/memory/exact_search.h"

namespace iegen::memory {
namespace {

struct NamedPlanner {
  const char* name;
  Planner run;
};

// From cheap to thorough.
constexpr NamedPlanner kPlanners[] = {
    {"greedy-by-size", PlanGreedyBySize},
    {"first-fit", PlanFirstFit},
    {"random-moves", PlanRandomMoves},
    {"exact-search", PlanExactSearch},
};

absl::optional<std::pair<int, int>> CollisionIn(const ConflictGraph& graph) {
  for (size_t i = 0; i < graph.items.size(); ++i) {
    for (const Conflict& c : graph.conflicts[i]) {
      const auto& mine = graph.items[i].fixed_offset;
      const auto& theirs = graph.items[c.other].fixed_offset;
      if (!mine.has_value() || !theirs.has_value()) continue;
      if (*theirs - *mine <= c.low || *theirs - *mine >= c.high) continue;
      return std::make_pair(graph.items[i].buffers[0], graph.items[c.other].buffers[0]);
    }
  }
  return absl::nullopt;
}

std::vector<LiveSet> LiveSets(const ConflictGraph& graph) {
  std::vector<LiveSet> sets;
  for (const Section& section : graph.sections) {
    LiveSet set{section.step, section.bytes, {}};
    for (int i : section.items) set.buffers.push_back(graph.items[i].buffers[0]);
    std::sort(set.buffers.begin(), set.buffers.end());
    sets.push_back(std::move(set));
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const LiveSet& a, const LiveSet& b) { return a.bytes > b.bytes; });
  return sets;
}

Plan MakePlan(const ConflictGraph& graph, const Placement& placement, const char* planner) {
  Plan plan;
  plan.planner = planner;
  plan.alignment = graph.alignment;
  plan.arena_bytes = RoundUp(placement.top, graph.alignment);
  plan.bound_bytes = graph.bound;
  plan.live_sets = LiveSets(graph);
  for (size_t b = 0; b < graph.item_of.size(); ++b) {
    plan.offsets.push_back(placement.offsets[graph.item_of[b]] + graph.offset_in_item[b]);
  }
  return plan;
}

}  // namespace

absl::StatusOr<Plan> PlanMemory(const Problem& problem, const PlanOptions& options) {
  absl::StatusOr<ConflictGraph> graph = BuildConflictGraph(problem);
  if (!graph.ok()) return graph.status();
  if (const auto collision = CollisionIn(*graph)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the fixed offsets of buffers ", collision->first, " and ", collision->second, " collide"));
  }
  Placement best;
  const char* winner = "";
  for (const NamedPlanner& planner : kPlanners) {
    Placement next = planner.run(*graph, options, best);
    if (best.offsets.empty() || next.top < best.top) winner = planner.name;
    best = std::move(next);
    if (RoundUp(best.top, graph->alignment) <= std::max(graph->bound, options.enough)) break;
    if (graph->bound >= options.to_beat) break;
  }
  return MakePlan(*graph, best, winner);
}

absl::optional<std::pair<int, int>> FindCollision(const Problem& problem) {
  const absl::StatusOr<ConflictGraph> graph = BuildConflictGraph(problem);
  return graph.ok() ? CollisionIn(*graph) : absl::nullopt;
}

}  // namespace iegen::memory
