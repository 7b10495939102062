// One segment: what it keeps of each value, and what running it costs.
#ifndef IEGEN_PASSES_STREAMING_SEGMENT_MAKER_H_
#define IEGEN_PASSES_STREAMING_SEGMENT_MAKER_H_

#include <map>
#include <vector>

#include "passes/plan_memory.h"
#include "passes/select_kernels.h"
#include "passes/streaming/row_schedule.h"
#include "passes/value_layout.h"

namespace iegen::passes {

// Kernels for one node.
struct NodeChoices {
  KernelChoices kernels;
  std::vector<NodeMemory> memory;  // of each of kernels.whole
};

class SegmentMaker {
 public:
  SegmentMaker(const ir::Graph& graph, absl::Span<const NodeChoices> nodes,
               const ValueLayout& layout);

  // Whether node `i` can be a part of a segment.
  bool MayStream(size_t i) const { return may_stream_[i]; }

  // Nodes [first, last] row by row; nothing where one of them needs all of what another one makes.
  absl::optional<Segment> Make(size_t first, size_t last) const;

 private:
  // All row calls of a node have the same form: one of them.
  const Selection& RowsOf(size_t i) const { return nodes_[i].kernels.rows.front(); }
  bool ReadsByRows(size_t i) const;
  bool IsKept(ir::ValueId id, size_t last) const;
  int TensorOf(ir::ValueId id, streaming::RowProblem* problem,
               std::map<ir::ValueId, int>* tensors) const;
  void AddPairs(const streaming::RowProblem& problem, const std::vector<ir::ValueId>& values,
                Segment* segment) const;

  const ir::Graph& graph_;
  absl::Span<const NodeChoices> nodes_;
  const ValueLayout& layout_;
  std::vector<bool> may_stream_;
  std::vector<size_t> last_reader_;  // by value: node, or past the last one for outputs and views
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_STREAMING_SEGMENT_MAKER_H_
