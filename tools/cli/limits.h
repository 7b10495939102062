// What the user allows at most, against what the engine needs.
#ifndef IEGEN_TOOLS_CLI_LIMITS_H_
#define IEGEN_TOOLS_CLI_LIMITS_H_

#include "absl/status/status.h"
#include "backends/backend.h"
#include "ir/graph.h"
#include "ir/program.h"
#include "tools/cli/commands.h"

namespace iegen::cli {

// kCondition where `program`, made of `graph` with `options`, needs more than options.limits: what
// it needs, the live sets or layers to blame, and which option helps how far. For the last of these
// the graph is compiled once more.
absl::Status CheckLimits(const ir::Graph& graph, const Target& target, const EngineOptions& options,
                         const ir::Program& program);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_LIMITS_H_
