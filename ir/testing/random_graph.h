// Random small graphs: every operator, every connection that passes and planners have to get right.
#ifndef IEGEN_IR_TESTING_RANDOM_GRAPH_H_
#define IEGEN_IR_TESTING_RANDOM_GRAPH_H_

#include <cstdint>

#include "ir/graph.h"

namespace iegen::ir {

// A verified graph of stage kImported with about `nodes` operators on int8, and on uint8, int32,
// float32 and bool where operators take and give these; some graphs have state, some branches and
// loops. Values have several readers, outputs may be inputs, inner values, constants or each other.
// The same seed gives the same graph.
Graph RandomGraph(uint32_t seed, int nodes);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TESTING_RANDOM_GRAPH_H_
