// Which kernels run a graph, and where everything lies: what lowering decides.
#ifndef IEGEN_PASSES_DECISION_H_
#define IEGEN_PASSES_DECISION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "backends/backend.h"
#include "passes/compile.h"
#include "passes/plan_memory.h"
#include "passes/select_kernels.h"

namespace iegen::passes {

// What is lowered, and how.
struct Task {
  const ir::Graph& graph;
  const CompileOptions& options;
  const ArenaOptions& arena;
};

struct Decision {
  std::vector<Selection> selections;
  ArenaPlan arena;

  double instructions() const;  // estimated, an inference
};

// For Objective::kRam: the smallest arena, with layers row by row where that saves bytes. Up to an
// eighth more is taken where it halves the instructions, and with a limit on RAM whatever fits and
// is fastest. For the others the kernels decide (SelectKernels()), and the arena follows. Errors:
// of a binding, naming the user's operator; of fixed values that collide.
absl::StatusOr<Decision> Decide(const Task& task, const Target& target, Objective objective);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_DECISION_H_
