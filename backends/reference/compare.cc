// What gives or takes bool: compare, logical, select.
#include "iegen/compare.h"

#include <utility>

#include "backends/linear.h"
#include "backends/reference/broadcast_spec.h"
#include "backends/reference/candidates.h"
#include "iegen/binary.h"
#include "iegen/select.h"

namespace iegen::reference {
namespace {

struct CompareSpec : BroadcastSpec {
  int32_t kind = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    BroadcastSpec::Fields(s, visit);
    visit("kind", s.kind);
  }
};

struct CompareS8Spec : CompareSpec {
  int32_t a_zero_point = 0, a_multiplier = 0, a_shift = 0;
  int32_t b_zero_point = 0, b_multiplier = 0, b_shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    CompareSpec::Fields(s, visit);
    visit("a_zero_point", s.a_zero_point);
    visit("a_multiplier", s.a_multiplier);
    visit("a_shift", s.a_shift);
    visit("b_zero_point", s.b_zero_point);
    visit("b_multiplier", s.b_multiplier);
    visit("b_shift", s.b_shift);
  }
};

struct SelectSpec : BroadcastSpec {
  int32_t c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    BroadcastSpec::Fields(s, visit);
    visit("c0", s.c0);
    visit("c1", s.c1);
    visit("c2", s.c2);
    visit("c3", s.c3);
    visit("c4", s.c4);
    visit("c5", s.c5);
  }
};

enum Row {
  kCompareS8,
  kCompareS32,
  kCompareS64,
  kCompareF32,
  kCompareU8,
  kBinaryU8,
  kSelect8,
  kSelect32,
  kSelect64
};
constexpr Kernel kKernels[] = {
    {"compare_s8", "CompareS8", "iegen/compare.h", RunKernel<CompareS8<CompareS8Spec>>},
    {"compare_s32", "CompareS32", "iegen/compare.h", RunKernel<CompareS32<CompareSpec>>},
    {"compare_s64", "CompareS64", "iegen/compare.h", RunKernel<CompareS64<CompareSpec>>},
    {"compare_f32", "CompareF32", "iegen/compare.h", RunKernel<CompareF32<CompareSpec>>},
    {"compare_u8", "CompareU8", "iegen/compare.h", RunKernel<CompareU8<CompareSpec>>},
    {"binary_u8", "BinaryU8", "iegen/binary.h", RunKernel<BinaryU8<CompareSpec>>},
    {"select_8", "Select8", "iegen/select.h", RunKernel<Select8<SelectSpec>>},
    {"select_32", "Select32", "iegen/select.h", RunKernel<Select32<SelectSpec>>},
    {"select_64", "Select64", "iegen/select.h", RunKernel<Select64<SelectSpec>>},
};

// a > b is b < a.
bool Exchanged(ir::CompareKind kind) {
  return kind == ir::CompareKind::kGreater || kind == ir::CompareKind::kGreaterEqual;
}

int32_t KernelKind(ir::CompareKind kind) {
  switch (kind) {
    case ir::CompareKind::kEqual:
      return kCompareEqual;
    case ir::CompareKind::kNotEqual:
      return kCompareNotEqual;
    case ir::CompareKind::kLess:
    case ir::CompareKind::kGreater:
      return kCompareLess;
    case ir::CompareKind::kLessEqual:
    case ir::CompareKind::kGreaterEqual:
      return kCompareLessEqual;
  }
  return 0;
}

Row CompareRow(ir::ElemType elem) {
  switch (elem) {
    case ir::ElemType::kInt8:
      return kCompareS8;
    case ir::ElemType::kInt64:
      return kCompareS64;
    case ir::ElemType::kFloat32:
      return kCompareF32;
    case ir::ElemType::kBool:
      return kCompareU8;
    default:
      return kCompareS32;
  }
}

absl::StatusOr<BoundCall> BindCompare(const NodeView& node) {
  const ir::CompareKind kind = node.op<ir::Compare>().kind;
  const size_t a = Exchanged(kind) ? 1 : 0, b = 1 - a;
  CompareS8Spec s;
  SetLoops(node, a, b, &s);
  s.kind = KernelKind(kind);
  if (node.in(0).elem != ir::ElemType::kInt8) {
    const CompareSpec& plain = s;
    return CallBuilder(plain).Input(node, a).Input(node, b).Output(node).Take();
  }
  const ir::Quant &x = node.in(a).quant, &y = node.in(b).quant;
  const QuantizedMultiplier mx = QuantizeMultiplier(static_cast<double>(x.scale()));
  const QuantizedMultiplier my = QuantizeMultiplier(static_cast<double>(y.scale()));
  s.a_zero_point = x.zero_point(), s.a_multiplier = mx.multiplier, s.a_shift = mx.shift;
  s.b_zero_point = y.zero_point(), s.b_multiplier = my.multiplier, s.b_shift = my.shift;
  return CallBuilder(s).Input(node, a).Input(node, b).Output(node).Take();
}

absl::StatusOr<BoundCall> BindLogical(const NodeView& node) {
  CompareSpec s;
  SetLoops(node, 0, 1, &s);
  s.kind = node.op<ir::Logical>().kind == ir::LogicalKind::kAnd ? kBinaryAnd : kBinaryOr;
  return CallBuilder(s).Input(node, 0).Input(node, 1).Output(node).Take();
}

void SetSelectLoops(const NodeView& node, SelectSpec* s) {
  const BroadcastLoops loops =
      LoopsOf({node.in_shape(1), node.in_shape(2), node.in_shape(0)}, node.out_shape());
  SetLoops(loops, s);
  const Six& c = loops.steps[2];
  s->c0 = c[0], s->c1 = c[1], s->c2 = c[2], s->c3 = c[3], s->c4 = c[4], s->c5 = c[5];
}

// Elements by their size alone: operands are named as integers of that many bytes.
absl::StatusOr<BoundCall> BindSelect(const NodeView& node, ir::ElemType as) {
  SelectSpec s;
  SetSelectLoops(node, &s);
  CallBuilder call(s);
  BoundCall bound = call.Input(node, 0).Input(node, 1).Input(node, 2).Output(node).Take();
  for (size_t i = 1; i < bound.operands.size(); ++i) bound.operands[i].elem = as;
  return bound;
}

}  // namespace

Offer OfferCompare(const NodeView& node, const Target&) {
  const Row row = CompareRow(node.in(0).elem);
  const int64_t each = row == kCompareS8 ? 40 : row == kCompareF32 ? 40 : 8;
  const Cost cost{each * node.out_shape().elements(), row == kCompareS8 ? 400 : 150, 0};
  return {{&kKernels[row], cost, "portable, broadcasts", true, BroadcastInPlace(node), false,
           BindCompare}};
}

Offer OfferLogical(const NodeView& node, const Target&) {
  const Cost cost{10 * node.out_shape().elements(), 150, 0};
  return {{&kKernels[kBinaryU8], cost, "portable, broadcasts", true, BroadcastInPlace(node), false,
           BindLogical}};
}

Offer OfferSelect(const NodeView& node, const Target&) {
  const int64_t bytes = ir::BytesOf(node.out().elem);
  const Row row = bytes == 1 ? kSelect8 : bytes == 4 ? kSelect32 : kSelect64;
  const ir::ElemType as = bytes == 1   ? ir::ElemType::kInt8
                          : bytes == 4 ? ir::ElemType::kInt32
                                       : ir::ElemType::kInt64;
  const Cost cost{10 * node.out_shape().elements(), 250, 0};
  return {{&kKernels[row], cost, "portable, broadcasts", true, BroadcastInPlace(node), false,
           [as](const NodeView& n) { return BindSelect(n, as); }}};
}

absl::Span<const Kernel> CompareKernels() { return kKernels; }

}  // namespace iegen::reference
