// The rule of the interval analysis for operators with a filter.
#ifndef IEGEN_IR_RANGES_LINEAR_RANGES_H_
#define IEGEN_IR_RANGES_LINEAR_RANGES_H_

#include "ir/graph.h"
#include "ir/ranges/ranges.h"
#include "ir/ranges/window.h"

namespace iegen::ir {

// Bounds of the output of `node`, whose filter and bias are constant, from those of its input:
// positive weights meet the one end and negative ones the other, and the requantisation is
// monotone. A channel whose sum may leave 32 bits gets the full range.
ElementRanges LinearRanges(const Graph& graph, const Node& node, const Window& window,
                           const ElementRanges& in);

}  // namespace iegen::ir

#endif  // IEGEN_IR_RANGES_LINEAR_RANGES_H_
