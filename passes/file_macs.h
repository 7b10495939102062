// Multiply-accumulates: of the operators of the user's file, and what passes left of them.
#ifndef IEGEN_PASSES_FILE_MACS_H_
#define IEGEN_PASSES_FILE_MACS_H_

#include <cstdint>
#include <string>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "backends/backend.h"
#include "ir/graph.h"
#include "ir/program.h"

namespace iegen::passes {

// By the operator's index, type and name: graphs that branches and loops call count from zero
// again. `graph` is as imported.
using FileMacs = absl::flat_hash_map<std::tuple<int32_t, std::string, std::string>, int64_t>;
FileMacs FileMacsOf(const ir::Graph& graph);

// The MACs of `node` that can matter: channels whose weights are all zero, in or out, don't count.
int64_t LiveMacsOf(const NodeView& node);

// Gives each call the sum over the operators of the file that it stands for; calls that stand for
// none of the file keep theirs.
void SetFileMacs(const FileMacs& macs, ir::Program* program);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_FILE_MACS_H_
