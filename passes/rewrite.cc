#include "passes/rewrite.h"

#include <iterator>

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

void EraseNode(ir::Graph& graph, size_t index) {
  graph.nodes().erase(std::next(graph.nodes().begin(), static_cast<std::ptrdiff_t>(index)));
}

}  // namespace

bool HasSoleUse(const ir::Graph& graph, ir::ValueId value) {
  return !graph.IsOutput(value) && graph.Users(value).size() == 1;
}

ir::Node* SoleProducer(ir::Graph& graph, const ir::Node& node, size_t operand) {
  const ir::ValueId value = node.in[operand];
  const int producer = graph.Producer(value);
  if (producer < 0 || !HasSoleUse(graph, value)) return nullptr;
  return &graph.nodes()[static_cast<size_t>(producer)];
}

void Absorb(ir::Node& producer, ir::Node& node) {
  producer.out[0] = node.out[0];
  producer.loc = ir::Merge(producer.loc, node.loc);
  node.in.clear();
  node.out.clear();
}

void EraseAbsorbed(ir::Graph& graph) {
  graph.EraseNodes([](const ir::Node& node) {
    return node.in.empty() && node.out.empty() && !ir::IsMarker(node.op);
  });
}

bool Bypass(ir::Graph& graph, size_t index) {
  const ir::Node node = graph.nodes()[index];
  const ir::ValueId from = node.in[0], to = node.out[0];
  if (graph.type(from) != graph.type(to)) return false;
  const int producer = graph.Producer(from);
  const bool output = graph.IsOutput(to);
  if (output && (producer < 0 || graph.IsOutput(from))) return false;
  if (producer >= 0) {
    ir::Node& writer = graph.nodes()[static_cast<size_t>(producer)];
    writer.loc = ir::Merge(writer.loc, node.loc);
    if (output) absl::c_replace(writer.out, from, to);
  }
  EraseNode(graph, index);
  graph.ReplaceUses(output ? from : to, output ? to : from);
  return true;
}

}  // namespace iegen::passes
