// Operators that only move bytes.
#include "backends/access_order.h"
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

// memmove: as if all were read before anything is written.
void OrderOfCopy(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<CopySpec>(spec);
  order->Read(0, 0, s.bytes);
  order->Write(0, s.bytes);
}

// Rows behind each other, padding up to each before it.
void OrderOfPad(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<PadSpec>(spec);
  const int64_t d[] = {s.d0, s.d1, s.d2, s.d3};
  const int64_t before[] = {s.before0, s.before1, s.before2, s.before3};
  const int64_t after[] = {s.after0, s.after1, s.after2, s.after3};
  const int64_t row = int64_t{s.d4} * s.elem_bytes;
  const int64_t out_row = int64_t{s.before4 + s.d4 + s.after4} * s.elem_bytes;
  for (int64_t i = 0; i < d[0] * d[1] * d[2] * d[3]; ++i) {
    int64_t left = i, to = 0, block = out_row;
    for (size_t k = 4; k-- > 0; left /= d[k]) {
      to += (left % d[k] + before[k]) * block;
      block *= before[k] + d[k] + after[k];
    }
    to += int64_t{s.before4} * s.elem_bytes;
    order->Write(0, to);
    order->Copy(0, i * row, to, row);
  }
}

constexpr Kernel kKernels[] = {
    {"copy_bytes", "CopyBytes", "iegen/copy_bytes.h", RunCopy, OrderOfCopy},
    {"pad_s8", "PadS8", "iegen/pad_s8.h", RunPad, OrderOfPad},
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
  return {{&kKernels[0], {node.out().bytes(), 40, 0}, "the same bytes", true, 0, true, BindCopy}};
}

absl::Span<const Kernel> ShapeKernels() { return kKernels; }

const Kernel& CopyKernel() { return kKernels[0]; }

ir::Spec CopySpecOf(int64_t bytes) { return ToSpec(CopySpec{static_cast<int32_t>(bytes)}); }

}  // namespace iegen::reference
