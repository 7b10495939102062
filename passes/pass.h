// What a pass is: a plain function from graph to graph. All passes stand in passes.def, the order
// in which a compilation runs them in pipeline.cc.
#ifndef IEGEN_PASSES_PASS_H_
#define IEGEN_PASSES_PASS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "backends/backend.h"
#include "ir/graph.h"

namespace iegen::passes {

// What a pass may know besides the graph.
struct PassContext {
  const Target* target = nullptr;  // null: no core in particular
};

// Every pass leaves a graph that gives the same output bytes for all inputs, with the same inputs
// and outputs under the same names. It fails only where the model is at fault.
struct Pass {
  absl::string_view name;     // as on the command line: "fold-pad"
  absl::string_view summary;  // one line, for help
  absl::Status (*run)(ir::Graph& graph, const PassContext& context);
};

// THE pass list, in the order of passes.def.
absl::Span<const Pass> AllPasses();

// By name, or null.
const Pass* FindPass(absl::string_view name);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PASS_H_
