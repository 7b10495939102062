#include "passes/plan_memory.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "passes/memory/offset_planner.h"

namespace iegen::passes {
namespace {

// In place of the node that writes an input or a variable: in no loop.
constexpr size_t kBeginning = std::numeric_limits<size_t>::max();

constexpr int32_t kWord = 4;  // bytes; kernels that load words want rows to begin there

int32_t AlignmentOf(ir::ElemType elem) {
  return std::max(kWord, static_cast<int32_t>(ir::BytesOf(elem)));
}

// The largest power of two that divides a place; a place at 0 is aligned to everything.
int64_t AlignmentAt(int64_t place) { return place == 0 ? int64_t{1} << 30 : place & -place; }

class Planner {
 public:
  Planner(const ir::Graph& graph, absl::Span<const NodeMemory> nodes, bool preserve_inputs)
      : graph_(graph), nodes_(nodes), preserve_inputs_(preserve_inputs) {
    plan_.buffer_of.assign(graph.value_count(), -1);
    plan_.scratch_of.resize(nodes.size());
    place_.assign(graph.value_count(), 0);
    NumberSteps();
    FindFirstNodes();
    FindLastReads();
  }

  absl::StatusOr<ArenaPlan> Run(bool in_place) {
    for (ir::ValueId id : graph_.inputs()) AddValue(id, ir::Buffer::Kind::kInput, -1);
    for (ir::ValueId id : graph_.Variables()) AddVariable(id);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      AddScratch(i);
      for (ir::ValueId id : graph_.nodes()[i].out) {
        const bool output = graph_.IsOutput(id);
        AddValue(id, output ? ir::Buffer::Kind::kOutput : ir::Buffer::Kind::kActivation, step_[i]);
      }
      if (plan_.is_view[i]) {
        MakeView(i);
      } else if (in_place) {
        TryInPlace(i);
      }
    }
    IEGEN_RETURN_IF_ERROR(Place());
    return std::move(plan_);
  }

 private:
  bool Constant(ir::ValueId id) const { return id == ir::kNoValue || graph_.value(id).constant(); }

  // A view of a constant is a copy: constants are not in the arena.
  void NumberSteps() {
    for (size_t i = 0; i < nodes_.size(); ++i) {
      plan_.is_view.push_back(nodes_[i].view && MayBeView(i));
      if (plan_.is_view.back()) Place(graph_.nodes()[i].out[0]) = PlaceOfView(i);
      step_.push_back(steps_);
      if (!plan_.is_view.back()) ++steps_;
    }
  }

  bool MayBeView(size_t i) {
    const ir::ValueId in = graph_.nodes()[i].in[0];
    if (Constant(in) || !MayBegin(i)) return false;
    return !graph_.value(in).variable || KeepsItsBytes(i);
  }

  // Whether nothing writes the variable that node `reader` reads until the last node that needs
  // what it held, views of that included. A graph output is needed for ever.
  bool KeepsItsBytes(size_t reader) const {
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
  size_t LastNodeOf(size_t first, size_t reader) const {
    for (const ir::Loop& loop : loops_) {
      if (loop.Contains(reader) && !loop.Contains(first)) return loop.end;
    }
    return reader;
  }

  // The node that writes each value.
  void FindFirstNodes() {
    first_node_.assign(graph_.value_count(), kBeginning);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      for (ir::ValueId id : graph_.nodes()[i].out) first_node_[static_cast<size_t>(id)] = i;
    }
  }

  int64_t& Place(ir::ValueId id) { return place_[static_cast<size_t>(id)]; }
  int64_t PlaceOfView(size_t i) { return Place(graph_.nodes()[i].in[0]) + nodes_[i].view_offset; }

  // The caller may want to read words of an output.
  bool MayBegin(size_t i) {
    return !graph_.IsOutput(graph_.nodes()[i].out[0]) || PlaceOfView(i) % kWord == 0;
  }

  // own_last_: the last step that reads a value itself. last_: that, or a view of it.
  void FindLastReads() {
    own_last_.assign(graph_.value_count(), -2);
    for (ir::ValueId id : graph_.outputs()) Last(own_last_, id) = steps_;
    if (preserve_inputs_) {
      for (ir::ValueId id : graph_.inputs()) Last(own_last_, id) = steps_;
    }
    for (size_t i = 0; i < nodes_.size(); ++i) {
      for (ir::ValueId id : graph_.nodes()[i].in) {
        if (Constant(id)) continue;
        const size_t node = LastNodeOf(FirstNode(id), i);
        if (plan_.is_view[i] && node == i) continue;
        Last(own_last_, id) = std::max(Last(own_last_, id), step_[node]);
      }
    }
    last_ = own_last_;
    for (size_t i = nodes_.size(); i-- > 0;) {
      const ir::Node& node = graph_.nodes()[i];
      if (!plan_.is_view[i]) continue;
      Last(last_, node.in[0]) = std::max(Last(last_, node.in[0]), Last(last_, node.out[0]));
    }
  }

  static int32_t& Last(std::vector<int32_t>& last, ir::ValueId id) {
    return last[static_cast<size_t>(id)];
  }

  size_t FirstNode(ir::ValueId id) const { return first_node_[static_cast<size_t>(id)]; }

  ir::Buffer& BufferOf(ir::ValueId id) {
    return plan_.buffers[static_cast<size_t>(plan_.buffer_of[static_cast<size_t>(id)])];
  }

  void AddValue(ir::ValueId id, ir::Buffer::Kind kind, int32_t first) {
    ir::Buffer buffer;
    buffer.name = graph_.value(id).name;
    buffer.kind = kind;
    buffer.bytes = graph_.type(id).bytes();
    buffer.alignment = AlignmentOf(graph_.type(id).elem);
    buffer.first = first;
    buffer.last = std::max(first, Last(own_last_, id));
    plan_.buffer_of[static_cast<size_t>(id)] = static_cast<int32_t>(plan_.buffers.size());
    plan_.buffers.push_back(std::move(buffer));
  }

  // State lives always; what is left of the variables, from the first node that names it to the
  // last, or as long as the loops around these.
  void AddVariable(ir::ValueId id) {
    const bool state = graph_.value(id).state();
    AddValue(id, state ? ir::Buffer::Kind::kState : ir::Buffer::Kind::kActivation, -1);
    ir::Buffer& buffer = plan_.buffers.back();
    buffer.last = steps_;
    if (state) return;
    size_t first = nodes_.size(), last = 0;
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (!absl::c_linear_search(graph_.nodes()[i].in, id)) continue;
      const auto loop = absl::c_find_if(loops_, [&](const ir::Loop& l) { return l.Contains(i); });
      first = std::min(first, loop == loops_.end() ? i : loop->begin);
      last = std::max(last, loop == loops_.end() ? i : loop->end);
    }
    buffer.first = step_[first];
    buffer.last = std::max(step_[first], std::min(step_[last], steps_));
  }

  void AddScratch(size_t i) {
    for (int64_t bytes : nodes_[i].scratch) {
      ir::Buffer buffer;
      const ir::Node& node = graph_.nodes()[i];
      const ir::ValueId result = node.out.empty() ? node.in[0] : node.out[0];
      buffer.name = absl::StrCat(graph_.value(result).name, "_scratch");
      buffer.kind = ir::Buffer::Kind::kScratch;
      buffer.bytes = bytes;
      buffer.alignment = kWord;
      buffer.first = buffer.last = step_[i];
      plan_.scratch_of[i].push_back(static_cast<int32_t>(plan_.buffers.size()));
      plan_.buffers.push_back(std::move(buffer));
    }
  }

  void MakeView(size_t i) {
    const ir::Node& node = graph_.nodes()[i];
    ir::Buffer& view = BufferOf(node.out[0]);
    view.view_of = plan_.buffer_of[static_cast<size_t>(node.in[0])];
    view.view_offset = nodes_[i].view_offset;
    const int64_t alignment =
        std::min<int64_t>(AlignmentAt(view.view_offset), BufferOf(node.in[0]).alignment);
    view.alignment = std::min(view.alignment, static_cast<int32_t>(alignment));
    const bool variable = graph_.value(node.in[0]).variable;
    view.first = variable ? step_[i] : BufferOf(node.in[0]).first;
    view.last = std::max(view.first, view.last);
  }

  // The value whose bytes `id` is a view of.
  ir::ValueId Root(ir::ValueId id) const {
    for (int p = graph_.Producer(id); p >= 0 && plan_.is_view[static_cast<size_t>(p)];
         p = graph_.Producer(id)) {
      id = graph_.nodes()[static_cast<size_t>(p)].in[0];
    }
    return id;
  }

  // Whether another operand of the node lies in the same memory in another shape.
  bool ReadTwice(const ir::Node& node, ir::ValueId in) const {
    return std::any_of(node.in.begin(), node.in.end(), [&](ir::ValueId other) {
      return !Constant(other) && other != in && Root(other) == Root(in);
    });
  }

  void TryInPlace(size_t i) {
    const ir::Node& node = graph_.nodes()[i];
    for (size_t k = 0; k < node.in.size(); ++k) {
      const ir::ValueId in = node.in[k];
      if ((nodes_[i].in_place >> k & 1u) == 0 || Constant(in) || ReadTwice(node, in)) continue;
      const bool dies = !graph_.value(Root(in)).variable && Last(last_, Root(in)) == step_[i];
      if (!dies || BufferOf(in).bytes != BufferOf(node.out[0]).bytes) continue;
      if (BufferOf(in).alignment < BufferOf(node.out[0]).alignment) continue;
      BufferOf(node.out[0]).view_of = plan_.buffer_of[static_cast<size_t>(in)];
      return;
    }
  }

  absl::Status Place() {
    memory::Problem problem;
    for (const ir::Buffer& b : plan_.buffers) {
      memory::Buffer buffer;
      buffer.bytes = b.bytes;
      buffer.first_step = b.first;
      buffer.last_step = b.last;
      buffer.alignment = b.alignment;
      if (b.view_of >= 0) buffer.view = memory::View{b.view_of, b.view_offset};
      problem.buffers.push_back(buffer);
    }
    IEGEN_ASSIGN_OR_RETURN(const memory::Plan plan, memory::PlanMemory(problem));
    for (size_t i = 0; i < plan_.buffers.size(); ++i) plan_.buffers[i].offset = plan.offsets[i];
    plan_.arena_bytes = plan.arena_bytes;
    plan_.bound_bytes = plan.bound_bytes;
    return absl::OkStatus();
  }

  const ir::Graph& graph_;
  absl::Span<const NodeMemory> nodes_;
  const bool preserve_inputs_;
  ArenaPlan plan_;
  const std::vector<ir::Loop> loops_ = ir::LoopsOf(graph_);
  int32_t steps_ = 0;
  std::vector<int32_t> step_;       // by node; of a view: of the next call
  std::vector<size_t> first_node_;  // by value
  std::vector<int32_t> own_last_, last_;
  std::vector<int64_t> place_;  // by value: of a view in its root
};

}  // namespace

absl::StatusOr<ArenaPlan> PlanArena(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                                    bool preserve_inputs) {
  IEGEN_ASSIGN_OR_RETURN(ArenaPlan in_place, Planner(graph, nodes, preserve_inputs).Run(true));
  IEGEN_ASSIGN_OR_RETURN(ArenaPlan apart, Planner(graph, nodes, preserve_inputs).Run(false));
  return apart.arena_bytes < in_place.arena_bytes ? std::move(apart) : std::move(in_place);
}

}  // namespace iegen::passes
