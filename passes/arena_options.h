// What the user says about the arena, in terms of a graph.
#ifndef IEGEN_PASSES_ARENA_OPTIONS_H_
#define IEGEN_PASSES_ARENA_OPTIONS_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "ir/graph.h"
#include "passes/compile.h"
#include "passes/plan_memory.h"

namespace iegen::passes {

using TensorNames = absl::flat_hash_set<std::string>;

// Of all values, the exporter's and ours.
TensorNames TensorNamesOf(const ir::Graph& graph);

// Pools and places for `graph`, whose kernels are chosen next. `imported`: names that the model had
// before passes changed it. Errors: names that are not there or no more, names of pools that can't
// be part of C++ names or that come twice, offsets and pools that contradict each other.
absl::StatusOr<ArenaOptions> ArenaOptionsFor(const ir::Graph& graph, const CompileOptions& options,
                                             const TensorNames& imported);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_ARENA_OPTIONS_H_
