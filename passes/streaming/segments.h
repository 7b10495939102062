// Which parts of a graph are to run row by row, so that of most values only a few rows exist at a
// time.
#ifndef IEGEN_PASSES_STREAMING_SEGMENTS_H_
#define IEGEN_PASSES_STREAMING_SEGMENTS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "backends/row_calls.h"
#include "ir/graph.h"
#include "passes/plan_memory.h"

namespace iegen::passes {

// By node: its call for one row at a time, if its kernel can do that.
using RowCalls = std::vector<absl::optional<RowCall>>;

// Segments of `graph` that make the largest live set as small as it can be, or if `enough` is
// larger at most that many bytes, with as few nodes in them as that takes: in order, each of two
// nodes at least. `nodes` says what the nodes need outside of segments. None in graphs with
// branches or loops.
std::vector<Segment> ChooseSegments(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                                    const RowCalls& rows, bool preserve_inputs, int64_t enough);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_STREAMING_SEGMENTS_H_
