// Removes operators that no graph output needs, then the values that nothing names. Graph inputs
// stay: they are part of the interface.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "passes/pass.h"

namespace iegen::passes {

absl::Status Dce(ir::Graph& graph, const PassContext&) {
  std::vector<bool> needed(graph.value_count(), false);
  const auto mark = [&](ir::ValueId id) {
    if (id != ir::kNoValue) needed[static_cast<size_t>(id)] = true;
  };
  absl::c_for_each(graph.outputs(), mark);
  const auto is_needed = [&](const ir::Node& node) {
    return absl::c_any_of(node.out,
                          [&](ir::ValueId id) { return needed[static_cast<size_t>(id)]; });
  };
  for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) {
    if (is_needed(*node)) absl::c_for_each(node->in, mark);
  }
  graph.EraseNodes([&](const ir::Node& node) { return !is_needed(node); });
  graph.Compact();
  return absl::OkStatus();
}

}  // namespace iegen::passes
