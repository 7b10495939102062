// Smaller forms of a graph with the same nodes. They need not be right: the reducer verifies.
#ifndef IEGEN_TOOLS_REDUCE_SHRINK_H_
#define IEGEN_TOOLS_REDUCE_SHRINK_H_

#include <vector>

#include "ir/graph.h"

namespace iegen {

// For each attribute that is not the operator's default: the graph with the default.
std::vector<ir::Graph> ShrinkAttributes(const ir::Graph& graph);

// For each size that a dimension of an input or a constant has: the graph with that size cut to 1,
// to a half, by one, in all inputs, constants and lists of attributes, or in one input alone.
std::vector<ir::Graph> ShrinkShapes(const ir::Graph& graph);

// For each constant with more than one value: all zeros, all ones, or only its first element.
std::vector<ir::Graph> ShrinkConstants(const ir::Graph& graph);

}  // namespace iegen

#endif  // IEGEN_TOOLS_REDUCE_SHRINK_H_
