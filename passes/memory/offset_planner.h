// Offsets for all buffers of an engine inside one arena.
//
//   Problem problem;
//   problem.buffers = {{.bytes = 640, .first_step = -1, .last_step = 0}, ...};
//   ASSIGN_OR_RETURN(Plan plan, PlanMemory(problem));
//   // plan.offsets[i], plan.arena_bytes
#ifndef IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_
#define IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_

#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "passes/memory/first_fit.h"
#include "passes/memory/memory_problem.h"

namespace iegen::memory {

// Runs the planners from cheap to thorough, stops as soon as one meets the lower bound, and returns
// the best plan: never worse than greedy by size, never below the bound, the same on every machine.
// Where options.enough or to_beat end the search, not the best one. Error: the problem is not well
// formed (BuildConflictGraph says how), or two buffers with fixed offsets collide.
absl::StatusOr<Plan> PlanMemory(const Problem& problem, const PlanOptions& options = {});

// The first two buffers (no views) whose fixed offsets collide, or nothing. The problem has to be
// well formed.
absl::optional<std::pair<int, int>> FindCollision(const Problem& problem);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_
