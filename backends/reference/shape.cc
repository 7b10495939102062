// Operators that only move bytes.
#include <array>

#include "backends/reference/candidates.h"
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

struct PadSpec {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1;
  int32_t before0 = 0, before1 = 0, before2 = 0, before3 = 0, before4 = 0;
  int32_t after0 = 0, after1 = 0, after2 = 0, after3 = 0, after4 = 0;
  int32_t elem_bytes = 1, value = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("before0", s.before0);
    visit("before1", s.before1);
    visit("before2", s.before2);
    visit("before3", s.before3);
    visit("before4", s.before4);
    visit("after0", s.after0);
    visit("after1", s.after1);
    visit("after2", s.after2);
    visit("after3", s.after3);
    visit("after4", s.after4);
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

using Five = std::array<int32_t, 5>;

// Right-aligned in five dimensions; `fill` in front.
Five Aligned(absl::Span<const int32_t> values, int32_t fill) {
  Five out = {fill, fill, fill, fill, fill};
  std::copy(values.begin(), values.end(), out.end() - static_cast<ptrdiff_t>(values.size()));
  return out;
}

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
  const Five d = Aligned(node.in_shape(0).dims(), 1);
  const Five b = Aligned(op.before, 0), a = Aligned(op.after, 0);
  PadSpec s;
  s.d0 = d[0], s.d1 = d[1], s.d2 = d[2], s.d3 = d[3], s.d4 = d[4];
  s.before0 = b[0], s.before1 = b[1], s.before2 = b[2], s.before3 = b[3], s.before4 = b[4];
  s.after0 = a[0], s.after1 = a[1], s.after2 = a[2], s.after3 = a[3], s.after4 = a[4];
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
