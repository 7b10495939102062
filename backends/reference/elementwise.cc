// add and softmax with portable kernels.
#include <array>

#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/add_s8.h"
#include "iegen/softmax_s8.h"

namespace iegen::reference {
namespace {

struct AddSpec {
  int32_t flat = 1, elements = 0;
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0;
  int32_t a_zero_point = 0, b_zero_point = 0, out_zero_point = 0, left_shift = kAddLeftShift;
  int32_t a_multiplier = 0, a_shift = 0, b_multiplier = 0, b_shift = 0;
  int32_t out_multiplier = 0, out_shift = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("flat", s.flat);
    visit("elements", s.elements);
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("d5", s.d5);
    visit("a0", s.a0);
    visit("a1", s.a1);
    visit("a2", s.a2);
    visit("a3", s.a3);
    visit("a4", s.a4);
    visit("a5", s.a5);
    visit("b0", s.b0);
    visit("b1", s.b1);
    visit("b2", s.b2);
    visit("b3", s.b3);
    visit("b4", s.b4);
    visit("b5", s.b5);
    visit("a_zero_point", s.a_zero_point);
    visit("b_zero_point", s.b_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("left_shift", s.left_shift);
    visit("a_multiplier", s.a_multiplier);
    visit("a_shift", s.a_shift);
    visit("b_multiplier", s.b_multiplier);
    visit("b_shift", s.b_shift);
    visit("out_multiplier", s.out_multiplier);
    visit("out_shift", s.out_shift);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

struct SoftmaxSpec {
  int32_t rows = 1, depth = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("depth", s.depth);
  }
};

void RunAdd(const ir::Spec& spec, absl::Span<void* const> p) {
  AddS8(FromSpec<AddSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), Out<int8_t>(p[2]));
}
void RunSoftmax(const ir::Spec& spec, absl::Span<void* const> p) {
  SoftmaxS8(FromSpec<SoftmaxSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]), Out<int8_t>(p[2]));
}

constexpr Kernel kKernels[] = {
    {"add_s8", "AddS8", "iegen/add_s8.h", RunAdd},
    {"softmax_s8", "SoftmaxS8", "iegen/softmax_s8.h", RunSoftmax},
};

using Six = std::array<int32_t, 6>;

// `shape` right-aligned in six dimensions, leading ones.
Six Aligned(const ir::Shape& shape) {
  Six dims = {1, 1, 1, 1, 1, 1};
  for (int i = 0; i < shape.rank(); ++i) dims[static_cast<size_t>(6 - shape.rank() + i)] = shape[i];
  return dims;
}

// Elements between neighbours along each dimension; 0 where the input is broadcast.
Six StepsOf(const ir::Shape& shape) {
  const Six dims = Aligned(shape);
  Six steps = {};
  int32_t step = 1;
  for (size_t i = 6; i-- > 0;) {
    steps[i] = dims[i] == 1 ? 0 : step;
    step *= dims[i];
  }
  return steps;
}

void SetShapes(const NodeView& node, AddSpec* s) {
  const Six d = Aligned(node.out_shape());
  const Six a = StepsOf(node.in_shape(0)), b = StepsOf(node.in_shape(1));
  s->flat = node.in_shape(0).elements() == node.in_shape(1).elements() &&
            node.in_shape(0).elements() == node.out_shape().elements();
  s->elements = static_cast<int32_t>(node.out_shape().elements());
  s->d0 = d[0], s->d1 = d[1], s->d2 = d[2], s->d3 = d[3], s->d4 = d[4], s->d5 = d[5];
  s->a0 = a[0], s->a1 = a[1], s->a2 = a[2], s->a3 = a[3], s->a4 = a[4], s->a5 = a[5];
  s->b0 = b[0], s->b1 = b[1], s->b2 = b[2], s->b3 = b[3], s->b4 = b[4], s->b5 = b[5];
}

absl::StatusOr<BoundCall> BindAdd(const NodeView& node) {
  AddSpec s;
  SetShapes(node, &s);
  const AddMultipliers m = MakeAddMultipliers(node.in(0).quant.scale(), node.in(1).quant.scale(),
                                              node.out().quant.scale());
  const ClampRange clamp = ActivationClamp(node.op<ir::Add>().act, node.out());
  s.a_zero_point = node.in(0).quant.zero_point();
  s.b_zero_point = node.in(1).quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.a_multiplier = m.a.multiplier, s.a_shift = m.a.shift;
  s.b_multiplier = m.b.multiplier, s.b_shift = m.b.shift;
  s.out_multiplier = m.out.multiplier, s.out_shift = m.out.shift;
  s.act_min = clamp.min, s.act_max = clamp.max;
  return CallBuilder(s).Input(node, 0).Input(node, 1).Output(node).Take();
}

absl::StatusOr<BoundCall> BindSoftmax(const NodeView& node) {
  const ir::Shape& shape = node.out_shape();
  SoftmaxSpec s;
  s.depth = shape[shape.rank() - 1];
  s.rows = static_cast<int32_t>(shape.elements() / s.depth);
  const auto table = SoftmaxExpTable(node.in(0).quant.scale(), node.op<ir::Softmax>().beta);
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("exp_table", ir::ElemType::kInt32,
                std::vector<int32_t>(table.begin(), table.end()));
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferAdd(const NodeView& node, const Target&) {
  uint32_t in_place = 0;
  for (size_t i = 0; i < 2; ++i) {
    const bool whole = node.in_shape(i).elements() == node.out_shape().elements();
    if (whole && !node.constant(i)) in_place |= 1u << i;
  }
  const Cost cost{60 * node.out_shape().elements(), 500, 0};
  return {{&kKernels[0], cost, "portable, broadcasts", true, in_place, false, BindAdd}};
}

Offer OfferSoftmax(const NodeView& node, const Target&) {
  const Cost cost{60 * node.out_shape().elements(), 350, 1024};
  return {{&kKernels[1], cost, "portable, table of exponentials", true, 0, false, BindSoftmax}};
}

absl::Span<const Kernel> ElementwiseKernels() { return kKernels; }

}  // namespace iegen::reference
