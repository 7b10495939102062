// The order of dimensions at the ends of a model: which inputs and outputs a file has channels
// first, and the same model with channels last.
#ifndef IEGEN_PASSES_LAYOUT_INTERFACE_H_
#define IEGEN_PASSES_LAYOUT_INTERFACE_H_

#include <vector>

#include "ir/graph.h"

namespace iegen::passes {

// Indices of inputs and outputs.
struct Ends {
  std::vector<size_t> inputs, outputs;
};

// Inputs and outputs of four dimensions that the model has as [batch, channels, height, width]:
// those of which it works with a transpose of the dimensions. Operators are the only witnesses, so
// an image that none of them looks at as one is in neither list.
Ends ChannelsFirst(const ir::Graph& graph);

// The model with these inputs and outputs as [batch, height, width, channels], under the same
// names.
ir::Graph WithChannelsLast(ir::Graph graph, const Ends& ends);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYOUT_INTERFACE_H_
