#include "ir/control_flow.h"

#include "absl/algorithm/container.h"
#include "base/status.h"

namespace iegen::ir {
namespace {

std::vector<Flow> FlowsOf(const Graph& graph) {
  std::vector<Flow> flows;
  flows.reserve(graph.nodes().size());
  for (const Node& node : graph.nodes()) flows.push_back(FlowOf(node.op));
  return flows;
}

}  // namespace

Flow FlowOf(const Op& op) {
  const auto found = absl::c_find(kFlowNames, NameOf(op));
  return IsMarker(op) ? static_cast<Flow>(found - kFlowNames.begin()) : Flow::kCall;
}

std::vector<size_t> JumpsOf(absl::Span<const Flow> steps) {
  std::vector<size_t> jumps(steps.size());
  std::vector<size_t> open;  // the marker of each level that still has to learn where to go
  for (size_t i = 0; i < steps.size(); ++i) {
    jumps[i] = i;
    switch (steps[i]) {
      case Flow::kCall:
        break;
      case Flow::kIfBegin:
      case Flow::kLoopBegin:
        open.push_back(i);
        break;
      case Flow::kIfElse:
        jumps[open.back()] = i;
        open.back() = i;
        break;
      case Flow::kIfEnd:
        jumps[open.back()] = i;
        open.pop_back();
        break;
      case Flow::kLoopExit:
        open.push_back(i);
        break;
      case Flow::kLoopEnd:
        jumps[open.back()] = i;
        open.pop_back();
        jumps[i] = open.back();
        open.pop_back();
        break;
    }
  }
  return jumps;
}

std::vector<size_t> JumpsOf(const Graph& graph) { return JumpsOf(FlowsOf(graph)); }

std::vector<Loop> LoopsOf(absl::Span<const Flow> steps) {
  std::vector<Loop> loops;
  std::vector<size_t> open;  // in `loops`
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == Flow::kLoopBegin) {
      open.push_back(loops.size());
      loops.push_back({i, i});
    } else if (steps[i] == Flow::kLoopEnd) {
      loops[open.back()].end = i;
      open.pop_back();
    }
  }
  return loops;
}

std::vector<Loop> LoopsOf(const Graph& graph) { return LoopsOf(FlowsOf(graph)); }

absl::Status EndlessLoop() {
  return Error("the loop does not come to an end with these inputs")
      .Why("it was stopped after 1,048,576 steps");
}

}  // namespace iegen::ir
