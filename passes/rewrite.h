// Small steps that several passes take.
#ifndef IEGEN_PASSES_REWRITE_H_
#define IEGEN_PASSES_REWRITE_H_

#include "ir/graph.h"

namespace iegen::passes {

// Whether exactly one operand reads `value`, which is no graph output.
bool HasSoleUse(const ir::Graph& graph, ir::ValueId value);

// The node that writes input `operand` of `node`, if that value has no other reader; else null.
ir::Node* SoleProducer(ir::Graph& graph, const ir::Node& node, size_t operand);

// Lets `producer` write `node`'s output in place of its own and empties `node`, whose work it has
// taken over. `node` was the only reader of `producer`'s output; types are the caller's business.
void Absorb(ir::Node& producer, ir::Node& node);

// Removes the nodes that Absorb() has emptied, all at once: one by one takes the square of the
// graph's size.
void EraseAbsorbed(ir::Graph& graph);

// Removes node `index`, whose output always equals its first input; returns false where it has to
// stay: the types differ, or it connects a graph output with a graph input, a constant or another
// graph output, which only a copy can do. Names of graph outputs are kept.
bool Bypass(ir::Graph& graph, size_t index);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_REWRITE_H_
