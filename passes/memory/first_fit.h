// Heuristic placement: first fit over several orders, then random moves.
#ifndef IEGEN_PASSES_MEMORY_FIRST_FIT_H_
#define IEGEN_PASSES_MEMORY_FIRST_FIT_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/types/span.h"
#include "passes/memory/conflict_graph.h"

namespace iegen::memory {

// Offsets by item, and where the last item ends (not rounded to the arena's alignment).
struct Placement {
  std::vector<int64_t> offsets;
  int64_t top = 0;
};

struct PlanOptions {
  int random_moves = 400;
  uint32_t seed = 1;
  // Work of the exact search, in visited intervals and sections (about 5 ns each). A count and not
  // a time, so that every machine gets the same plan.
  int64_t exact_work_limit = 3'000'000;
  // Bytes of an arena that is known already: nothing is tried where the bound is no smaller.
  int64_t to_beat = std::numeric_limits<int64_t>::max();
  // Nothing better than that many bytes is looked for.
  int64_t enough = 0;
};

// What every planner looks like: given the best placement so far (empty at the start), returns its
// own, which may be that one. The result respects every conflict, alignment and fixed offset.
using Planner = Placement (*)(const ConflictGraph& graph, const PlanOptions& options,
                              const Placement& best);

// The baseline: largest first, each at the lowest offset where it fits, no overlap by rules. This
// is the order of TensorFlow Lite Micro's greedy planner, so a better one must never lose to it.
Placement PlanGreedyBySize(const ConflictGraph& graph, const PlanOptions& options,
                           const Placement& best);

// First fit for five orders: size; first use; last use, latest first; size times life; size
// together with the sizes of all neighbours. Rules are used.
Placement PlanFirstFit(const ConflictGraph& graph, const PlanOptions& options,
                       const Placement& best);

// Starts from the items in order of their offsets in `best` and moves, again and again, one item
// that reaches the top to the front of the order; keeps what is not worse. Fixed seed.
Placement PlanRandomMoves(const ConflictGraph& graph, const PlanOptions& options,
                          const Placement& best);

// Lowest multiple of the item's alignment, not below `from`, that no placed neighbour forbids.
// placed[i] < 0 means item i has no offset yet. Cost: the number of neighbours, sorted.
int64_t LowestOffset(const ConflictGraph& graph, int item, absl::Span<const int64_t> placed,
                     int64_t from);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_FIRST_FIT_H_
