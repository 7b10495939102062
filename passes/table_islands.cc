// Replaces whatever computes one 8-bit value from one 8-bit value, element by element and in
// between in other types, by a table of 256 bytes: float32 arithmetic that a converter has left
// between DEQUANTIZE and QUANTIZE costs a load then. So does arithmetic on 8-bit values with a
// constant of one element, or with the same value twice. The table is found by running the
// operators over all 256 values. Operators with other readers stay for these.
#include <array>
#include <vector>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "ir/eval/evaluator.h"
#include "passes/byte_table.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

constexpr size_t kMostNodes = 64;  // of one island

// Operators of which each output element comes from the input elements at its place alone, once
// one-element constants are broadcast.
constexpr std::array<absl::string_view, 12> kPointwise = {
    "add",     "add_n",    "binary",   "cast", "compare", "dequantize",
    "logical", "logistic", "quantize", "relu", "select",  "unary"};

bool IsByte(const ir::TensorType& type) {
  return type.elem == ir::ElemType::kInt8 || type.elem == ir::ElemType::kUInt8;
}

// The operators between one 8-bit value and a node.
class Island {
 public:
  Island(const ir::Graph& graph, const std::vector<int>& producers)
      : graph_(graph), producers_(producers) {}

  // Whether node `root` ends an island; then leaf() and nodes() are set.
  bool Find(size_t root) {
    const ir::Node& node = graph_.nodes()[root];
    if (node.out.size() != 1 || ir::BytesOf(graph_.type(node.out[0]).elem) != 1) return false;
    shape_ = graph_.type(node.out[0]).shape;
    const bool inner = absl::c_any_of(node.in, [&](ir::ValueId id) {
      return id != ir::kNoValue && !graph_.value(id).constant() && !IsByte(graph_.type(id));
    });
    // Operators of one byte are table-unary's.
    return (inner || node.in.size() > 1) && AddNode(root) && leaf_ != ir::kNoValue;
  }

  ir::ValueId leaf() const { return leaf_; }
  // Indices, in the order of execution.
  const std::vector<size_t>& nodes() const { return nodes_; }

 private:
  bool AddNode(size_t index) {
    const ir::Node& node = graph_.nodes()[index];
    if (!absl::c_linear_search(kPointwise, ir::NameOf(node.op)) || nodes_.size() >= kMostNodes)
      return false;
    if (!absl::c_all_of(node.in, [&](ir::ValueId id) { return AddOperand(id); })) return false;
    if (!absl::c_linear_search(nodes_, index)) nodes_.push_back(index);
    return true;
  }

  bool AddOperand(ir::ValueId id) {
    if (id == ir::kNoValue) return true;
    const ir::TensorType& type = graph_.type(id);
    if (graph_.value(id).constant()) return type.shape.elements() == 1;
    if (type.shape != shape_) return false;
    if (IsByte(type)) {
      if (leaf_ == ir::kNoValue) leaf_ = id;
      return leaf_ == id;
    }
    const int producer = producers_[static_cast<size_t>(id)];
    if (producer < 0) return false;
    const auto index = static_cast<size_t>(producer);
    return absl::c_linear_search(nodes_, index) || AddNode(index);
  }

  const ir::Graph& graph_;
  const std::vector<int>& producers_;
  ir::Shape shape_;
  ir::ValueId leaf_ = ir::kNoValue;
  std::vector<size_t> nodes_;
};

// The island alone, on 256 elements.
ir::Graph Alone(const ir::Graph& graph, const Island& island) {
  ir::Graph alone;
  std::vector<ir::ValueId> ids(graph.value_count(), ir::kNoValue);
  const auto id_of = [&](ir::ValueId id, const ir::Shape& shape) {
    const ir::TensorType& type = graph.type(id);
    ir::ValueId& known = ids[static_cast<size_t>(id)];
    if (known == ir::kNoValue) known = alone.AddValue("v", {type.elem, shape, type.quant});
    alone.value(known).data = graph.value(id).data;
    return known;
  };
  alone.inputs() = {id_of(island.leaf(), ir::Shape{256})};
  for (size_t index : island.nodes()) {
    ir::Node node = graph.nodes()[index];
    for (ir::ValueId& id : node.in) {
      if (id == ir::kNoValue) continue;
      id = id_of(id, graph.value(id).constant() ? ir::Shape{1} : ir::Shape{256});
    }
    node.out[0] = id_of(node.out[0], ir::Shape{256});
    alone.outputs() = node.out;
    alone.nodes().push_back(std::move(node));
  }
  return alone;
}

absl::StatusOr<ByteTable> Tabulate(const ir::Graph& graph, const Island& island) {
  std::string all(256, '\0');
  for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(static_cast<uint8_t>(i));
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(Alone(graph, island)));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> results, evaluator.Run({&all, 1}));
  ByteTable table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<int8_t>(results[0][i]);
  return table;
}

}  // namespace

absl::Status TableIslands(ir::Graph& graph, const PassContext&) {
  std::vector<int> producers(graph.value_count(), -1);
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    for (ir::ValueId id : graph.nodes()[i].out) {
      producers[static_cast<size_t>(id)] = static_cast<int>(i);
    }
  }
  // From the last one on: a bool within an island is no end of one until that is a table.
  for (size_t i = graph.nodes().size(); i-- > 0;) {
    Island island(graph, producers);
    if (!island.Find(i)) continue;
    IEGEN_ASSIGN_OR_RETURN(const ByteTable table, Tabulate(graph, island));
    ir::Node& node = graph.nodes()[i];
    for (size_t index : island.nodes()) node.loc = ir::Merge(node.loc, graph.nodes()[index].loc);
    SetTable(graph, node, island.leaf(), table);
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
