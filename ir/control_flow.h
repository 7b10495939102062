// Where control goes at the markers of a graph or program: one definition for all that interpret
// or analyse them.
//
//   for (size_t i = 0; i < steps; ++i) {
//     if (not a marker) Run(i);
//     else if (it has no condition, or its condition is false) i = jumps[i];
//   }
#ifndef IEGEN_IR_CONTROL_FLOW_H_
#define IEGEN_IR_CONTROL_FLOW_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ir/graph.h"

namespace iegen::ir {

// What a step is to the flow of control.
enum class Flow : uint8_t { kCall, kIfBegin, kIfElse, kIfEnd, kLoopBegin, kLoopExit, kLoopEnd };
constexpr std::array<absl::string_view, 7> kFlowNames = {
    "call", "if_begin", "if_else", "if_end", "loop_begin", "loop_exit_unless", "loop_end"};

Flow FlowOf(const Op& op);

// For each step the marker after which the next step runs, if control does not go straight on:
//   if_begin (false) -> its if_else     if_else -> its if_end        loop_end -> its loop_begin
//   loop_exit_unless (false) -> its loop_end                         others -> themselves
// The markers must nest, as Verify() makes sure.
std::vector<size_t> JumpsOf(absl::Span<const Flow> steps);
std::vector<size_t> JumpsOf(const Graph& graph);

// Steps of a loop, both markers included.
struct Loop {
  size_t begin = 0, end = 0;
  bool Contains(size_t step) const { return begin <= step && step <= end; }
};
// In order of their beginnings: of several that contain a step, the first is the outermost.
std::vector<Loop> LoopsOf(absl::Span<const Flow> steps);
std::vector<Loop> LoopsOf(const Graph& graph);

// After so many steps an interpreter gives up.
constexpr int64_t kMostSteps = int64_t{1} << 20;
absl::Status EndlessLoop();

}  // namespace iegen::ir

#endif  // IEGEN_IR_CONTROL_FLOW_H_
