// From the bytes of a model to an emitted bundle, as the command line does it.
#ifndef IEGEN_TESTS_SUITE_ENGINE_H_
#define IEGEN_TESTS_SUITE_ENGINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "backends/backend.h"
#include "emit/render.h"
#include "ir/graph.h"
#include "ir/program.h"
#include "passes/compile.h"
#include "tests/suite/case.h"

namespace iegen::suite {

// The graph as imported.
absl::StatusOr<ir::Graph> ImportCase(const Case& c);

struct Engine {
  ir::Program program;
  std::vector<emit::File> files;
  int64_t arena_bytes = 0;
  int64_t constant_bytes = 0;
};

// The same options with two pools, of which the first one holds a third of what one memory would.
absl::StatusOr<passes::CompileOptions> WithTwoPools(const ir::Graph& graph, const Target& target,
                                                    passes::CompileOptions options);

// Passes, kernels, memory plan, text. `name` is the engine's, NAME of contract 1.
absl::StatusOr<Engine> MakeEngine(const ir::Graph& graph, const Target& target,
                                  const std::string& name,
                                  const passes::CompileOptions& options = {});

// "" where the evaluator gives the expected bytes for every vector, else what is wrong.
std::string EvaluatorDifference(const ir::Graph& graph, const Case& c);

// Types of a graph's outputs.
std::vector<ir::TensorType> OutputTypes(const ir::Graph& graph);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_ENGINE_H_
