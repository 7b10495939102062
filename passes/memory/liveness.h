// Lifetimes of buffers from what each call reads and writes.
#ifndef IEGEN_PASSES_MEMORY_LIVENESS_H_
#define IEGEN_PASSES_MEMORY_LIVENESS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace iegen::memory {

// Buffer ids that one call touches. Scratch stands in both lists (or in `writes` alone).
struct StepAccess {
  std::vector<int> reads;
  std::vector<int> writes;
};

// What happens outside the calls.
struct Boundary {
  std::vector<int> inputs;      // written before step 0
  std::vector<int> outputs;     // read after the last step
  std::vector<int> persistent;  // alive throughout: state, or inputs that must be preserved
};

struct Lifetime {
  int first_step = 0;
  int last_step = 0;
};

// One lifetime for each of `buffer_count` buffers, by the step numbering of memory_problem.h. A
// buffer that nobody touches gets {0, -1}, which is empty. Error: an id out of range, or a buffer
// that is read before anything writes it (the caller's list of calls is then in the wrong order).
absl::StatusOr<std::vector<Lifetime>> ComputeLifetimes(int buffer_count,
                                                       absl::Span<const StepAccess> steps,
                                                       const Boundary& boundary);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_LIVENESS_H_
