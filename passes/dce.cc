// Removes operators that no graph output needs, then the values that nothing names. Graph inputs
// stay: they are part of the interface. A write to a variable is needed where a needed operator
// reads that variable, be it earlier: then the next inference or round of a loop sees it. Markers
// of control flow stay; a branch without operators on both sides goes.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

class Needs {
 public:
  explicit Needs(const ir::Graph& graph)
      : graph_(graph), values_(graph.value_count(), false), nodes_(graph.nodes().size(), false) {
    for (ir::ValueId id : graph.outputs()) Mark(id);
    // Against the order one round is enough, but for variables that are read before a write.
    while (Round()) {
    }
  }

  bool Has(const ir::Node& node) const {
    return nodes_[static_cast<size_t>(&node - graph_.nodes().data())];
  }

 private:
  void Mark(ir::ValueId id) {
    if (id != ir::kNoValue) values_[static_cast<size_t>(id)] = true;
  }

  bool IsNeeded(const ir::Node& node) const {
    if (ir::IsMarker(node.op)) return true;
    const auto needed = [&](ir::ValueId id) { return values_[static_cast<size_t>(id)]; };
    return absl::c_any_of(node.out, needed) || absl::c_any_of(node.in, [&](ir::ValueId id) {
             return id != ir::kNoValue && needed(id) && graph_.Writes(node, id);
           });
  }

  // Whether it found more.
  bool Round() {
    bool more = false;
    for (size_t i = nodes_.size(); i-- > 0;) {
      const ir::Node& node = graph_.nodes()[i];
      if (nodes_[i] || !IsNeeded(node)) continue;
      more = nodes_[i] = true;
      // An assignment does not care what the variable held.
      const size_t first = std::holds_alternative<ir::AssignVariable>(node.op) ? 1 : 0;
      for (size_t k = first; k < node.in.size(); ++k) Mark(node.in[k]);
    }
    return more;
  }

  const ir::Graph& graph_;
  std::vector<bool> values_, nodes_;
};

template <class Marker>
bool Is(const std::vector<ir::Node>& nodes, size_t index) {
  return index < nodes.size() && std::holds_alternative<Marker>(nodes[index].op);
}

void EraseEmptyBranches(std::vector<ir::Node>* nodes) {
  for (size_t i = 0; i < nodes->size();) {
    const bool empty =
        Is<ir::IfBegin>(*nodes, i) && Is<ir::IfElse>(*nodes, i + 1) && Is<ir::IfEnd>(*nodes, i + 2);
    if (!empty) {
      ++i;
      continue;
    }
    const auto begin = nodes->begin() + static_cast<std::ptrdiff_t>(i);
    nodes->erase(begin, begin + 3);
    i -= std::min<size_t>(i, 2);  // what was around it may be empty now
  }
}

}  // namespace

absl::Status Dce(ir::Graph& graph, const PassContext&) {
  size_t before = 0;
  do {
    before = graph.nodes().size();
    const Needs needs(graph);
    std::vector<ir::Node> kept;
    for (const ir::Node& node : graph.nodes()) {
      if (needs.Has(node)) kept.push_back(node);
    }
    graph.nodes() = std::move(kept);
    EraseEmptyBranches(&graph.nodes());
  } while (graph.nodes().size() < before);
  graph.Compact();
  return absl::OkStatus();
}

}  // namespace iegen::passes
