// Kernels that can make their output one row at a time, and how a call of theirs has to change for
// it: the spec is then that of one row, or of the part of the image above it.
#ifndef IEGEN_BACKENDS_ROW_CALLS_H_
#define IEGEN_BACKENDS_ROW_CALLS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "backends/backend.h"

namespace iegen {

struct RowCall {
  const Kernel* kernel = nullptr;  // may be another one than for the whole
  BoundCall call;
  ir::RowForm rows;
  int64_t instructions = 0;  // estimated, of all rows
};

// For each of a node's `candidates`, of which the applicable ones bind `calls` for the whole, its
// call one row at a time; nothing where that kernel cannot, or the node is not about images: one
// image of several rows, [1, rows, columns, channels], in and out. Where rows are only added up
// (global pooling), the call wants an area for sums that stays from row to row. Errors: of a
// candidate's binding for one row.
absl::StatusOr<std::vector<absl::optional<RowCall>>> RowCallsOf(
    const NodeView& node, const Target& target, absl::Span<const Candidate> candidates,
    absl::Span<const BoundCall> calls);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_ROW_CALLS_H_
