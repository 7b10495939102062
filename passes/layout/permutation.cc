#include "passes/layout/permutation.h"

#include <numeric>

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

// The permutation that makes `to` out of `from`, both of one rank, if dimensions of one element are
// all that moves: these keep their order among themselves.
absl::optional<Perm> PermOfReshape(const ir::Shape& from, const ir::Shape& to) {
  if (from.rank() != to.rank()) return absl::nullopt;
  std::vector<int32_t> ones, others;
  for (int axis = 0; axis < from.rank(); ++axis) {
    (from[axis] == 1 ? ones : others).push_back(axis);
  }
  Perm perm;
  size_t one = 0, other = 0;
  for (int axis = 0; axis < to.rank(); ++axis) {
    std::vector<int32_t>& left = to[axis] == 1 ? ones : others;
    size_t& next = to[axis] == 1 ? one : other;
    if (next == left.size() || from[left[next]] != to[axis]) return absl::nullopt;
    perm.push_back(left[next++]);
  }
  return perm;
}

}  // namespace

Perm Identity(int rank) {
  Perm perm(static_cast<size_t>(rank));
  std::iota(perm.begin(), perm.end(), 0);
  return perm;
}

bool IsIdentity(const Perm& perm) { return absl::c_is_sorted(perm); }

Perm Inverse(const Perm& perm) {
  Perm inverse(perm.size());
  for (size_t i = 0; i < perm.size(); ++i) {
    inverse[static_cast<size_t>(perm[i])] = static_cast<int32_t>(i);
  }
  return inverse;
}

Perm Then(const Perm& first, const Perm& second) { return Permuted(first, second); }

Perm Extended(const Perm& perm, int rank) {
  const int more = rank - static_cast<int>(perm.size());
  Perm extended = Identity(more);
  for (int32_t axis : perm) extended.push_back(axis + more);
  return extended;
}

int32_t AxisAfter(const Perm& perm, int32_t axis) {
  return static_cast<int32_t>(absl::c_find(perm, axis) - perm.begin());
}

ir::IntList Permuted(const ir::IntList& list, const Perm& perm) {
  ir::IntList permuted;
  for (int32_t axis : perm) permuted.push_back(list[static_cast<size_t>(axis)]);
  return permuted;
}

bool KeepsOrder(const Perm& perm, const ir::Shape& shape) {
  int32_t last = -1;
  for (int32_t axis : perm) {
    if (shape[axis] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

ir::Shape Extended(const ir::Shape& shape, int rank) {
  std::vector<int32_t> dims(static_cast<size_t>(rank - shape.rank()), 1);
  dims.insert(dims.end(), shape.dims().begin(), shape.dims().end());
  return ir::Shape(std::move(dims));
}

ir::TensorType Permuted(const ir::TensorType& type, const Perm& perm) {
  ir::TensorType permuted = type;
  permuted.shape = ir::Shape(Permuted(type.shape.dims(), perm));
  if (type.quant.per_channel()) permuted.quant.axis = AxisAfter(perm, type.quant.axis);
  return permuted;
}

std::string PermutedBytes(const std::string& bytes, const ir::Shape& shape, const Perm& perm,
                          int64_t elem_bytes) {
  std::vector<int64_t> steps;  // in `bytes`, of each dimension of the output
  for (int32_t axis : perm) steps.push_back(shape.elements(axis + 1, shape.rank()) * elem_bytes);
  const ir::IntList dims = Permuted(shape.dims(), perm);
  std::vector<int32_t> at(dims.size(), 0);
  std::string result;
  result.reserve(bytes.size());
  int64_t from = 0;
  while (result.size() < bytes.size()) {
    result.append(bytes, static_cast<size_t>(from), static_cast<size_t>(elem_bytes));
    for (size_t i = dims.size(); i-- > 0;) {
      from += steps[i];
      if (++at[i] < dims[i]) break;
      from -= steps[i] * dims[i];
      at[i] = 0;
    }
  }
  return result;
}

absl::optional<Perm> PermOf(const ir::Graph& graph, const ir::Node& node) {
  absl::optional<Perm> perm;
  if (node.in.empty()) return perm;
  if (const auto* transpose = std::get_if<ir::Transpose>(&node.op)) perm = transpose->perm;
  if (std::holds_alternative<ir::Reshape>(node.op)) {
    perm = PermOfReshape(graph.type(node.in[0]).shape, graph.type(node.out[0]).shape);
  }
  if (!perm || Permuted(graph.type(node.in[0]), *perm) != graph.type(node.out[0])) {
    return absl::nullopt;
  }
  return perm;
}

}  // namespace iegen::passes
