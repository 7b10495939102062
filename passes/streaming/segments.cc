#include "passes/streaming/segments.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"
#include "ir/control_flow.h"
#include "passes/streaming/segment_maker.h"
#include "passes/value_layout.h"

namespace iegen::passes {
namespace {

constexpr int64_t kImpossible = std::numeric_limits<int64_t>::max();
constexpr int64_t kWord = 4;
// Longer segments keep more rows than they save, and take long to find.
constexpr size_t kMostNodes = 32;

size_t Index(ir::ValueId id) { return static_cast<size_t>(id); }
int64_t RoundUp(int64_t bytes) { return (bytes + kWord - 1) / kWord * kWord; }

// Memory of a value and all its views.
struct Family {
  int64_t bytes = 0;
  int32_t first = std::numeric_limits<int32_t>::max(), last = -2;  // steps
};

class Chooser {
 public:
  Chooser(const ir::Graph& graph, absl::Span<const NodeMemory> nodes, const RowCalls& rows,
          bool preserve_inputs)
      : graph_(graph),
        nodes_(nodes),
        rows_(rows),
        layout_(graph, nodes, {preserve_inputs}),
        maker_(graph, nodes, rows, layout_) {
    FindFamilies();
    const size_t count = nodes.size();
    bytes_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      bytes_[i].push_back(Alone(i));
      const size_t end = std::min(count, i + kMostNodes);
      for (size_t last = i + 1; last < end && MayJoin(i, last); ++last) {
        bytes_[i].push_back(Together(i, last));
      }
    }
  }

  std::vector<Segment> Run(int64_t enough) const {
    return FewestNodes(std::max(enough, LeastPeak()));
  }

 private:
  bool Constant(ir::ValueId id) const { return id == ir::kNoValue || graph_.value(id).constant(); }
  bool MayJoin(size_t first, size_t last) const {
    return maker_.MayStream(first) && maker_.MayStream(last);
  }

  void FindFamilies() {
    families_.resize(graph_.value_count());
    const auto extend = [&](ir::ValueId id, int32_t first, int32_t last) {
      const ir::ValueId root = layout_.Root(id);
      Family& family = families_[Index(root)];
      family.bytes = graph_.type(root).bytes();
      family.first = std::min(family.first, first);
      family.last = std::max({family.last, last, layout_.until(id)});
    };
    for (ir::ValueId id : graph_.inputs()) extend(id, -1, -1);
    for (ir::ValueId id : graph_.Variables()) extend(id, -1, layout_.steps());
    for (size_t i = 0; i < nodes_.size(); ++i) {
      const int32_t step = layout_.step(i);
      const bool call = !layout_.is_view()[i];
      for (ir::ValueId id : graph_.nodes()[i].out) {
        extend(id, call ? step : std::numeric_limits<int32_t>::max(), call ? step : -2);
      }
    }
  }

  // Bytes of all families that are there in some step from `first` to `last`.
  int64_t LiveBytes(int32_t first, int32_t last) const {
    int64_t bytes = 0;
    for (const Family& family : families_) {
      if (family.first <= last && family.last >= first) bytes += RoundUp(family.bytes);
    }
    return bytes;
  }

  // What is saved if `in` begins `above` bytes above `out` at least, or `below` below it.
  int64_t Saving(ir::ValueId in, ir::ValueId out, int64_t distance, int32_t first,
                 int32_t last) const {
    const ir::ValueId a = layout_.Root(in), b = layout_.Root(out);
    const Family &dying = families_[Index(a)], &born = families_[Index(b)];
    const bool whole =
        graph_.type(in).bytes() == dying.bytes && graph_.type(out).bytes() == born.bytes;
    if (!whole || a == b || dying.last > last || born.first < first) return 0;
    const int64_t together = std::max(born.bytes, std::max<int64_t>(distance, 0) + dying.bytes);
    return std::max<int64_t>(dying.bytes + born.bytes - together, 0);
  }

  int64_t Alone(size_t i) const {
    if (layout_.is_view()[i]) return 0;
    const int32_t step = layout_.step(i);
    int64_t bytes = LiveBytes(step, step), saving = 0;
    for (int64_t scratch : nodes_[i].scratch) bytes += RoundUp(scratch);
    const ir::Node& node = graph_.nodes()[i];
    for (const InputOverlap& o : nodes_[i].overlaps) {
      if (node.out.size() != 1 || Constant(node.in[o.input])) continue;
      const ir::ValueId in = node.in[o.input], out = node.out[0];
      saving = std::max(saving, Saving(in, out, o.above, step, step));
      if (!o.below) continue;
      // The larger distance from the other side ends at the same place.
      const int64_t above = *o.below + graph_.type(out).bytes() - graph_.type(in).bytes();
      saving = std::max(saving, Saving(in, out, above, step, step));
    }
    return bytes - saving;
  }

  int64_t Together(size_t first, size_t last) const {
    const absl::optional<Segment> segment = maker_.Make(first, last);
    if (!segment) return kImpossible;
    const int32_t begin = layout_.step(first), end = layout_.step(last);
    int64_t bytes = LiveBytes(begin, end), saving = 0;
    for (const auto& [id, window] : segment->window_bytes) {
      bytes += RoundUp(window) - RoundUp(graph_.type(id).bytes());
    }
    for (const Segment::Pair& pair : segment->pairs) {
      saving = std::max(saving, Saving(pair.in, pair.out, pair.above, begin, end));
    }
    return bytes - saving + ScratchOf(first, last);
  }

  int64_t ScratchOf(size_t first, size_t last) const {
    int64_t kept = 0, largest = 0;
    for (size_t i = first; i <= last; ++i) {
      int64_t bytes = 0;
      for (const BoundOperand& operand : rows_[i]->call.operands) {
        bytes += RoundUp(operand.scratch_bytes);
      }
      if (rows_[i]->rows.row_bytes == 0) {
        kept += bytes;
      } else {
        largest = std::max(largest, bytes);
      }
    }
    return kept + largest;
  }

  // Of the best choice of ranges for all nodes.
  int64_t LeastPeak() const {
    std::vector<int64_t> least(bytes_.size() + 1, kImpossible);
    least[0] = 0;
    for (size_t i = 0; i < bytes_.size(); ++i) {
      for (size_t k = 0; k < bytes_[i].size(); ++k) {
        least[i + k + 1] = std::min(least[i + k + 1], std::max(least[i], bytes_[i][k]));
      }
    }
    return least.back();
  }

  // Fewest nodes in segments where no range uses more than `limit` bytes.
  std::vector<Segment> FewestNodes(int64_t limit) const {
    const size_t count = bytes_.size();
    std::vector<int64_t> fewest(count + 1, kImpossible);
    std::vector<size_t> from(count + 1, 0);
    fewest[0] = 0;
    for (size_t i = 0; i < count; ++i) {
      for (size_t k = 0; k < bytes_[i].size() && fewest[i] != kImpossible; ++k) {
        const int64_t nodes = fewest[i] + (k == 0 ? 0 : static_cast<int64_t>(k) + 1);
        if (bytes_[i][k] > limit || nodes >= fewest[i + k + 1]) continue;
        fewest[i + k + 1] = nodes;
        from[i + k + 1] = i;
      }
    }
    std::vector<Segment> segments;
    for (size_t end = count; end > 0; end = from[end]) {
      if (end - from[end] > 1) segments.push_back(*maker_.Make(from[end], end - 1));
    }
    absl::c_reverse(segments);
    return segments;
  }

  const ir::Graph& graph_;
  absl::Span<const NodeMemory> nodes_;
  const RowCalls& rows_;
  const ValueLayout layout_;
  const SegmentMaker maker_;
  std::vector<Family> families_;  // by value; of roots alone
  // Most bytes in use while nodes run: by the first one, of it alone, of two, of three, ...
  std::vector<std::vector<int64_t>> bytes_;
};

}  // namespace

std::vector<Segment> ChooseSegments(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                                    const RowCalls& rows, bool preserve_inputs, int64_t enough) {
  const bool straight =
      absl::c_none_of(graph.nodes(), [](const ir::Node& node) { return ir::IsMarker(node.op); });
  if (!straight) return {};
  return Chooser(graph, nodes, rows, preserve_inputs).Run(enough);
}

}  // namespace iegen::passes
