#include "passes/byte_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "backends/byte_function.h"
#include "backends/linear.h"

namespace iegen::passes {
absl::optional<ByteTable> TableOf(const ir::Graph& graph, const ir::Node& node) {
  return ByteFunction(NodeView(graph, node));
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
