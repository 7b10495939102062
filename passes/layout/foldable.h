// Where a transpose costs nothing, because its reader takes it into its constants or attributes.
#ifndef IEGEN_PASSES_LAYOUT_FOLDABLE_H_
#define IEGEN_PASSES_LAYOUT_FOLDABLE_H_

#include <vector>

#include "absl/types/optional.h"
#include "passes/layout/permutation.h"

namespace iegen::passes {

// The fully connected layers with constant weights that alone read, through operators on single
// values at most, what the reshape `node` makes of a tensor: [rows, columns]. None where anybody
// else reads it, or weights serve another purpose, too.
absl::optional<std::vector<size_t>> DenseReaders(const ir::Graph& graph, size_t node);

// Whether fold-transpose lets operand `operand` of node `node` read a tensor of shape `shape` where
// now a transpose by `perm` stands between the two.
bool CanFold(const ir::Graph& graph, size_t node, size_t operand, const Perm& perm,
             const ir::Shape& shape);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYOUT_FOLDABLE_H_
