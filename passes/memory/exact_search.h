// Branch and bound over placements, for the few networks where first fit misses the lower bound.
#ifndef IEGEN_PASSES_MEMORY_EXACT_SEARCH_H_
#define IEGEN_PASSES_MEMORY_EXACT_SEARCH_H_

#include "passes/memory/first_fit.h"

namespace iegen::memory {

// Improves `best` (which must not be empty) until the lower bound is met, the search space is
// exhausted, or options.exact_work_limit is spent. Items are placed in ascending order of offset
// and only where they rest on something: every plan can be pushed down to such a one without
// growing (as long as no rule lets an item start inside another and end above it: a negative
// distance; then the search may miss the optimum). A branch is cut when in some step the items
// placed and those to come cannot fit below the target.
Placement PlanExactSearch(const ConflictGraph& graph, const PlanOptions& options,
                          const Placement& best);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_EXACT_SEARCH_H_
