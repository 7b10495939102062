#include "ir/eval/evaluate_node.h"

#include "base/status.h"
#include "ir/eval/evaluator.h"

namespace iegen {

absl::StatusOr<std::vector<std::string>> EvaluateNode(const ir::Graph& graph, const ir::Node& node,
                                                      absl::Span<const std::string> inputs) {
  ir::Graph alone;
  alone.rounding = graph.rounding;
  ir::Node copy = node;
  std::vector<std::string> given;
  for (size_t i = 0; i < copy.in.size(); ++i) {
    ir::ValueId& id = copy.in[i];
    if (id == ir::kNoValue) continue;
    const ir::Value& value = graph.value(id);
    if (value.constant()) {
      id = alone.AddConstant(value.name, value.type, "");
      alone.value(id).data = value.data;
    } else {
      id = alone.AddInput(value.name, value.type);
      given.push_back(inputs[i]);
    }
  }
  for (ir::ValueId& id : copy.out) id = alone.AddValue("out", graph.type(id));
  alone.outputs() = copy.out;
  alone.nodes() = {std::move(copy)};
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(std::move(alone)));
  return evaluator.Run(given);
}

}  // namespace iegen
