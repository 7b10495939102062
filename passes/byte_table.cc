#include "passes/byte_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "backends/byte_function.h"
#include "backends/linear.h"

namespace iegen::passes {
namespace {

ByteTable Stored(const ir::Value& constant) {
  ByteTable table{};
  std::copy(constant.data->begin(), constant.data->end(), table.begin());
  return table;
}

}  // namespace

absl::optional<ByteTable> TableOf(const ir::Graph& graph, const ir::Node& node) {
  if (node.in.empty() || node.out.empty()) return absl::nullopt;
  const ir::TensorType& in = graph.type(node.in[0]);
  const ir::TensorType& out = graph.type(node.out[0]);
  if (std::holds_alternative<ir::Table>(node.op) && graph.value(node.in[1]).constant()) {
    return Stored(graph.value(node.in[1]));
  }
  return ByteFunction(node.op, in, out);
}

void SetTable(ir::Graph& graph, ir::Node& node, ir::ValueId in, const ByteTable& table) {
  const ir::Value& out = graph.value(node.out[0]);
  const ir::ValueId constant =
      graph.AddConstant(absl::StrCat(out.name, "_table"), {out.type.elem, ir::Shape{256}, {}},
                        std::string(reinterpret_cast<const char*>(table.data()), table.size()));
  node.op = ir::Table{};
  node.in = {in, constant};
}

bool IsIdentity(const ByteTable& table) {
  for (size_t i = 0; i < table.size(); ++i) {
    if (static_cast<uint8_t>(table[i]) != i) return false;
  }
  return true;
}

ByteTable ClampTable(ir::Activation activation, const ir::Quant& quant) {
  const ClampRange range =
      ActivationRange(ToFused(activation), quant.scale(), quant.zero_point(), -128, 127);
  ByteTable table{};
  for (size_t i = 0; i < table.size(); ++i) {
    const int32_t value = static_cast<int8_t>(static_cast<uint8_t>(i));
    table[i] = static_cast<int8_t>(std::max(range.min, std::min(range.max, value)));
  }
  return table;
}

ByteTable Compose(const ByteTable& first, const ByteTable& second) {
  ByteTable table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = second[static_cast<uint8_t>(first[i])];
  return table;
}

}  // namespace iegen::passes
