// Computes equal things once: constants of equal type and bytes, and operators with equal
// attributes, inputs and output types. Where both results are graph outputs, the second operator
// becomes a reshape of the first one's result: a copy. Operators on variables, and those in
// different branches or levels of loops, are left alone.
#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

void MergeConstants(ir::Graph& graph) {
  absl::flat_hash_map<std::string, std::vector<ir::ValueId>> by_bytes;
  const auto merged = [&](ir::ValueId id) {
    if (id == ir::kNoValue || !graph.value(id).constant()) return id;
    std::vector<ir::ValueId>& same = by_bytes[*graph.value(id).data];
    for (ir::ValueId other : same) {
      if (graph.type(other) == graph.type(id)) return other;
    }
    same.push_back(id);
    return id;
  };
  for (ir::Node& node : graph.nodes()) {
    for (ir::ValueId& id : node.in) id = merged(id);
  }
}

bool SameWork(const ir::Graph& graph, const ir::Node& a, const ir::Node& b) {
  return a.in == b.in && a.op == b.op && graph.OutputTypes(a) == graph.OutputTypes(b);
}

// `twin` computes what `node` does. Returns whether `node` can go.
bool Merge(ir::Graph& graph, ir::Node& twin, ir::Node& node) {
  const ir::ValueId to = twin.out[0], from = node.out[0];
  for (ir::Node& reader : graph.nodes()) absl::c_replace(reader.in, from, to);
  if (!graph.IsOutput(from)) {
    twin.loc = ir::Merge(twin.loc, node.loc);
    return true;
  }
  if (graph.IsOutput(to)) {
    node.op = ir::Reshape{graph.type(to).shape.dims()};
    node.in = {to};
    return false;
  }
  // The one that remains takes the name of the graph output.
  twin.loc = ir::Merge(twin.loc, node.loc);
  twin.out[0] = from;
  graph.ReplaceUses(to, from);
  return true;
}

// Whether the operator gives the same result wherever it stands.
bool IsPure(const ir::Node& node) {
  return ir::WritesOf(node.op) == 0 && !std::holds_alternative<ir::ReadVariable>(node.op) &&
         !node.out.empty();
}

bool IsCopy(const ir::Graph& graph, const ir::Node& node) {
  return std::holds_alternative<ir::Reshape>(node.op) && graph.IsOutput(node.out[0]);
}

}  // namespace

absl::Status Cse(ir::Graph& graph, const PassContext&) {
  MergeConstants(graph);
  std::vector<ir::Node>& nodes = graph.nodes();
  size_t first = 0;  // behind the last marker
  for (size_t i = 0; i < nodes.size();) {
    if (ir::IsMarker(nodes[i].op)) first = i;
    const auto end = nodes.begin() + static_cast<std::ptrdiff_t>(i);
    const auto twin = std::find_if(nodes.begin() + static_cast<std::ptrdiff_t>(first), end,
                                   [&](const ir::Node& n) { return SameWork(graph, n, nodes[i]); });
    const bool removable = twin != end && IsPure(nodes[i]) && !IsCopy(graph, nodes[i]) &&
                           Merge(graph, *twin, nodes[i]);
    if (removable) {
      nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
