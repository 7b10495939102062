#include "backends/one_row.h"

#include <variant>

namespace iegen {
namespace {

constexpr int kHeight = 1;  // dimension of an image

ir::Int4* PadOf(ir::Op* op) {
  if (auto* const conv = std::get_if<ir::Conv2d>(op)) return &conv->pad;
  if (auto* const depthwise = std::get_if<ir::DepthwiseConv2d>(op)) return &depthwise->pad;
  return &std::get<ir::Pool2d>(*op).pad;
}

ir::ValueId CopyValue(const ir::Value& value, ir::Graph* graph) {
  const ir::ValueId id = graph->AddValue(value.name, value.type);
  graph->value(id).data = value.data;
  return id;
}

}  // namespace

ir::Graph GraphOfOneRow(const NodeView& node, const RowImage& image) {
  ir::Graph graph;
  graph.rounding = node.graph().rounding;
  ir::Node row = node.node();
  for (ir::ValueId& id : row.in) {
    if (id != ir::kNoValue) id = CopyValue(node.graph().value(id), &graph);
  }
  for (ir::ValueId& id : row.out) id = CopyValue(node.graph().value(id), &graph);
  graph.value(row.in[0]).type.shape[kHeight] = image.in_height;
  graph.value(row.out[0]).type.shape[kHeight] = 1;
  ir::Int4* const pad = PadOf(&row.op);
  (*pad)[0] = image.pad_top;
  (*pad)[1] = 0;
  graph.inputs() = {row.in[0]};
  graph.outputs() = {row.out[0]};
  graph.nodes().push_back(std::move(row));
  return graph;
}

}  // namespace iegen
