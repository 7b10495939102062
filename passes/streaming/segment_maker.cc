#include "passes/streaming/segment_maker.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "backends/access_order.h"
#include "ir/rows.h"

namespace iegen::passes {
namespace {

size_t Index(int64_t i) { return static_cast<size_t>(i); }

const ir::ValueId& ValueOf(const ir::Node& node, const Selection& row, const ir::RowInput& input) {
  return node.in[row.call.operands[Index(input.operand)].index];
}

// The bytes that a segment's nodes read and write of values that exist as a whole, in its order.
class Replay {
 public:
  explicit Replay(const streaming::RowProblem& problem)
      : p_(problem), next_(problem.nodes.size(), 0), orders_(problem.tensors.size()) {}

  void Run(int32_t index) {
    const streaming::RowNode& node = p_.nodes[Index(index)];
    const int32_t row = next_[Index(index)]++;
    const streaming::RowTensor& out = p_.tensors[Index(node.output)];
    // Written before it is read: the kernel's own order does not count.
    if (out.kept) {
      const int64_t begin = int64_t{row} * out.row_bytes;
      orders_[Index(node.output)].Write(begin, begin + std::max(out.row_bytes, out.whole_bytes));
    }
    for (const streaming::RowReading& r : node.inputs) {
      if (p_.tensors[Index(r.tensor)].writer >= 0) continue;
      const ir::RowRange range = ir::RowsRead(r.form, row);
      for (AccessOrder& order : orders_) {
        order.Read(Index(r.tensor), int64_t{range.first} * r.form.row_bytes,
                   int64_t{range.end()} * r.form.row_bytes);
      }
    }
  }

  const AccessOrder& order(size_t tensor) const { return orders_[tensor]; }

 private:
  const streaming::RowProblem& p_;
  std::vector<int32_t> next_;
  std::vector<AccessOrder> orders_;  // by tensor that is written
};

}  // namespace

SegmentMaker::SegmentMaker(const ir::Graph& graph, absl::Span<const NodeChoices> nodes,
                           const ValueLayout& layout)
    : graph_(graph), nodes_(nodes), layout_(layout) {
  const size_t end = graph.nodes().size();
  last_reader_.assign(graph.value_count(), 0);
  for (size_t i = 0; i < end; ++i) {
    for (ir::ValueId id : graph.nodes()[i].in) {
      if (id != ir::kNoValue) last_reader_[Index(id)] = layout.is_view()[i] ? end : i;
    }
  }
  for (ir::ValueId id : graph.outputs()) last_reader_[Index(id)] = end;
  for (size_t i = 0; i < nodes.size(); ++i) may_stream_.push_back(ReadsByRows(i));
}

// Whether all that is in the arena is read by rows, and is no variable.
bool SegmentMaker::ReadsByRows(size_t i) const {
  if (nodes_[i].kernels.rows.empty() || layout_.is_view()[i]) return false;
  const ir::Node& node = graph_.nodes()[i];
  for (ir::ValueId id : node.in) {
    if (id == ir::kNoValue || graph_.value(id).constant()) continue;
    const bool by_rows = absl::c_any_of(RowsOf(i).rows.inputs, [&](const ir::RowInput& in) {
      return ValueOf(node, RowsOf(i), in) == id;
    });
    if (!by_rows || graph_.value(layout_.Root(id)).variable) return false;
  }
  return true;
}

// Whether somebody behind node `last` needs the value, or its place is another one's.
bool SegmentMaker::IsKept(ir::ValueId id, size_t last) const {
  return last_reader_[Index(id)] > last || layout_.base(id) != ir::kNoValue;
}

int SegmentMaker::TensorOf(ir::ValueId id, streaming::RowProblem* problem,
                           std::map<ir::ValueId, int>* tensors) const {
  const auto [at, added] = tensors->insert({id, static_cast<int>(problem->tensors.size())});
  if (added) problem->tensors.emplace_back();
  return at->second;
}

absl::optional<Segment> SegmentMaker::Make(size_t first, size_t last) const {
  streaming::RowProblem problem;
  std::map<ir::ValueId, int> tensors;
  for (size_t i = first; i <= last; ++i) {
    const ir::Node& node = graph_.nodes()[i];
    const ir::RowForm& form = RowsOf(i).rows;
    streaming::RowNode row_node;
    row_node.rows = form.rows;
    for (const ir::RowInput& in : form.inputs) {
      row_node.inputs.push_back({TensorOf(ValueOf(node, RowsOf(i), in), &problem, &tensors), in});
    }
    row_node.output = TensorOf(node.out[0], &problem, &tensors);
    streaming::RowTensor& out = problem.tensors[Index(row_node.output)];
    out.writer = static_cast<int>(i - first);
    out.row_bytes = form.row_bytes;
    out.kept = IsKept(node.out[0], last);
    if (form.row_bytes == 0) {
      const bool read_here = absl::c_any_of(
          absl::MakeSpan(graph_.nodes()).subspan(i, last - i + 1),
          [&](const ir::Node& n) { return absl::c_linear_search(n.in, node.out[0]); });
      if (read_here) return absl::nullopt;
      out.kept = true;
      out.whole_bytes = static_cast<int32_t>(graph_.type(node.out[0]).bytes());
    }
    problem.nodes.push_back(std::move(row_node));
  }
  std::vector<ir::ValueId> values(tensors.size());
  for (const auto& [id, tensor] : tensors) values[Index(tensor)] = id;
  Segment segment;
  segment.first = first;
  segment.last = last;
  streaming::RowSchedule schedule = streaming::ScheduleRows(problem);
  for (size_t t = 0; t < values.size(); ++t) {
    const streaming::RowTensor& tensor = problem.tensors[t];
    if (tensor.writer < 0 || tensor.kept) continue;
    segment.window_bytes[values[t]] = int64_t{schedule.rows[t]} * tensor.row_bytes;
  }
  segment.order = std::move(schedule.order);
  AddPairs(problem, values, &segment);
  return segment;
}

void SegmentMaker::AddPairs(const streaming::RowProblem& problem,
                            const std::vector<ir::ValueId>& values, Segment* segment) const {
  Replay replay(problem);
  for (int32_t node : segment->order) replay.Run(node);
  for (size_t out = 0; out < values.size(); ++out) {
    if (!problem.tensors[out].kept) continue;
    for (size_t in = 0; in < values.size(); ++in) {
      if (problem.tensors[in].writer >= 0) continue;
      const absl::optional<Clearance> clearance = replay.order(out).Of(in);
      if (clearance) segment->pairs.push_back({values[in], values[out], clearance->above});
    }
  }
}

}  // namespace iegen::passes
