#include "passes/layout/interface.h"

#include "absl/algorithm/container.h"
#include "passes/layout/layouts.h"

namespace iegen::passes {
namespace {

const Perm kToChannelsLast = {0, 2, 3, 1}, kToChannelsFirst = {0, 3, 1, 2};

// What is left of transposes in the best layouts.
int64_t LeastCost(const ir::Graph& graph) {
  Layouts layouts(graph);
  layouts.Improve();
  return layouts.cost();
}

bool IsImage(const ir::Graph& graph, ir::ValueId id) { return graph.type(id).shape.rank() == 4; }

void TurnInput(ir::Graph& graph, size_t index) {
  const ir::ValueId input = graph.inputs()[index];
  const ir::TensorType first = graph.type(input);
  const std::string name = graph.value(input).name;
  const ir::ValueId turned = graph.AddValue(name, first);
  graph.ReplaceUses(input, turned);
  graph.value(input).type = Permuted(first, kToChannelsLast);
  graph.nodes().insert(graph.nodes().begin(),
                       {ir::Transpose{kToChannelsFirst}, {input}, {turned}, {}});
}

void TurnOutput(ir::Graph& graph, size_t index) {
  const ir::ValueId output = graph.outputs()[index];
  const ir::Value value = graph.value(output);
  const ir::ValueId turned = graph.AddValue(value.name, Permuted(value.type, kToChannelsLast));
  graph.value(turned).original = value.original.empty() ? value.name : value.original;
  graph.nodes().push_back({ir::Transpose{kToChannelsLast}, {output}, {turned}, {}});
  graph.outputs()[index] = turned;
}

}  // namespace

ir::Graph WithChannelsLast(ir::Graph graph, const Ends& ends) {
  for (size_t i : ends.inputs) TurnInput(graph, i);
  for (size_t i : ends.outputs) TurnOutput(graph, i);
  return graph;
}

Ends ChannelsFirst(const ir::Graph& graph) {
  Ends ends;
  const bool moves = absl::c_any_of(
      graph.nodes(), [&](const ir::Node& node) { return PermOf(graph, node).has_value(); });
  if (!moves) return ends;
  const int64_t cost = LeastCost(graph);
  for (size_t i = 0; i < graph.inputs().size(); ++i) {
    if (!IsImage(graph, graph.inputs()[i])) continue;
    if (LeastCost(WithChannelsLast(graph, {{i}, {}})) < cost) ends.inputs.push_back(i);
  }
  for (size_t i = 0; i < graph.outputs().size(); ++i) {
    if (!IsImage(graph, graph.outputs()[i])) continue;
    if (LeastCost(WithChannelsLast(graph, {{}, {i}})) < cost) ends.outputs.push_back(i);
  }
  return ends;
}

}  // namespace iegen::passes
