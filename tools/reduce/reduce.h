// Shrinks a graph while something stays wrong with it: fewer outputs, nodes, elements, attributes.
//
//   ir::Graph small = Reduce(graph, [](const ir::Graph& g) { return !Compiles(g); });
#ifndef IEGEN_TOOLS_REDUCE_REDUCE_H_
#define IEGEN_TOOLS_REDUCE_REDUCE_H_

#include <functional>

#include "ir/graph.h"

namespace iegen {

// Whether what is looked for is still there. Called with verified graphs only (Stage::kImported).
using Fails = std::function<bool(const ir::Graph&)>;

// `graph` fails. The result fails too, and no single step makes it smaller; the same graph and the
// same answers give the same result.
ir::Graph Reduce(ir::Graph graph, const Fails& fails);

}  // namespace iegen

#endif  // IEGEN_TOOLS_REDUCE_REDUCE_H_
