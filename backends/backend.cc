#include "backends/backend.h"

namespace iegen {

CallBuilder& CallBuilder::Input(const NodeView& node, size_t i) {
  const bool written = (ir::WritesOf(node.node().op) >> i & 1u) != 0;
  call_.operands.push_back({BoundOperand::Kind::kInput, i, node.in(i).elem, "", "", 0, written});
  return *this;
}

CallBuilder& CallBuilder::Output(const NodeView& node, size_t i) {
  call_.operands.push_back({BoundOperand::Kind::kOutput, i, node.out(i).elem, "", "", 0});
  return *this;
}

CallBuilder& CallBuilder::ConstantBytes(absl::string_view name, ir::ElemType elem,
                                        std::string bytes) {
  call_.operands.push_back(
      {BoundOperand::Kind::kConstant, 0, elem, std::string(name), std::move(bytes), 0});
  return *this;
}

CallBuilder& CallBuilder::Scratch(int64_t bytes, ir::ElemType elem) {
  const auto kind = bytes == 0 ? BoundOperand::Kind::kNull : BoundOperand::Kind::kScratch;
  call_.operands.push_back({kind, 0, elem, "", "", bytes, true});
  return *this;
}

CallBuilder& CallBuilder::Null(ir::ElemType elem) {
  call_.operands.push_back({BoundOperand::Kind::kNull, 0, elem, "", "", 0});
  return *this;
}

}  // namespace iegen
