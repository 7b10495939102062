#include "passes/value_layout.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

// In place of the node that writes an input or a variable: in no loop.
constexpr size_t kBeginning = std::numeric_limits<size_t>::max();

// The caller may want to read words of an output.
constexpr int64_t kOutputAlignment = 4;

}  // namespace

ValueLayout::ValueLayout(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                         LayoutOptions options)
    : graph_(graph), nodes_(nodes), options_(options), loops_(ir::LoopsOf(graph)) {
  base_.assign(graph.value_count(), ir::kNoValue);
  base_offset_.assign(graph.value_count(), 0);
  parts_.resize(nodes.size());
  first_node_.assign(graph.value_count(), kBeginning);
  for (size_t i = 0; i < nodes.size(); ++i) {
    for (ir::ValueId id : graph.nodes()[i].out) first_node_[Index(id)] = i;
  }
  for (size_t i = 0; i < nodes.size(); ++i) {
    is_view_.push_back(DecideView(i));
    step_.push_back(steps_);
    if (!is_view_.back()) ++steps_;
  }
  FindLastReads();
}

ir::ValueId ValueLayout::Root(ir::ValueId id) const {
  while (base(id) != ir::kNoValue) id = base(id);
  return id;
}

int64_t ValueLayout::Place(ir::ValueId id) const {
  int64_t place = 0;
  for (; base(id) != ir::kNoValue; id = base(id)) place += base_offset(id);
  return place;
}

bool ValueLayout::DecideView(size_t i) {
  const ir::Node& node = graph_.nodes()[i];
  if (nodes_[i].joins) return Join(i);
  if (!nodes_[i].view || !MayBeView(i)) return false;
  base_[Index(node.out[0])] = node.in[0];
  base_offset_[Index(node.out[0])] = nodes_[i].view_offset;
  return true;
}

// A view of a constant is a copy: constants are not in the arena.
bool ValueLayout::MayBeView(size_t i) const {
  const ir::Node& node = graph_.nodes()[i];
  const ir::ValueId in = node.in[0], out = node.out[0];
  if (Constant(in)) return false;
  if (!options_.parts && graph_.type(in).bytes() != graph_.type(out).bytes()) return false;
  const bool begins = (Place(in) + nodes_[i].view_offset) % kOutputAlignment == 0;
  if (graph_.IsOutput(out) && !begins) return false;
  return !graph_.value(in).variable || KeepsItsBytes(i);
}

// Whether nothing writes the variable that node `reader` reads until the last node that needs what
// it held, views of that included. A graph output is needed for ever.
bool ValueLayout::KeepsItsBytes(size_t reader) const {
  const std::vector<ir::Node>& nodes = graph_.nodes();
  std::vector<ir::ValueId> views = {nodes[reader].out[0]};
  size_t end = reader;
  for (size_t i = reader + 1; i < nodes.size(); ++i) {
    const bool reads = std::any_of(views.begin(), views.end(), [&](ir::ValueId id) {
      return absl::c_linear_search(nodes[i].in, id);
    });
    if (!reads) continue;
    end = LastNodeOf(reader, i);
    if (nodes_[i].view) views.push_back(nodes[i].out[0]);
  }
  if (std::any_of(views.begin(), views.end(), [&](auto id) { return graph_.IsOutput(id); })) {
    return false;
  }
  for (size_t i = reader + 1; i <= end; ++i) {
    if (graph_.Writes(nodes[i], nodes[reader].in[0])) return false;
  }
  return true;
}

// Where what exists since node `first` is needed last, if node `reader` reads it: a loop that it
// comes into from outside reads it again and again.
size_t ValueLayout::LastNodeOf(size_t first, size_t reader) const {
  for (const ir::Loop& loop : loops_) {
    if (loop.Contains(reader) && !loop.Contains(first)) return loop.end;
  }
  return reader;
}

bool ValueLayout::FamilyIsOutput(ir::ValueId root) const {
  return absl::c_any_of(graph_.outputs(),
                        [&](ir::ValueId id) { return !Constant(id) && Root(id) == root; });
}

// Whether all of `value`'s memory may lie in the output of node `join`: some call writes it, nobody
// else decides where, it is put together as often as it is made, and only once in the output.
bool ValueLayout::MayBePart(size_t join, ir::ValueId value) const {
  if (Constant(value)) return false;
  const ir::ValueId root = Root(value);
  const size_t writer = first_node_[Index(root)];
  if (writer == kBeginning || root == graph_.nodes()[join].out[0]) return false;
  if (graph_.type(root).bytes() != graph_.type(value).bytes()) return false;
  const auto times = absl::c_count_if(
      graph_.nodes()[join].in, [&](ir::ValueId id) { return !Constant(id) && Root(id) == root; });
  return times == 1 && !FamilyIsOutput(root) && LastNodeOf(writer, join) == join;
}

// Makes inputs parts of the output; whether all of them are.
bool ValueLayout::Join(size_t i) {
  if (!options_.joins) return false;
  const ir::Node& node = graph_.nodes()[i];
  int64_t place = 0;
  for (ir::ValueId id : node.in) {
    if (MayBePart(i, id)) {
      const ir::ValueId part = Root(id);
      base_[Index(part)] = node.out[0];
      base_offset_[Index(part)] = place;
      parts_[i].push_back(part);
    }
    place += graph_.type(id).bytes();
  }
  return parts_[i].size() == node.in.size();
}

void ValueLayout::FindLastReads() {
  last_.assign(graph_.value_count(), -2);
  whole_from_ = last_;
  const auto read = [&](ir::ValueId id, int32_t step) {
    last_[Index(id)] = std::max(last_[Index(id)], step);
  };
  for (ir::ValueId id : graph_.outputs()) read(id, steps_);
  for (ir::ValueId id : graph_.inputs()) {
    if (options_.preserve_inputs) read(id, steps_);
  }
  for (size_t i = 0; i < nodes_.size(); ++i) {
    for (ir::ValueId id : graph_.nodes()[i].in) {
      if (Constant(id)) continue;
      const size_t node = LastNodeOf(first_node_[Index(id)], i);
      if (!is_view_[i] || node != i) read(id, step_[node]);
    }
    for (ir::ValueId part : parts_[i]) whole_from_[Index(part)] = step_[i];
  }
}

void ValueLayout::LifeOfVariable(ir::ValueId id, int32_t* first, int32_t* last) const {
  size_t begin = nodes_.size(), end = 0;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (!absl::c_linear_search(graph_.nodes()[i].in, id)) continue;
    const auto loop = absl::c_find_if(loops_, [&](const ir::Loop& l) { return l.Contains(i); });
    begin = std::min(begin, loop == loops_.end() ? i : loop->begin);
    end = std::max(end, loop == loops_.end() ? i : loop->end);
  }
  *first = step_[begin];
  *last = std::max(step_[begin], std::min(step_[end], steps_));
}

}  // namespace iegen::passes
