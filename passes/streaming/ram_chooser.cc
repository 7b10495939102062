#include "passes/streaming/ram_chooser.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "ir/control_flow.h"

namespace iegen::passes {
namespace {

constexpr int64_t kImpossible = std::numeric_limits<int64_t>::max();
constexpr int64_t kWord = 4;
// Longer segments keep more rows than they save, and take long to find.
constexpr size_t kMostNodes = 32;

size_t Index(ir::ValueId id) { return static_cast<size_t>(id); }
int64_t RoundUp(int64_t bytes) { return (bytes + kWord - 1) / kWord * kWord; }

int64_t ScratchOf(const Selection& selection) {
  int64_t bytes = 0;
  for (const BoundOperand& operand : selection.call.operands) {
    bytes += RoundUp(operand.scratch_bytes);
  }
  return bytes;
}

// Of what runs a node without views of its own: they are the same for all of its kernels.
std::vector<NodeMemory> FirstMemory(absl::Span<const NodeChoices> nodes) {
  std::vector<NodeMemory> memory;
  for (const NodeChoices& node : nodes) memory.push_back(node.memory.front());
  return memory;
}

bool IsStraight(const ir::Graph& graph) {
  return absl::c_none_of(graph.nodes(), [](const ir::Node& n) { return ir::IsMarker(n.op); });
}

}  // namespace

RamChooser::RamChooser(const ir::Graph& graph, absl::Span<const NodeChoices> nodes,
                       bool preserve_inputs, bool stream)
    : graph_(graph),
      nodes_(nodes),
      straight_(IsStraight(graph)),
      memory_(FirstMemory(nodes)),
      layout_(graph, memory_, {preserve_inputs}),
      maker_(graph, nodes, layout_) {
  if (!straight_) return;
  FindFamilies();
  const size_t count = nodes.size();
  alone_.resize(count);
  together_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    for (const NodeMemory& memory : nodes[i].memory) alone_[i].push_back(Alone(i, memory));
    const size_t end = stream && maker_.MayStream(i) ? std::min(count, i + kMostNodes) : 0;
    for (size_t last = i + 1; last < end && maker_.MayStream(last); ++last) {
      together_[i].push_back(Together(i, last));
    }
  }
  least_bytes_ = LeastPeak();
}

bool RamChooser::Constant(ir::ValueId id) const {
  return id == ir::kNoValue || graph_.value(id).constant();
}

void RamChooser::FindFamilies() {
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
int64_t RamChooser::LiveBytes(int32_t first, int32_t last) const {
  int64_t bytes = 0;
  for (const Family& family : families_) {
    if (family.first <= last && family.last >= first) bytes += RoundUp(family.bytes);
  }
  return bytes;
}

// What is saved if `in` begins `distance` bytes above `out` at least.
int64_t RamChooser::Saving(ir::ValueId in, ir::ValueId out, int64_t distance, int32_t first,
                           int32_t last) const {
  const ir::ValueId a = layout_.Root(in), b = layout_.Root(out);
  const Family &dying = families_[Index(a)], &born = families_[Index(b)];
  const bool whole =
      graph_.type(in).bytes() == dying.bytes && graph_.type(out).bytes() == born.bytes;
  if (!whole || a == b || dying.last > last || born.first < first) return 0;
  const int64_t together = std::max(born.bytes, std::max<int64_t>(distance, 0) + dying.bytes);
  return std::max<int64_t>(dying.bytes + born.bytes - together, 0);
}

int64_t RamChooser::Alone(size_t i, const NodeMemory& memory) const {
  if (layout_.is_view()[i]) return 0;
  const int32_t step = layout_.step(i);
  int64_t bytes = LiveBytes(step, step), saving = 0;
  for (int64_t scratch : memory.scratch) bytes += RoundUp(scratch);
  const ir::Node& node = graph_.nodes()[i];
  for (const InputOverlap& o : memory.overlaps) {
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

int64_t RamChooser::Together(size_t first, size_t last) const {
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
  for (size_t i = first; i <= last; ++i) {
    if (KeepsSums(i)) bytes += ScratchOf(nodes_[i].kernels.rows.front());
  }
  return bytes - saving;
}

// Whether the scratch of the node stays from row to row.
bool RamChooser::KeepsSums(size_t i) const {
  return nodes_[i].kernels.rows.front().rows.row_bytes == 0;
}

// What the nodes of a segment share at least.
int64_t RamChooser::LeastScratch(size_t first, size_t last) const {
  int64_t largest = 0;
  for (size_t i = first; i <= last; ++i) {
    if (!KeepsSums(i)) largest = std::max(largest, ScratchOf(nodes_[i].kernels.rows.front()));
  }
  return largest;
}

int64_t RamChooser::LeastPeak() const {
  std::vector<int64_t> least(nodes_.size() + 1, kImpossible);
  least[0] = 0;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const auto reach = [&](size_t end, int64_t bytes) {
      least[end] = std::min(least[end], std::max(least[i], bytes));
    };
    reach(i + 1, *absl::c_min_element(alone_[i]));
    for (size_t k = 0; k < together_[i].size(); ++k) {
      if (together_[i][k] == kImpossible) continue;
      const size_t last = i + k + 1;
      reach(last + 1, together_[i][k] + LeastScratch(i, last));
    }
  }
  return least.back();
}

// The last kernel that fits is the fastest.
absl::optional<size_t> RamChooser::FastestAlone(size_t i, int64_t limit) const {
  for (size_t k = alone_[i].size(); k-- > 0;) {
    if (alone_[i][k] <= limit) return k;
  }
  return absl::nullopt;
}

absl::optional<size_t> RamChooser::FastestRow(size_t i, int64_t room) const {
  const std::vector<Selection>& rows = nodes_[i].kernels.rows;
  for (size_t k = rows.size(); k-- > 0;) {
    if (KeepsSums(i) || ScratchOf(rows[k]) <= room) return k;
  }
  return absl::nullopt;
}

// Of nodes [first, last] row by row, with `room` for the scratch that they share.
absl::optional<double> RamChooser::RowInstructions(size_t first, size_t last, int64_t room) const {
  double instructions = 0;
  for (size_t i = first; i <= last; ++i) {
    const absl::optional<size_t> kernel = FastestRow(i, room);
    if (!kernel) return absl::nullopt;
    const Selection& row = nodes_[i].kernels.rows[*kernel];
    instructions += static_cast<double>(row.candidate.cost.instructions);
  }
  return instructions;
}

std::vector<RamChooser::Way> RamChooser::FastestWays(int64_t limit) const {
  std::vector<Way> ways(nodes_.size() + 1);
  ways[0].instructions = 0;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const auto reach = [&](size_t end, double instructions, size_t nodes) {
      const Way way = {ways[i].instructions + instructions, ways[i].nodes + nodes, i};
      if (way.IsBetterThan(ways[end])) ways[end] = way;
    };
    const absl::optional<size_t> alone = FastestAlone(i, limit);
    if (alone) {
      const Candidate& candidate = nodes_[i].kernels.whole[*alone].candidate;
      const int64_t cost = layout_.is_view()[i] ? 0 : candidate.cost.instructions;
      reach(i + 1, static_cast<double>(cost), 0);
    }
    for (size_t k = 0; k < together_[i].size(); ++k) {
      if (together_[i][k] > limit) continue;
      const size_t last = i + k + 1;
      const auto instructions = RowInstructions(i, last, limit - together_[i][k]);
      if (instructions) reach(last + 1, *instructions, last - i + 1);
    }
  }
  return ways;
}

// Nodes [first, end): one alone, or several row by row.
void RamChooser::AddRange(size_t first, size_t end, int64_t limit, RamChoice* choice) const {
  int64_t bytes = 0;
  if (end - first == 1) {
    choice->kernels[first] = *FastestAlone(first, limit);
    bytes = alone_[first][choice->kernels[first]];
  } else {
    const int64_t without_scratch = together_[first][end - first - 2];
    for (size_t i = first; i < end; ++i) {
      choice->kernels[i] = *FastestRow(i, limit - without_scratch);
      const Selection& row = nodes_[i].kernels.rows[choice->kernels[i]];
      bytes = std::max(bytes, without_scratch + (KeepsSums(i) ? 0 : ScratchOf(row)));
    }
    choice->segments.push_back(*maker_.Make(first, end - 1));
  }
  choice->live_bytes = std::max(choice->live_bytes, bytes);
}

RamChoice RamChooser::Fastest(int64_t limit) const {
  RamChoice choice;
  choice.kernels.assign(nodes_.size(), 0);
  if (!straight_) return choice;
  limit = std::max(limit, least_bytes_);
  const std::vector<Way> ways = FastestWays(limit);
  choice.instructions = ways.back().instructions;
  for (size_t end = nodes_.size(); end > 0; end = ways[end].from) {
    AddRange(ways[end].from, end, limit, &choice);
  }
  absl::c_reverse(choice.segments);
  return choice;
}

}  // namespace iegen::passes
