// State, branches, loops and recurrent layers for random graphs.
#ifndef IEGEN_IR_TESTING_RANDOM_STATE_H_
#define IEGEN_IR_TESTING_RANDOM_STATE_H_

#include <random>

#include "ir/graph.h"

namespace iegen::ir {

// Appends nodes that make something new of `x`, an int8 value with a scale, and return it: what x
// was some inferences before, a window over time of one of the forms that exporters write, a layer
// on such a window, an LSTM or SVDF layer. kNoValue, and an unchanged graph, where x has a shape
// that does not suit.
ValueId AddRandomState(Graph* graph, ValueId x, std::mt19937& random);

// The same with a branch or a loop, up to two levels deep, in which states may stand. Conditions
// depend on x, or change from one inference to the next. The result has the type of x.
ValueId AddRandomControlFlow(Graph* graph, ValueId x, std::mt19937& random);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TESTING_RANDOM_STATE_H_
