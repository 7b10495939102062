// Keeps the window of a streaming layer as state, in place of its older frames. Exporters write
//
//   window = concat(read old, x); assign(old, last frames of window)
//
// (or keep the whole window and read a slice of it), which copies all frames several times. With
// the window as the variable, x is written behind the older frames, readers look at the variable
// itself, and at the end of the inference the frames move on by one copy. Afterwards no variable
// that is read only into such a window is left.
#include "absl/algorithm/container.h"
#include "absl/types/optional.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// Where a variable is used, as node indices; nothing unless there is one of each.
struct Uses {
  size_t read = 0, assign = 0;
};

absl::optional<Uses> UsesOf(const ir::Graph& graph, ir::ValueId variable) {
  std::vector<size_t> reads, assigns;
  for (const ir::Use& use : graph.Users(variable)) {
    const ir::Op& op = graph.nodes()[use.node].op;
    if (std::holds_alternative<ir::ReadVariable>(op)) {
      reads.push_back(use.node);
    } else if (std::holds_alternative<ir::AssignVariable>(op)) {
      assigns.push_back(use.node);
    } else {
      return absl::nullopt;
    }
  }
  if (reads.size() != 1 || assigns.size() != 1 || reads[0] > assigns[0]) return absl::nullopt;
  return Uses{reads[0], assigns[0]};
}

// The only node that reads `value`; nothing where others do, or the caller.
absl::optional<size_t> SoleReader(const ir::Graph& graph, ir::ValueId value) {
  const std::vector<ir::Use> users = graph.Users(value);
  if (users.size() != 1 || graph.IsOutput(value)) return absl::nullopt;
  return users[0].node;
}

// Whether `slice` of a tensor of shape `shape` is its last part along `axis`.
bool IsEnd(const ir::Slice& slice, const ir::Shape& shape, int32_t axis) {
  for (int i = 0; i < shape.rank(); ++i) {
    const auto k = static_cast<size_t>(i);
    const int32_t begin = i == axis ? shape[i] - slice.size[k] : 0;
    const bool whole = i == axis || slice.size[k] == shape[i];
    if (slice.stride[k] != 1 || slice.begin[k] != begin || !whole) return false;
  }
  return true;
}

// A concat of older frames and x: one behind the other in memory.
const ir::Concat* AsWindow(const ir::Graph& graph, const ir::Node& node) {
  const auto* concat = std::get_if<ir::Concat>(&node.op);
  if (concat == nullptr || node.in.size() != 2) return nullptr;
  const ir::Shape& shape = graph.type(node.out[0]).shape;
  for (int i = 0; i < concat->axis; ++i) {
    if (shape[i] != 1) return nullptr;
  }
  const ir::TensorType &old = graph.type(node.in[0]), &out = graph.type(node.out[0]);
  return old.quant == out.quant && graph.type(node.in[1]).quant == out.quant ? concat : nullptr;
}

// What is known of a window: `window` is the node that makes it; `first` and `second` slice, where
// there are such nodes.
struct Match {
  Uses uses;
  size_t window = 0;
  absl::optional<size_t> slice;
  ir::ConstantData initial;  // of the window's older frames
};

std::string LastBytes(const std::string& bytes, int64_t count) {
  return bytes.substr(bytes.size() - static_cast<size_t>(count));
}

// assign(old, last frames of concat(read old, x)).
absl::optional<Match> MatchFrames(const ir::Graph& graph, ir::ValueId variable, const Uses& uses) {
  const std::vector<ir::Node>& nodes = graph.nodes();
  const ir::ValueId old = nodes[uses.read].out[0];
  const absl::optional<size_t> window = SoleReader(graph, old);
  if (!window || nodes[*window].in[0] != old) return absl::nullopt;
  const ir::Concat* concat = AsWindow(graph, nodes[*window]);
  const int slicer = graph.Producer(nodes[uses.assign].in[1]);
  if (concat == nullptr || slicer < 0) return absl::nullopt;
  const ir::Node& cut = nodes[static_cast<size_t>(slicer)];
  const auto* slice = std::get_if<ir::Slice>(&cut.op);
  const ir::ValueId whole = nodes[*window].out[0];
  const bool last = slice != nullptr && cut.in[0] == whole &&
                    IsEnd(*slice, graph.type(whole).shape, concat->axis) &&
                    SoleReader(graph, cut.out[0]) == uses.assign;
  if (!last) return absl::nullopt;
  return Match{uses, *window, static_cast<size_t>(slicer), graph.value(variable).initial};
}

// assign(old, window) of window = concat(last frames of read old, x).
absl::optional<Match> MatchWindow(const ir::Graph& graph, ir::ValueId variable, const Uses& uses) {
  const std::vector<ir::Node>& nodes = graph.nodes();
  const absl::optional<size_t> slicer = SoleReader(graph, nodes[uses.read].out[0]);
  const auto* slice = slicer ? std::get_if<ir::Slice>(&nodes[*slicer].op) : nullptr;
  if (slice == nullptr) return absl::nullopt;
  const absl::optional<size_t> window = SoleReader(graph, nodes[*slicer].out[0]);
  if (!window || nodes[*window].in[0] != nodes[*slicer].out[0]) return absl::nullopt;
  const ir::Concat* concat = AsWindow(graph, nodes[*window]);
  const bool same = concat != nullptr && nodes[uses.assign].in[1] == nodes[*window].out[0] &&
                    IsEnd(*slice, graph.type(variable).shape, concat->axis);
  if (!same) return absl::nullopt;
  const int64_t bytes = graph.type(nodes[*slicer].out[0]).bytes();
  return Match{
      uses, *window, slicer,
      std::make_shared<const std::string>(LastBytes(*graph.value(variable).initial, bytes))};
}

absl::optional<Match> FindMatch(const ir::Graph& graph, ir::ValueId variable) {
  const absl::optional<Uses> uses = UsesOf(graph, variable);
  if (!uses) return absl::nullopt;
  const absl::optional<Match> match = MatchFrames(graph, variable, *uses);
  return match ? match : MatchWindow(graph, variable, *uses);
}

void Rewrite(ir::Graph& graph, ir::ValueId variable, const Match& match) {
  const ir::Node concat = graph.nodes()[match.window];
  const ir::Node assign = graph.nodes()[match.uses.assign];
  const ir::ValueId x = concat.in[1];
  const ir::TensorType type = graph.type(concat.out[0]);
  const int64_t fresh = graph.type(x).shape.elements();
  const int64_t kept = type.shape.elements() - fresh;
  std::string initial = *match.initial;
  initial.resize(static_cast<size_t>(type.bytes()), initial.back());
  const ir::ValueId window = graph.AddState(graph.value(variable).name, type, std::move(initial));
  graph.value(window).original = graph.value(variable).original;
  const std::vector<ir::Node> before = std::move(graph.nodes());
  graph.nodes().clear();
  for (size_t i = 0; i < before.size(); ++i) {
    if (i == match.window) {
      graph.nodes().push_back(
          {ir::UpdateVariable{static_cast<int32_t>(kept)}, {window, x}, {}, concat.loc});
      graph.nodes().push_back({ir::ReadVariable{}, {window}, concat.out, concat.loc});
    } else if (i != match.uses.read && i != match.uses.assign && i != match.slice) {
      graph.nodes().push_back(before[i]);
    }
  }
  graph.nodes().push_back(
      {ir::ShiftVariable{static_cast<int32_t>(fresh)}, {window}, {}, assign.loc});
}

}  // namespace

absl::Status WindowState(ir::Graph& graph, const PassContext&) {
  // What branches and loops do with a variable is their own business.
  if (absl::c_any_of(graph.nodes(), [](const ir::Node& n) { return ir::IsMarker(n.op); })) {
    return absl::OkStatus();
  }
  for (ir::ValueId variable : graph.Variables()) {
    if (!graph.value(variable).state()) continue;
    if (const absl::optional<Match> match = FindMatch(graph, variable)) {
      Rewrite(graph, variable, *match);
    }
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
