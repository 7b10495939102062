// Removes operators whose output is their input: reshape to the same shape, quantize to the same
// scale, pad by nothing, a slice of everything, a transpose that keeps the order, a concatenation
// of one input, a pool over single elements, a relu or table that changes no byte. Of two reshapes
// in a row only the second one counts. What connects a graph output with a graph input, a constant
// or another output stays: it is a copy.
#include "absl/algorithm/container.h"
#include "passes/byte_table.h"
#include "passes/pass.h"
#include "passes/rewrite.h"

namespace iegen::passes {
namespace {

bool AllZero(const ir::IntList& list) {
  return absl::c_all_of(list, [](int32_t n) { return n == 0; });
}

bool IsIdentityPool(const ir::Graph& graph, const ir::Node& node, const ir::Pool2d& pool) {
  const ir::Int2 one = {1, 1};
  return pool.kernel == one && pool.stride == one &&
         IsIdentity(ClampTable(pool.act, graph.type(node.out[0]).quant));
}

bool KeepsAllInOrder(const ir::Graph& graph, const ir::Node& node) {
  if (std::holds_alternative<ir::Concat>(node.op)) return node.in.size() == 1;
  if (const auto* pad = std::get_if<ir::Pad>(&node.op)) {
    return AllZero(pad->before) && AllZero(pad->after);
  }
  if (const auto* pad = std::get_if<ir::MirrorPad>(&node.op)) {
    return AllZero(pad->before) && AllZero(pad->after);
  }
  if (const auto* slice = std::get_if<ir::Slice>(&node.op)) {
    return AllZero(slice->begin) && slice->size == graph.type(node.in[0]).shape.dims();
  }
  const auto* transpose = std::get_if<ir::Transpose>(&node.op);
  return transpose != nullptr && absl::c_is_sorted(transpose->perm);
}

// Whether the bytes of the output are those of the first input.
bool ChangesNothing(const ir::Graph& graph, const ir::Node& node) {
  if (std::holds_alternative<ir::Reshape>(node.op)) return true;
  if (KeepsAllInOrder(graph, node)) return true;
  if (const auto* pool = std::get_if<ir::Pool2d>(&node.op)) {
    return IsIdentityPool(graph, node, *pool);
  }
  const absl::optional<ByteTable> table = TableOf(graph, node);
  return table && IsIdentity(*table);
}

// A reshape of a reshape reads what the first one read.
void SkipReshape(const ir::Graph& graph, ir::Node& node) {
  if (!std::holds_alternative<ir::Reshape>(node.op)) return;
  for (int p = graph.Producer(node.in[0]); p >= 0; p = graph.Producer(node.in[0])) {
    const ir::Node& producer = graph.nodes()[static_cast<size_t>(p)];
    if (!std::holds_alternative<ir::Reshape>(producer.op)) return;
    node.in[0] = producer.in[0];
    node.loc = ir::Merge(producer.loc, node.loc);
  }
}

bool Unread(const ir::Graph& graph, ir::ValueId value) {
  return !graph.IsOutput(value) && graph.Users(value).empty();
}

}  // namespace

absl::Status RemoveIdentity(ir::Graph& graph, const PassContext&) {
  for (size_t i = 0; i < graph.nodes().size();) {
    SkipReshape(graph, graph.nodes()[i]);
    const bool removed = !graph.nodes()[i].out.empty() && ChangesNothing(graph, graph.nodes()[i]) &&
                         Bypass(graph, i);
    if (!removed) ++i;
  }
  // Reshapes that were skipped.
  graph.EraseNodes([&](const ir::Node& node) {
    return std::holds_alternative<ir::Reshape>(node.op) && Unread(graph, node.out[0]);
  });
  return absl::OkStatus();
}

}  // namespace iegen::passes
