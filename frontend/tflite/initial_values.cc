#include "frontend/tflite/initial_values.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status CheckUnused(const ir::Graph& graph, size_t first, ir::ValueId variable) {
  for (size_t i = 0; i < first; ++i) {
    if (!absl::c_linear_search(graph.nodes()[i].in, variable)) continue;
    return Unsupported(absl::StrCat("variable ", Quoted(graph.value(variable).name),
                                    " is used before CALL_ONCE gives it its first value"));
  }
  return absl::OkStatus();
}

absl::Status TakeFrom(size_t first, const ir::Node& node, ir::Graph* graph) {
  // Constants are folded through what only moves their bytes.
  if (std::holds_alternative<ir::Reshape>(node.op) && graph->value(node.in[0]).constant()) {
    graph->value(node.out[0]).data = graph->value(node.in[0]).data;
    return absl::OkStatus();
  }
  if (!std::holds_alternative<ir::AssignVariable>(node.op)) {
    return Unsupported("the graph that CALL_ONCE runs does more than to assign constants");
  }
  const ir::Value& value = graph->value(node.in[1]);
  if (!value.constant()) {
    return Unsupported(
        absl::StrCat("CALL_ONCE assigns tensor ", Quoted(value.name), ", which is no constant"));
  }
  IEGEN_RETURN_IF_ERROR(CheckUnused(*graph, first, node.in[0]));
  graph->value(node.in[0]).initial = value.data;
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeInitialValues(size_t first, ir::Graph* graph) {
  for (size_t i = first; i < graph->nodes().size(); ++i) {
    const ir::Node node = graph->nodes()[i];
    IEGEN_RETURN_IF_ERROR(ir::WithLocation(TakeFrom(first, node, graph), node.loc));
  }
  graph->nodes().resize(first);
  return absl::OkStatus();
}

}  // namespace iegen::frontend::tflite
