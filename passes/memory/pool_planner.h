// Several memories: which buffer lies in which of them, and where.
#ifndef IEGEN_PASSES_MEMORY_POOL_PLANNER_H_
#define IEGEN_PASSES_MEMORY_POOL_PLANNER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "passes/memory/first_fit.h"
#include "passes/memory/memory_problem.h"

namespace iegen::memory {

struct PooledPlan {
  std::vector<int> pools;        // by buffer
  std::vector<int64_t> offsets;  // by buffer, from the start of its pool
  std::vector<Plan> plans;       // by pool, of the buffers there; their ids count these alone
  int64_t excess_bytes = 0;      // how far pools are exceeded, all together; 0: it fits
  int64_t far_traffic = 0;       // traffic, times the number of pools that come first
};

// `sizes`: bytes of each pool, the one to prefer first. A buffer and its views stay together. Each
// pool takes the buffers with most traffic for a byte as long as a plan for them fits; buffers that
// find no room anywhere have the first choice in the next attempt. What is left after some attempts
// goes into the last pool, which is exceeded then. Each pool is planned by PlanMemory.
// Errors: as PlanMemory; a pool that does not exist; a fixed offset without a pool; a view that has
// to lie in another pool than its base.
absl::StatusOr<PooledPlan> PlanPools(const Problem& problem, absl::Span<const int64_t> sizes,
                                     const PlanOptions& options = {});

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_POOL_PLANNER_H_
