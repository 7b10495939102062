// The planners' own view of a problem: views merged into their bases, lifetimes and rules turned
// into forbidden intervals of the distance between two offsets, all figures in multiples of one
// granule.
#ifndef IEGEN_PASSES_MEMORY_CONFLICT_GRAPH_H_
#define IEGEN_PASSES_MEMORY_CONFLICT_GRAPH_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "passes/memory/memory_problem.h"

namespace iegen::memory {

// One block of memory to be placed: a buffer that is no view, with all views of it.
struct Item {
  int64_t bytes = 0;  // rounded up to the granule
  int first_step = 0;
  int last_step = 0;
  int64_t alignment = 1;
  absl::optional<int64_t> fixed_offset;
  std::vector<int> buffers;  // the base first, then its views by id
};

// offset(other) - offset(item) must not lie strictly between low and high. Without a rule the
// interval is (-bytes(other), bytes(item)): the two do not overlap; a rule makes it shorter.
struct Conflict {
  int other = 0;
  int64_t low = 0;
  int64_t high = 0;
};

// The most bytes that the rules between two items can save in the one step where both are alive.
struct Saving {
  int in = 0;
  int out = 0;
  int64_t bytes = 0;
};

// The items alive in one step. Only steps where an item begins are kept: the live set of any other
// step is contained in that of the latest beginning before it.
struct Section {
  int step = 0;
  int64_t bytes = 0;  // sum of the items minus what rules can save
  std::vector<int> items;
  std::vector<Saving> savings;
};

struct ConflictGraph {
  std::vector<Item> items;
  std::vector<std::vector<Conflict>> conflicts;  // by item
  std::vector<Section> sections;                 // by step
  std::vector<int> item_of;                      // by buffer
  std::vector<int64_t> offset_in_item;           // by buffer, bytes
  int64_t granule = 1;    // the smallest alignment; every offset is a multiple
  int64_t alignment = 1;  // the largest alignment; the arena is a multiple
  int64_t bound = 0;      // bytes, rounded up to `alignment`
};

// Smallest multiple of `granule` (a power of two) that is not below `value`.
int64_t RoundUp(int64_t value, int64_t granule);

// Error (invalid argument, naming the buffer) if a size is negative or absurd, an alignment is no
// power of two, a fixed offset or a view is misaligned, a view leaves its base or the bases form a
// cycle, or an id is out of range.
absl::StatusOr<ConflictGraph> BuildConflictGraph(const Problem& problem);

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_CONFLICT_GRAPH_H_
