// Turns operators of one 8-bit value - logistic, relu, quantize between 8-bit types - into a table
// of 256 bytes, and chains of them into one table: one load a value, whatever the chain computes.
// Afterwards these operators are gone, and no table is the sole reader of another one.
#include "passes/byte_table.h"
#include "passes/pass.h"
#include "passes/rewrite.h"

namespace iegen::passes {
namespace {

// Makes node `index` a table, together with the one before it if that serves nothing else.
void Lower(ir::Graph& graph, size_t index) {
  ir::Node& node = graph.nodes()[index];
  const absl::optional<ByteTable> own = TableOf(graph, node);
  if (!own) return;
  ir::Node* before = SoleProducer(graph, node, 0);
  const absl::optional<ByteTable> first =
      before == nullptr ? absl::nullopt : TableOf(graph, *before);
  if (!first) {
    if (!std::holds_alternative<ir::Table>(node.op)) SetTable(graph, node, node.in[0], *own);
    return;
  }
  const ByteTable both = Compose(*first, *own);
  Absorb(*before, node);
  SetTable(graph, *before, before->in[0], both);
}

}  // namespace

absl::Status TableUnary(ir::Graph& graph, const PassContext&) {
  for (size_t i = 0; i < graph.nodes().size(); ++i) Lower(graph, i);
  EraseAbsorbed(graph);
  return absl::OkStatus();
}

}  // namespace iegen::passes
