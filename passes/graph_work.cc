#include "passes/graph_work.h"

#include <vector>

#include "backends/linear.h"
#include "passes/file_macs.h"

namespace iegen::passes {

GraphWork MeasureGraph(const ir::Graph& graph) {
  GraphWork work;
  std::vector<bool> counted(graph.value_count(), false);
  for (const ir::Node& node : graph.nodes()) {
    const NodeView view(graph, node);
    ++work.operators;
    work.macs += MacsOf(view);
    work.live_macs += LiveMacsOf(view);
    for (ir::ValueId id : node.in) {
      if (id == ir::kNoValue || counted[static_cast<size_t>(id)]) continue;
      counted[static_cast<size_t>(id)] = true;
      if (graph.value(id).constant()) work.weights_bytes += graph.type(id).bytes();
    }
  }
  return work;
}

}  // namespace iegen::passes
