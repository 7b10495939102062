// Adds the integer multipliers and shifts of the requantisation to convolutions and fully connected
// layers, as constant operands 3 and 4: from here on no kernel needs the scale of a filter.
// Afterwards the graph is of ir::Stage::kTarget.
#include "absl/strings/str_cat.h"
#include "ir/linear_requant.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

bool HasFilter(const ir::Node& node) {
  return std::holds_alternative<ir::Conv2d>(node.op) ||
         std::holds_alternative<ir::DepthwiseConv2d>(node.op) ||
         std::holds_alternative<ir::FullyConnected>(node.op) ||
         std::holds_alternative<ir::TransposeConv2d>(node.op);
}

void AddRequant(ir::Graph& graph, ir::Node& node) {
  const std::string name = graph.value(node.out[0]).name;
  const ir::LinearRequant requant = ir::MakeLinearRequant(graph, node);
  const ir::Shape shape{static_cast<int32_t>(requant.multipliers.size())};
  node.in.resize(3, ir::kNoValue);  // the bias is optional
  node.in.push_back(graph.AddConstant(absl::StrCat(name, "_multiplier"),
                                      {ir::ElemType::kInt32, shape, {}},
                                      ir::BytesOf<int32_t>(requant.multipliers)));
  node.in.push_back(graph.AddConstant(absl::StrCat(name, "_shift"),
                                      {ir::ElemType::kInt8, shape, {}},
                                      ir::BytesOf<int8_t>(requant.shifts)));
}

}  // namespace

absl::Status LowerQuant(ir::Graph& graph, const PassContext&) {
  for (ir::Node& node : graph.nodes()) {
    if (HasFilter(node) && node.in.size() < 5) AddRequant(graph, node);
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
