// Evaluates operators whose inputs are all constant. A result larger than its inputs is stored only
// if it is small: flash is what the engine has least to waste.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "ir/eval/evaluator.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

constexpr int64_t kSmallBytes = 1024;

bool Foldable(const ir::Graph& graph, const ir::Node& node) {
  int64_t bytes = kSmallBytes;
  for (ir::ValueId id : node.in) {
    if (id == ir::kNoValue) continue;
    if (!graph.value(id).constant()) return false;
    bytes = std::max(bytes, graph.type(id).bytes());
  }
  return graph.type(node.out[0]).bytes() <= bytes;
}

// A graph of this one node.
ir::Graph Alone(const ir::Graph& graph, const ir::Node& node) {
  ir::Graph alone;
  ir::Node copy = node;
  for (ir::ValueId& id : copy.in) {
    if (id == ir::kNoValue) continue;
    const ir::Value& value = graph.value(id);
    id = alone.AddConstant(value.name, value.type, *value.data);
  }
  for (ir::ValueId& id : copy.out) id = alone.AddValue("out", graph.type(id));
  alone.outputs() = copy.out;
  alone.nodes() = {std::move(copy)};
  return alone;
}

}  // namespace

absl::Status FoldConstants(ir::Graph& graph, const PassContext&) {
  for (const ir::Node& node : graph.nodes()) {
    if (!Foldable(graph, node)) continue;
    IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(Alone(graph, node)));
    IEGEN_ASSIGN_OR_RETURN(std::vector<std::string> results, evaluator.Run({}));
    for (size_t i = 0; i < node.out.size(); ++i) {
      graph.value(node.out[i]).data = std::make_shared<const std::string>(std::move(results[i]));
    }
  }
  graph.EraseNodes([&](const ir::Node& node) { return graph.value(node.out[0]).constant(); });
  return absl::OkStatus();
}

}  // namespace iegen::passes
