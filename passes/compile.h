// The middle of the compiler in one call: graph of an importer in, low form out.
//
//   IEGEN_ASSIGN_OR_RETURN(ir::Program program, passes::Lower(graph, *target, {}, nullptr));
#ifndef IEGEN_PASSES_COMPILE_H_
#define IEGEN_PASSES_COMPILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "backends/backend.h"
#include "ir/graph.h"
#include "ir/program.h"
#include "passes/pass_manager.h"
#include "passes/select_kernels.h"
#include "passes/share_bodies.h"

namespace iegen::passes {

// A memory of the target.
struct MemoryPool {
  std::string name;  // lower-case letters and digits, a letter first
  int64_t bytes = 0;
};

// Where a tensor has to lie.
struct FixedTensor {
  std::string tensor;              // its name in the model, or in the report
  std::string pool;                // empty: the only memory there is
  absl::optional<int64_t> offset;  // bytes from the start of the pool or the arena
};

struct CompileOptions {
  Objective objective = Objective::kSpeed;
  Bodies bodies = Bodies::kByCost;
  bool preserve_inputs = false;   // Invoke() leaves the bytes of the inputs as they are
  bool stream_rows = true;        // for Objective::kRam
  int64_t ram_limit = 0;          // bytes of the arena; 0: none
  std::vector<MemoryPool> pools;  // the one to prefer first; empty: one memory
  std::vector<FixedTensor> fixed;
  std::vector<std::string> disabled_kernels;  // are not chosen
  ManagerOptions passes;
};

// Runs the pipeline over a verified graph, chooses kernels, packs constants and plans the arena.
// For Objective::kRam layers run row by row where that makes the arena smaller. Where the arena
// exceeds options.ram_limit, or one of the pools, all is chosen once more for Objective::kRam and
// the smaller arena wins; CheckRamLimit() and CheckPools() tell whether it fits. Errors: of a pass,
// of a kernel's binding (naming the user's operator), of a name that no kernel, tensor or pool has,
// of fixed tensors that collide, or internal. `observer` may be null.
absl::StatusOr<ir::Program> Lower(ir::Graph graph, const Target& target,
                                  const CompileOptions& options, Observer* observer);

// The passes alone: the graph that Lower() chooses kernels for (ir::Stage::kTarget).
absl::StatusOr<ir::Graph> Prepare(ir::Graph graph, const Target& target,
                                  const CompileOptions& options, Observer* observer);

// A failed condition where the arena, in whole multiples of its alignment, is larger than `limit`
// bytes (0: never): by how much, and
// which buffers meet in the three largest steps.
absl::Status CheckRamLimit(const ir::Program& program, int64_t limit);

// A failed condition where pools are larger than they may be: by how much, and which of their
// buffers meet in the three largest steps.
absl::Status CheckPools(const ir::Program& program);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_COMPILE_H_
