#include "backends/byte_function.h"

#include <algorithm>

#include "backends/linear.h"
#include "base/byte_functions.h"

namespace iegen {
namespace {

bool IsByte(const ir::TensorType& type) { return ir::BytesOf(type.elem) == 1; }

ByteQuantization QuantizationOf(const ir::TensorType& type) {
  return {type.quant.scale(), type.quant.zero_point(), type.elem == ir::ElemType::kInt8};
}

ByteTable NotTable() {
  ByteTable table{};
  table[0] = 1;
  return table;
}

// To bool: whether the byte is not 0; else the same bits.
ByteTable CastTable(ir::ElemType to) {
  ByteTable table{};
  for (size_t i = 0; i < table.size(); ++i) {
    const size_t value = to == ir::ElemType::kBool && i != 0 ? 1 : i;
    table[i] = static_cast<int8_t>(static_cast<uint8_t>(value));
  }
  return table;
}

absl::optional<ByteTable> UnaryTable(const ir::Unary& op, const ByteEnds& q) {
  switch (op.kind) {
    case ir::UnaryKind::kAbs:
      return AbsTable(q);
    case ir::UnaryKind::kElu:
      return EluTable(q);
    case ir::UnaryKind::kHardSwish:
      return HardSwishTable(q);
    case ir::UnaryKind::kLeakyRelu:
      return LeakyReluTable(op.alpha, q);
    case ir::UnaryKind::kLogicalNot:
      return NotTable();
    case ir::UnaryKind::kRsqrt:
      return RsqrtTable(q);
    case ir::UnaryKind::kTanh:
      return TanhTable(q.in_scale, q.in_zero_point);
    default:
      return absl::nullopt;
  }
}

}  // namespace

absl::optional<ByteTable> ByteFunction(const ir::Op& op, const ir::TensorType& in,
                                       const ir::TensorType& out) {
  if (!IsByte(in) || !IsByte(out)) return absl::nullopt;
  if (std::holds_alternative<ir::Logistic>(op)) {
    return LogisticTable(in.quant.scale(), in.quant.zero_point());
  }
  if (const auto* relu = std::get_if<ir::Relu>(&op)) {
    return ReluTable(ToFused(relu->kind), QuantizationOf(in), QuantizationOf(out));
  }
  if (std::holds_alternative<ir::Quantize>(op)) {
    return RequantizeTable(QuantizationOf(in), QuantizationOf(out));
  }
  if (const auto* unary = std::get_if<ir::Unary>(&op)) {
    return UnaryTable(*unary, {in.quant.scale(), in.quant.zero_point(), out.quant.scale(),
                               out.quant.zero_point()});
  }
  if (std::holds_alternative<ir::Cast>(op)) return CastTable(out.elem);
  return absl::nullopt;
}

absl::optional<ByteTable> ByteFunction(const NodeView& node) {
  if (node.node().in.empty() || node.node().out.empty()) return absl::nullopt;
  if (!std::holds_alternative<ir::Table>(node.node().op) || !node.constant(1)) {
    return ByteFunction(node.node().op, node.in(0), node.out());
  }
  const std::vector<int8_t> stored = node.elements<int8_t>(1);
  ByteTable table{};
  std::copy(stored.begin(), stored.end(), table.begin());
  return table;
}

}  // namespace iegen
