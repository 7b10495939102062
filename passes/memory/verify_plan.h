// An independent judge of memory plans.
#ifndef IEGEN_PASSES_MEMORY_VERIFY_PLAN_H_
#define IEGEN_PASSES_MEMORY_VERIFY_PLAN_H_

#include "absl/status/status.h"
#include "passes/memory/memory_problem.h"

namespace iegen::memory {

// Checks the plan against the problem alone, pair by pair, without the planners' data structures:
// offsets aligned and inside the arena, fixed offsets kept, views inside their bases at the right
// place, and no two buffers that are alive together share a byte unless a rule permits it.
// Error (internal): the first violation, naming both buffers and their byte ranges.
absl::Status VerifyPlan(const Problem& problem, const Plan& plan);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_VERIFY_PLAN_H_
