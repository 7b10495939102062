// Takes a transpose into the operator that reads it: before a fully connected layer, be it behind a
// reshape to rows and operators on single values, the columns of the weights are put in another
// order; before a product of matrices one operand is read the other way. The weights stay as many
// bytes as they were.
#include "absl/algorithm/container.h"
#include "passes/layout/foldable.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// The transpose that writes input `operand` of `node`, or null.
const ir::Node* TransposeBefore(const ir::Graph& graph, const ir::Node& node, size_t operand) {
  const int producer = graph.Producer(node.in[operand]);
  if (producer < 0) return nullptr;
  const ir::Node& before = graph.nodes()[static_cast<size_t>(producer)];
  const bool transposes =
      std::holds_alternative<ir::Transpose>(before.op) && PermOf(graph, before).has_value();
  return transposes ? &before : nullptr;
}

// `weights` [rows, columns], where a row has the order of `shape` after a transpose by `perm`, with
// rows in the order of `shape`.
void ReorderColumns(ir::Graph& graph, ir::Node& dense, const ir::Shape& shape, const Perm& perm) {
  const ir::Value weights = graph.value(dense.in[1]);
  ir::IntList dims = Permuted(shape.dims(), perm);
  Perm back = Inverse(perm);
  // Where rows are the batch, a dimension is in them: the weights have none of it.
  const bool batch = shape.elements() != weights.type.shape[1];
  if (batch) dims[0] = 1;
  dims.insert(dims.begin(), weights.type.shape[0]);
  back = Extended(back, static_cast<int>(dims.size()));
  std::string bytes = PermutedBytes(*weights.data, ir::Shape(std::move(dims)), back,
                                    ir::BytesOf(weights.type.elem));
  dense.in[1] = graph.AddConstant(weights.original.empty() ? weights.name : weights.original,
                                  weights.type, std::move(bytes));
}

void FoldInto(ir::Graph& graph, size_t index, size_t operand) {
  const ir::Node* transpose = TransposeBefore(graph, graph.nodes()[index], operand);
  if (transpose == nullptr) return;
  const Perm perm = std::get<ir::Transpose>(transpose->op).perm;
  const ir::ValueId from = transpose->in[0];
  const ir::Shape shape = graph.type(from).shape;
  if (!CanFold(graph, index, operand, perm, shape)) return;
  ir::Node& node = graph.nodes()[index];
  if (auto* product = std::get_if<ir::BatchMatMul>(&node.op)) {
    bool& turned = operand == 0 ? product->adj_x : product->adj_y;
    turned = !turned;
  } else {
    const absl::optional<std::vector<size_t>> layers = DenseReaders(graph, index);
    for (size_t dense : *layers) {
      ReorderColumns(graph, graph.nodes()[dense], shape, perm);
    }
  }
  node.loc = ir::Merge(transpose->loc, node.loc);
  node.in[operand] = from;
}

bool Unread(const ir::Graph& graph, const ir::Node& node) {
  return std::holds_alternative<ir::Transpose>(node.op) && !graph.IsOutput(node.out[0]) &&
         graph.Users(node.out[0]).empty();
}

}  // namespace

absl::Status FoldTranspose(ir::Graph& graph, const PassContext&) {
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const bool product = std::holds_alternative<ir::BatchMatMul>(graph.nodes()[i].op);
    const bool reshape = std::holds_alternative<ir::Reshape>(graph.nodes()[i].op);
    if (product || reshape) FoldInto(graph, i, 0);
    if (product) FoldInto(graph, i, 1);
  }
  for (size_t i = graph.nodes().size(); i-- > 0;) {
    if (!Unread(graph, graph.nodes()[i])) continue;
    graph.nodes().erase(graph.nodes().begin() + static_cast<std::ptrdiff_t>(i));
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
