// Gives every value of a graph and every scratch area a place in the arena.
#ifndef IEGEN_PASSES_PLAN_MEMORY_H_
#define IEGEN_PASSES_PLAN_MEMORY_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "ir/graph.h"
#include "ir/program.h"
#include "passes/kernel_overlap.h"

namespace iegen::passes {

// What planning has to know of a node's kernel.
struct NodeMemory {
  bool view = false;                   // the output is bytes of input 0: no call where it can share
  int64_t view_offset = 0;             // where these begin
  bool joins = false;                  // the output is the inputs one after the other
  std::vector<InputOverlap> overlaps;  // inputs that die in the node may lie that close
  std::vector<int64_t> scratch;        // bytes of each scratch area
  bool keeps_scratch = false;          // in a segment: from row to row
  int64_t products = 0;                // each reads an element of input 0 or of scratch
};

// What the user says about the arena.
struct ArenaOptions {
  struct Place {
    absl::optional<int> pool;
    absl::optional<int64_t> offset;  // bytes from the pool's start, or the arena's
  };

  bool preserve_inputs = false;
  std::vector<ir::Pool> pools;  // name and limit: the one to prefer first; none: one memory
  std::map<ir::ValueId, Place> fixed;
};

// Nodes that run row by row, each as soon as somebody needs its next row: ir::Region. What the
// segment makes for itself alone exists in windows of some rows.
struct Segment {
  // `in` may be needed no more behind the segment, and begins at least `above` bytes above `out`.
  struct Pair {
    ir::ValueId in = 0, out = 0;
    int64_t above = 0;
  };

  size_t first = 0, last = 0;  // nodes, both included
  std::vector<int32_t> order;  // nodes, counted from `first`, as often as they make a row
  std::map<ir::ValueId, int64_t> window_bytes;
  std::vector<Pair> pairs;  // inputs and outputs of the segment that may share bytes
};

// Buffers in the order inputs, variables, then for each node its scratch and its outputs. Steps
// count calls: nodes that became views have none.
struct ArenaPlan {
  std::vector<ir::Buffer> buffers;
  std::vector<int32_t> buffer_of;                // by value; -1 for constants and unused values
  std::vector<std::vector<int32_t>> scratch_of;  // by node
  std::vector<bool> is_view;                     // by node: no call
  std::vector<bool> backward;                    // by node: the kernel's backward twin runs
  // By node: inputs that share bytes with the output.
  std::vector<std::vector<InputOverlap>> overlaps;
  std::vector<ir::Region> regions;
  std::vector<ir::Pool> pools;
  int64_t arena_bytes = 0;
  int64_t bound_bytes = 0;
  int64_t excess_bytes = 0;  // how far pools are exceeded
  int64_t far_traffic = 0;   // bytes read and written in pools, times the pools before them

  // Exceeds pools less, uses the first ones more, or is smaller; in this order.
  bool IsBetterThan(const ArenaPlan& other) const;
};

// One NodeMemory for each node. What may share memory:
//   outputs of views with their input, at an offset; joined inputs with their output, written to
//   their places by whoever makes them; outputs with dying inputs as far as the kernels' order
//   permits.
// Views, joins and backward kernels are taken where they don't enlarge the arena: a view keeps all
// of its base alive. With `preserve_inputs`, inputs live to the end. State lives always, its
// initial bytes are left to the caller. What is read of a variable is a view of it where nothing
// writes the variable as long as that is needed. What a loop needs of its surroundings lives to the
// loop's end. Nodes of `segments` run row by row; their scratch areas are shared, unless they keep
// something there. Errors: fixed values collide, or are parts of others at
// places that these cannot have.
absl::StatusOr<ArenaPlan> PlanArena(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                                    const ArenaOptions& options,
                                    absl::Span<const Segment> segments = {});

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PLAN_MEMORY_H_
