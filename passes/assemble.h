// Puts selected kernels and a plan of the arena together.
#ifndef IEGEN_PASSES_ASSEMBLE_H_
#define IEGEN_PASSES_ASSEMBLE_H_

#include <vector>

#include "passes/plan_memory.h"
#include "passes/select_kernels.h"

namespace iegen::passes {

// The program of `graph`, whose nodes run as `selections` say, in `arena`. Equal constants are
// stored once. shared_body is left false.
ir::Program Assemble(const ir::Graph& graph, const std::vector<Selection>& selections,
                     const ArenaPlan& arena);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_ASSEMBLE_H_
