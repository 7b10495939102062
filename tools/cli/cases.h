// Inputs of a model, case by case, and what a simulated engine makes of them.
#ifndef IEGEN_TOOLS_CLI_CASES_H_
#define IEGEN_TOOLS_CLI_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/graph.h"
#include "tools/cli/engine.h"
#include "tools/simulator/engine_run.h"

namespace iegen::cli {

// By case, by input: raw bytes.
using Cases = std::vector<std::vector<std::string>>;

// From one file for each input, each with the same number of samples.
absl::StatusOr<Cases> ReadCases(const ir::Graph& graph, const std::vector<std::string>& files);

// Least, greatest and zero-point inputs, then seeded random ones; `count` in all.
Cases MakeCases(const ir::Graph& graph, int count);

std::string Joined(absl::Span<const std::string> parts);

// Compiles the engine for its target and runs all cases there: each by itself, or, where the model
// has state, one after the other as a stream. `profile` counts each step of the program as well.
absl::StatusOr<simulator::EngineResult> Simulate(const Engine& engine, const Cases& cases,
                                                 bool profile = false);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_CASES_H_
