// How an operator does the same work on tensors whose dimensions are in another order: THE table of
// layout rules. An operator without a row in flip.cc keeps the order of its dimensions.
#ifndef IEGEN_PASSES_LAYOUT_FLIP_H_
#define IEGEN_PASSES_LAYOUT_FLIP_H_

#include <vector>

#include "absl/types/optional.h"
#include "passes/layout/permutation.h"

namespace iegen::passes {

// The operator that computes transpose(y, out) from transpose(x, in[0]), .. where the original one
// computes y from x. An empty entry of `in`: that operand stays as it is. An entry of more
// dimensions than its operand has: the operand has to get dimensions of one element in front.
struct Flip {
  ir::Op op;
  std::vector<Perm> in;
  Perm out;
};

// `node` for dimensions in the order `perm`; none where there is no such operator. What `perm`
// permutes: the output's dimensions of operators that broadcast, the first input's of all others.
absl::optional<Flip> FlipOf(const ir::Graph& graph, const ir::Node& node, const Perm& perm);

// The `perm` for FlipOf() with which operand `operand` is read in the order `wanted`, or the output
// written in it, dimensions of one element aside; none where there is none.
absl::optional<Perm> PermForInput(const ir::Graph& graph, const ir::Node& node, size_t operand,
                                  const Perm& wanted);
absl::optional<Perm> PermForOutput(const ir::Graph& graph, const ir::Node& node,
                                   const Perm& wanted);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYOUT_FLIP_H_
