// From a plan's buffers to their offsets, in one memory or in several.
#ifndef IEGEN_PASSES_PLACE_BUFFERS_H_
#define IEGEN_PASSES_PLACE_BUFFERS_H_

#include <vector>

#include "absl/status/status.h"
#include "ir/program.h"
#include "passes/memory/first_fit.h"
#include "passes/memory/memory_problem.h"
#include "passes/plan_memory.h"

namespace iegen::passes {

// Sets the offsets of plan->buffers, which are those of `problem`, and the figures of the arena.
// `pools`: name and limit of each; none: one memory. An error names buffers whose fixed offsets
// collide.
absl::Status PlaceBuffers(const memory::Problem& problem, const std::vector<ir::Pool>& pools,
                          const memory::PlanOptions& options, ArenaPlan* plan);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PLACE_BUFFERS_H_
