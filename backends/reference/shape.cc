// Operators that only move bytes.
#include "backends/reference/candidates.h"
#include "backends/reference/pad_shape.h"
#include "iegen/copy_bytes.h"
#include "iegen/pad_s8.h"

namespace iegen::reference {
namespace {

struct CopySpec {
  int32_t bytes = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("bytes", s.bytes);
  }
};

struct PadSpec : PadShape {
  int32_t elem_bytes = 1, value = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    PadShape::Fields(s, visit);
    visit("elem_bytes", s.elem_bytes);
    visit("value", s.value);
  }
};

void RunCopy(const ir::Spec& spec, absl::Span<void* const> p) {
  CopyBytes(FromSpec<CopySpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunPad(const ir::Spec& spec, absl::Span<void* const> p) {
  PadS8(FromSpec<PadSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}

constexpr Kernel kKernels[] = {
    {"copy_bytes", "CopyBytes", "iegen/copy_bytes.h", RunCopy},
    {"pad_s8", "PadS8", "iegen/pad_s8.h", RunPad},
};

// The kernels move bytes, whatever these are.
BoundCall AsBytes(BoundCall call) {
  for (BoundOperand& operand : call.operands) operand.elem = ir::ElemType::kInt8;
  return call;
}

// The bits of the element that padding consists of.
int32_t PadValue(const NodeView& node) {
  if (!node.has(1)) return node.in(0).quant.zero_point();
  const auto bytes = node.elements<uint8_t>(1);
  uint32_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return static_cast<int32_t>(value);
}

absl::StatusOr<BoundCall> BindPad(const NodeView& node) {
  const auto& op = node.op<ir::Pad>();
  PadSpec s;
  SetPadShape(node.in_shape(0), op.before, op.after, &s);
  s.elem_bytes = static_cast<int32_t>(ir::BytesOf(node.in(0).elem));
  s.value = PadValue(node);
  return AsBytes(CallBuilder(s).Input(node, 0).Output(node).Take());
}

absl::StatusOr<BoundCall> BindCopy(const NodeView& node) {
  const CopySpec s{static_cast<int32_t>(node.out().bytes())};
  return AsBytes(CallBuilder(s).Input(node, 0).Output(node).Take());
}

}  // namespace

Offer OfferPad(const NodeView& node, const Target&) {
  return {{&kKernels[1], {3 * node.out().bytes(), 400, 0}, "portable", true, 0, false, BindPad}};
}

Offer OfferReshape(const NodeView& node, const Target&) {
  return {{&kKernels[0], {node.out().bytes(), 40, 0}, "the same bytes", true, 1, true, BindCopy}};
}

absl::Span<const Kernel> ShapeKernels() { return kKernels; }

const Kernel& CopyKernel() { return kKernels[0]; }

ir::Spec CopySpecOf(int64_t bytes) { return ToSpec(CopySpec{static_cast<int32_t>(bytes)}); }

}  // namespace iegen::reference
