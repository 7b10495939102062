// How much there is to do and to store in a graph, for telling what passes gained.
#ifndef IEGEN_PASSES_GRAPH_WORK_H_
#define IEGEN_PASSES_GRAPH_WORK_H_

#include <cstdint>

#include "ir/graph.h"

namespace iegen::passes {

struct GraphWork {
  int64_t operators = 0, macs = 0;
  int64_t live_macs = 0;      // without channels whose weights are all zero
  int64_t weights_bytes = 0;  // of all constants that operators read, each once
};

GraphWork MeasureGraph(const ir::Graph& graph);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_GRAPH_WORK_H_
