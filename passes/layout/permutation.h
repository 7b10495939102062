// Arithmetic of permutations, as the operator `transpose` has them: dimension i of the result is
// dimension perm[i] of what it reads.
#ifndef IEGEN_PASSES_LAYOUT_PERMUTATION_H_
#define IEGEN_PASSES_LAYOUT_PERMUTATION_H_

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "ir/graph.h"

namespace iegen::passes {

using Perm = ir::IntList;

// 0, 1, .., rank - 1.
Perm Identity(int rank);
bool IsIdentity(const Perm& perm);
Perm Inverse(const Perm& perm);

// The permutation of a transpose by `first` with one by `second` behind it.
Perm Then(const Perm& first, const Perm& second);

// `perm` for a tensor with as many dimensions more in front, which stay where they are, as bring it
// to `rank` dimensions.
Perm Extended(const Perm& perm, int rank);

// Where axis `axis` of the input is in the output.
int32_t AxisAfter(const Perm& perm, int32_t axis);

// The elements of `list`, one for each dimension, in the order of the output's dimensions.
ir::IntList Permuted(const ir::IntList& list, const Perm& perm);

// Whether the elements stay in the order they have in memory: only dimensions of one element move.
bool KeepsOrder(const Perm& perm, const ir::Shape& shape);

// `shape` with dimensions of one element in front, `rank` in all.
ir::Shape Extended(const ir::Shape& shape, int rank);

// The type of the output of a transpose; the axis of scales by channel moves along.
ir::TensorType Permuted(const ir::TensorType& type, const Perm& perm);

// The elements of `bytes`, of `elem_bytes` each and of shape `shape`, after a transpose.
std::string PermutedBytes(const std::string& bytes, const ir::Shape& shape, const Perm& perm,
                          int64_t elem_bytes);

// The permutation that an operator stands for: of a transpose, and of a reshape that moves nothing
// but dimensions of one element. None for other operators, and where the types of both sides differ
// in more than their order of dimensions.
absl::optional<Perm> PermOf(const ir::Graph& graph, const ir::Node& node);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYOUT_PERMUTATION_H_
