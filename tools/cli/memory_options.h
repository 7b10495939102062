// --pool and --fix: what the user says about the arena, and where its parts lie.
#ifndef IEGEN_TOOLS_CLI_MEMORY_OPTIONS_H_
#define IEGEN_TOOLS_CLI_MEMORY_OPTIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "passes/compile.h"
#include "tools/cli/commands.h"

namespace iegen::cli {

struct MemoryOptions {
  std::vector<passes::MemoryPool> pools;
  std::vector<passes::FixedTensor> fixed;
};

// Pools are NAME:BYTES, fixed tensors TENSOR:OFFSET, or where there are pools TENSOR:POOL or
// TENSOR:POOL:OFFSET; names of tensors may have colons. Numbers are decimal; K and M are 1024s.
// Errors: what can't be read, and --pool together with --ram-limit.
absl::StatusOr<MemoryOptions> ParseMemoryOptions(const EngineOptions& options);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_MEMORY_OPTIONS_H_
