// What the memory planners are given and what they return. Nothing here knows of operators: a
// buffer is a number of bytes that must stay intact from one step to another.
//
// Steps are numbered in execution order: 0 .. n-1 are the calls, -1 is "the caller writes the
// inputs", n is "the caller reads the outputs". A lifetime [first_step, last_step] includes both
// ends: a buffer written by call 3 and last read by call 5 lives in 3, 4 and 5.
#ifndef IEGEN_PASSES_MEMORY_MEMORY_PROBLEM_H_
#define IEGEN_PASSES_MEMORY_MEMORY_PROBLEM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"

namespace iegen::memory {

// A buffer that is a part of another one, `byte_offset` bytes after its first byte.
struct View {
  int base = 0;
  int64_t byte_offset = 0;
};

struct Buffer {
  int64_t bytes = 0;
  int first_step = 0;
  int last_step = 0;
  int64_t alignment = 1;                 // a power of two
  absl::optional<int64_t> fixed_offset;  // pinned there; not together with `view`
  // The base then lives as long as itself and all its views together. Give each buffer only the
  // steps of its own reads and writes: rules on views are judged by them.
  absl::optional<View> view;
  // For several pools (pool_planner.h): how many bytes of it are read and written, one counted as
  // often as it happens, and the pool where it must lie.
  int64_t traffic = 0;
  absl::optional<int> pool;
};

// Permission for `out` to overlap `in`, which dies in the very step that first writes `out`.
// The kernel may run in one of two orders:
//   first to last byte: safe if offset(in) - offset(out) >= forward_distance
//   last to first byte: safe if offset(out) - offset(in) >= bytes(in) - bytes(out) +
//                       backward_distance; absent if the kernel has no such order
// forward_distance = 0 with equal sizes is the classic "in place". A kernel that reads several
// inputs runs in one order only, so at most one rule of an output may have backward_distance.
// A rule whose buffers turn out to be alive together for longer is ignored, never misapplied.
struct PairRule {
  int in = 0;
  int out = 0;
  int64_t forward_distance = 0;
  absl::optional<int64_t> backward_distance;
};

struct Problem {
  std::vector<Buffer> buffers;
  std::vector<PairRule> rules;
};

// All buffers that are alive in one step and the bytes that they need there at least, overlaps that
// rules permit already subtracted.
struct LiveSet {
  int step = 0;
  int64_t bytes = 0;
  std::vector<int> buffers;  // ascending; bases only, their views are inside them
};

struct Plan {
  std::vector<int64_t> offsets;    // one for each buffer, views included
  int64_t arena_bytes = 0;         // a multiple of `alignment`
  int64_t alignment = 1;           // of the arena's first byte: the largest of any buffer
  int64_t bound_bytes = 0;         // no plan can be smaller: the largest live set, rounded likewise
  std::string planner;             // which planner found it
  std::vector<LiveSet> live_sets;  // largest first; those in front explain the size of the arena
};

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_MEMORY_PROBLEM_H_
