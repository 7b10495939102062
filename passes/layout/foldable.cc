#include "passes/layout/foldable.h"

#include "absl/algorithm/container.h"
#include "passes/layout/flip.h"

namespace iegen::passes {
namespace {

// An operator of one value that does not care where in the tensor it stands.
bool OnSingleValues(const ir::Node& node) {
  return std::holds_alternative<ir::Dequantize>(node.op) ||
         std::holds_alternative<ir::Logistic>(node.op) ||
         std::holds_alternative<ir::Quantize>(node.op) ||
         std::holds_alternative<ir::Relu>(node.op) || std::holds_alternative<ir::Table>(node.op) ||
         std::holds_alternative<ir::Unary>(node.op);
}

// A layer of which each row of the operand meets the whole of a row of constant weights.
bool IsDense(const ir::Graph& graph, const ir::Node& node, size_t operand) {
  return std::holds_alternative<ir::FullyConnected>(node.op) && operand == 0 &&
         graph.value(node.in[1]).constant() && graph.Users(node.in[1]).size() == 1 &&
         graph.type(node.in[0]).shape[1] == graph.type(node.in[1]).shape[1];
}

bool CollectDense(const ir::Graph& graph, ir::ValueId value, std::vector<size_t>* layers) {
  if (graph.IsOutput(value)) return false;
  for (const ir::Use& use : graph.Users(value)) {
    const ir::Node& reader = graph.nodes()[use.node];
    if (IsDense(graph, reader, use.operand)) {
      layers->push_back(use.node);
    } else if (!OnSingleValues(reader) || use.operand != 0 ||
               !CollectDense(graph, reader.out[0], layers)) {
      return false;
    }
  }
  return true;
}

bool ExchangesLastTwo(const Perm& perm) {
  const auto rank = static_cast<int32_t>(perm.size());
  if (rank < 2) return false;
  Perm exchange = Identity(rank);
  std::swap(exchange[perm.size() - 1], exchange[perm.size() - 2]);
  return perm == exchange;
}

}  // namespace

absl::optional<std::vector<size_t>> DenseReaders(const ir::Graph& graph, size_t node) {
  const ir::Node& reshape = graph.nodes()[node];
  if (!std::holds_alternative<ir::Reshape>(reshape.op)) return absl::nullopt;
  if (graph.type(reshape.out[0]).shape.rank() != 2) return absl::nullopt;
  std::vector<size_t> layers;
  if (!CollectDense(graph, reshape.out[0], &layers) || layers.empty()) return absl::nullopt;
  return layers;
}

bool CanFold(const ir::Graph& graph, size_t node, size_t operand, const Perm& perm,
             const ir::Shape& shape) {
  const ir::Node& reader = graph.nodes()[node];
  if (std::holds_alternative<ir::BatchMatMul>(reader.op)) {
    return operand < 2 && ExchangesLastTwo(perm);
  }
  if (!DenseReaders(graph, node).has_value()) return false;
  const int32_t rows = graph.type(reader.out[0]).shape[0];
  return rows == 1 || (perm[0] == 0 && shape[0] == rows);
}

}  // namespace iegen::passes
