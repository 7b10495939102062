#include "tools/reduce/reduce.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "ir/verify.h"
#include "tools/reduce/shrink.h"

namespace iegen {
namespace {

// What does not lead to an output, inputs included. One input stays: a model has one.
void DropUnread(ir::Graph* graph) {
  const auto unread = [&](const ir::Node& node) {
    return absl::c_all_of(
        node.out, [&](ir::ValueId id) { return !graph->IsOutput(id) && graph->Users(id).empty(); });
  };
  for (size_t before = graph->nodes().size() + 1; before != graph->nodes().size();) {
    before = graph->nodes().size();
    graph->EraseNodes(unread);
  }
  std::vector<ir::ValueId>& inputs = graph->inputs();
  for (size_t i = inputs.size(); i > 0 && inputs.size() > 1; --i) {
    const ir::ValueId id = inputs[i - 1];
    if (!graph->IsOutput(id) && graph->Users(id).empty()) {
      inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
  }
  graph->Compact();
}

class Reducer {
 public:
  Reducer(ir::Graph graph, const Fails& fails) : graph_(std::move(graph)), fails_(fails) {}

  ir::Graph Run() {
    // Coarse steps first: each of them makes all that follow cheaper.
    for (bool progress = true; progress;) {
      progress = KeepOneOutput() || EndEarlier() || BeginLater() || SkipNodes() ||
                 Shrink(ShrinkAttributes) || Shrink(ShrinkShapes) || Shrink(ShrinkConstants);
    }
    return std::move(graph_);
  }

 private:
  // Takes `candidate` if it is right as a graph and still fails.
  bool Take(ir::Graph candidate) {
    DropUnread(&candidate);
    if (!ir::Verify(candidate, ir::Stage::kImported).ok() || !fails_(candidate)) return false;
    graph_ = std::move(candidate);
    return true;
  }

  bool KeepOneOutput() {
    for (size_t i = 0; graph_.outputs().size() > 1 && i < graph_.outputs().size(); ++i) {
      ir::Graph candidate = graph_;
      candidate.outputs() = {graph_.outputs()[i]};
      if (Take(std::move(candidate))) return true;
    }
    return DropOneOutput();
  }

  bool DropOneOutput() {
    for (size_t i = 0; graph_.outputs().size() > 1 && i < graph_.outputs().size(); ++i) {
      ir::Graph candidate = graph_;
      candidate.outputs().erase(candidate.outputs().begin() + static_cast<std::ptrdiff_t>(i));
      if (Take(std::move(candidate))) return true;
    }
    return false;
  }

  // An inner value as the only output.
  bool EndEarlier() {
    for (const ir::Node& node : graph_.nodes()) {
      for (const ir::ValueId id : node.out) {
        if (graph_.outputs() == std::vector<ir::ValueId>{id}) continue;
        ir::Graph candidate = graph_;
        candidate.outputs() = {id};
        if (candidate.nodes().size() > 1 && Take(std::move(candidate))) return true;
      }
    }
    return false;
  }

  // The outputs of one node as inputs.
  bool BeginLater() {
    for (size_t i = graph_.nodes().size(); i > 0; --i) {
      ir::Graph candidate = graph_;
      const std::vector<ir::ValueId> out = candidate.nodes()[i - 1].out;
      candidate.nodes().erase(candidate.nodes().begin() + static_cast<std::ptrdiff_t>(i - 1));
      for (const ir::ValueId id : out) candidate.inputs().push_back(id);
      if (!candidate.nodes().empty() && Take(std::move(candidate))) return true;
    }
    return false;
  }

  // Whoever reads a node reads one of its inputs instead.
  bool SkipNodes() {
    for (size_t i = 0; i < graph_.nodes().size(); ++i) {
      for (const ir::ValueId from : graph_.nodes()[i].in) {
        if (from == ir::kNoValue || graph_.nodes()[i].out.size() != 1) continue;
        ir::Graph candidate = graph_;
        candidate.ReplaceUses(candidate.nodes()[i].out[0], from);
        if (graph_.nodes().size() > 1 && Take(std::move(candidate))) return true;
      }
    }
    return false;
  }

  bool Shrink(std::vector<ir::Graph> (*candidates)(const ir::Graph&)) {
    for (ir::Graph& candidate : candidates(graph_)) {
      if (Take(std::move(candidate))) return true;
    }
    return false;
  }

  ir::Graph graph_;
  const Fails& fails_;
};

}  // namespace

ir::Graph Reduce(ir::Graph graph, const Fails& fails) {
  graph.Compact();
  return Reducer(std::move(graph), fails).Run();
}

}  // namespace iegen
