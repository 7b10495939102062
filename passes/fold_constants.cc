// Evaluates operators whose inputs are all constant. A result larger than its inputs is stored only
// if it is small: flash is what the engine has least to waste.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "ir/eval/evaluate_node.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

constexpr int64_t kSmallBytes = 1024;

bool Foldable(const ir::Graph& graph, const ir::Node& node) {
  if (node.out.empty() || ir::WritesOf(node.op) != 0) return false;
  int64_t bytes = kSmallBytes;
  for (ir::ValueId id : node.in) {
    if (id == ir::kNoValue) continue;
    if (!graph.value(id).constant()) return false;
    bytes = std::max(bytes, graph.type(id).bytes());
  }
  return graph.type(node.out[0]).bytes() <= bytes;
}

}  // namespace

absl::Status FoldConstants(ir::Graph& graph, const PassContext&) {
  for (const ir::Node& node : graph.nodes()) {
    if (!Foldable(graph, node)) continue;
    IEGEN_ASSIGN_OR_RETURN(std::vector<std::string> results, EvaluateNode(graph, node, {}));
    for (size_t i = 0; i < node.out.size(); ++i) {
      graph.value(node.out[i]).data = std::make_shared<const std::string>(std::move(results[i]));
    }
  }
  graph.EraseNodes([&](const ir::Node& node) {
    return !node.out.empty() && graph.value(node.out[0]).constant();
  });
  return absl::OkStatus();
}

}  // namespace iegen::passes
