// Offsets for all buffers of an engine inside one arena.
//
//   Problem problem;
//   problem.buffers = {{.bytes = 640, .first_step = -1, .last_step = 0}, ...};
//   ASSIGN_OR_RETURN(Plan plan, PlanMemory(problem));
//   // plan.offsets[i], plan.arena_bytes
#ifndef IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_
#define IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_

#include "absl/status/statusor.h"
#include "passes/memory/first_fit.h"
#include "passes/memory/memory_problem.h"

namespace iegen::memory {

// Runs the planners from cheap to thorough, stops as soon as one meets the lower bound, and returns
// the best plan: never worse than greedy by size, never below the bound, the same on every machine.
// Error: the problem is not well formed (BuildConflictGraph says how), or two buffers with fixed
// offsets collide.
absl::StatusOr<Plan> PlanMemory(const Problem& problem, const PlanOptions& options = {});

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_OFFSET_PLANNER_H_
