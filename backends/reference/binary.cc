// Arithmetic on several values: add, binary, add_n.
#include "iegen/binary.h"

#include "backends/linear.h"
#include "backends/reference/broadcast_spec.h"
#include "backends/reference/candidates.h"
#include "iegen/add_n.h"
#include "iegen/add_s8.h"
#include "iegen/div_s8.h"
#include "iegen/mul_s8.h"
#include "iegen/prelu_s8.h"
#include "iegen/squared_difference_s8.h"

namespace iegen::reference {
namespace {

// Zero points of both inputs and the output, and the clamp behind.
struct EndsSpec : BroadcastSpec {
  int32_t a_zero_point = 0, b_zero_point = 0, out_zero_point = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    BroadcastSpec::Fields(s, visit);
    visit("a_zero_point", s.a_zero_point);
    visit("b_zero_point", s.b_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

// add, sub, squared_difference.
struct ThreeScalesSpec : EndsSpec {
  int32_t left_shift = 0;
  int32_t a_multiplier = 0, a_shift = 0, b_multiplier = 0, b_shift = 0;
  int32_t out_multiplier = 0, out_shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    EndsSpec::Fields(s, visit);
    visit("left_shift", s.left_shift);
    visit("a_multiplier", s.a_multiplier);
    visit("a_shift", s.a_shift);
    visit("b_multiplier", s.b_multiplier);
    visit("b_shift", s.b_shift);
    visit("out_multiplier", s.out_multiplier);
    visit("out_shift", s.out_shift);
  }
};

// mul, div.
struct OneScaleSpec : EndsSpec {
  int32_t multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    EndsSpec::Fields(s, visit);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

struct PreluSpec : OneScaleSpec {
  int32_t alpha_multiplier = 0, alpha_shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    OneScaleSpec::Fields(s, visit);
    visit("alpha_multiplier", s.alpha_multiplier);
    visit("alpha_shift", s.alpha_shift);
  }
};

// Numbers without scales.
struct KindSpec : BroadcastSpec {
  int32_t kind = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    BroadcastSpec::Fields(s, visit);
    visit("kind", s.kind);
  }
};

struct FloatKindSpec : KindSpec {
  float act_min = 0, act_max = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    KindSpec::Fields(s, visit);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

struct AddNSpec {
  int32_t elements = 0, in_zero_point = 0, out_zero_point = 0, left_shift = kAddLeftShift;
  int32_t in_multiplier = 0, in_shift = 0, out_multiplier = 0, out_shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("left_shift", s.left_shift);
    visit("in_multiplier", s.in_multiplier);
    visit("in_shift", s.in_shift);
    visit("out_multiplier", s.out_multiplier);
    visit("out_shift", s.out_shift);
  }
};

template <class T>
std::vector<const T*> Pointers(absl::Span<void* const> operands) {
  std::vector<const T*> pointers;
  for (const void* operand : operands) pointers.push_back(In<T>(operand));
  return pointers;
}

void RunAddNS8(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<AddNSpec>(spec);
  const std::vector<const int8_t*> in = Pointers<int8_t>(p.subspan(1));
  const AddNScalesS8 scales = {s.in_zero_point, s.out_zero_point, s.left_shift, s.in_multiplier,
                               s.in_shift,      s.out_multiplier, s.out_shift};
  AddNRunS8(scales, in.data(), static_cast<int32_t>(in.size()), s.elements, Out<int8_t>(p[0]));
}

void RunAddNF32(const ir::Spec& spec, absl::Span<void* const> p) {
  const std::vector<const float*> in = Pointers<float>(p.subspan(1));
  AddNRunF32(in.data(), static_cast<int32_t>(in.size()), FromSpec<AddNSpec>(spec).elements,
             Out<float>(p[0]));
}

enum Row {
  kAddS8,
  kSubS8,
  kMulS8,
  kDivS8,
  kSquaredDifferenceS8,
  kPreluS8,
  kBinaryS8,
  kBinaryS32,
  kBinaryS64,
  kBinaryF32,
  kAddNS8,
  kAddNF32
};
constexpr Kernel kKernels[] = {
    {"add_s8", "AddS8", "iegen/add_s8.h", RunKernel<AddS8<ThreeScalesSpec>>},
    {"sub_s8", "SubS8", "iegen/add_s8.h", RunKernel<SubS8<ThreeScalesSpec>>},
    {"mul_s8", "MulS8", "iegen/mul_s8.h", RunKernel<MulS8<OneScaleSpec>>},
    {"div_s8", "DivS8", "iegen/div_s8.h", RunKernel<DivS8<OneScaleSpec>>},
    {"squared_difference_s8", "SquaredDifferenceS8", "iegen/squared_difference_s8.h",
     RunKernel<SquaredDifferenceS8<ThreeScalesSpec>>},
    {"prelu_s8", "PreluS8", "iegen/prelu_s8.h", RunKernel<PreluS8<PreluSpec>>},
    {"binary_s8", "BinaryS8", "iegen/binary.h", RunKernel<BinaryS8<KindSpec>>},
    {"binary_s32", "BinaryS32", "iegen/binary.h", RunKernel<BinaryS32<KindSpec>>},
    {"binary_s64", "BinaryS64", "iegen/binary.h", RunKernel<BinaryS64<KindSpec>>},
    {"binary_f32", "BinaryF32", "iegen/binary.h", RunKernel<BinaryF32<FloatKindSpec>>},
    {"add_n_s8", "AddNS8", "iegen/add_n.h", RunAddNS8},
    {"add_n_f32", "AddNF32", "iegen/add_n.h", RunAddNF32},
};

int32_t KernelKind(ir::BinaryKind kind) {
  switch (kind) {
    case ir::BinaryKind::kSub:
      return kBinarySub;
    case ir::BinaryKind::kMul:
      return kBinaryMul;
    case ir::BinaryKind::kDiv:
      return kBinaryDiv;
    case ir::BinaryKind::kMaximum:
      return kBinaryMaximum;
    case ir::BinaryKind::kMinimum:
      return kBinaryMinimum;
    case ir::BinaryKind::kSquaredDifference:
      return kBinarySquaredDifference;
    case ir::BinaryKind::kPrelu:
      return kBinaryPrelu;
  }
  return 0;
}

BoundCall TwoInputs(CallBuilder call, const NodeView& node) {
  return call.Input(node, 0).Input(node, 1).Output(node).Take();
}

void SetEnds(const NodeView& node, ir::Activation act, EndsSpec* s) {
  SetLoops(node, 0, 1, s);
  const ClampRange clamp = ActivationClamp(act, node.out());
  s->a_zero_point = node.in(0).quant.zero_point();
  s->b_zero_point = node.in(1).quant.zero_point();
  s->out_zero_point = node.out().quant.zero_point();
  s->act_min = clamp.min, s->act_max = clamp.max;
}

struct Scales {
  float a, b, out;
};
Scales ScalesOf(const NodeView& node) {
  return {node.in(0).quant.scale(), node.in(1).quant.scale(), node.out().quant.scale()};
}

BoundCall BindThreeScales(const NodeView& node, ir::Activation act, int32_t left_shift,
                          const AddMultipliers& m) {
  ThreeScalesSpec s;
  SetEnds(node, act, &s);
  s.left_shift = left_shift;
  s.a_multiplier = m.a.multiplier, s.a_shift = m.a.shift;
  s.b_multiplier = m.b.multiplier, s.b_shift = m.b.shift;
  s.out_multiplier = m.out.multiplier, s.out_shift = m.out.shift;
  return TwoInputs(CallBuilder(s), node);
}

BoundCall BindSum(const NodeView& node, ir::Activation act) {
  const Scales scale = ScalesOf(node);
  return BindThreeScales(node, act, kAddLeftShift, MakeAddMultipliers(scale.a, scale.b, scale.out));
}

BoundCall BindSquaredDifference(const NodeView& node) {
  const Scales scale = ScalesOf(node);
  return BindThreeScales(node, node.op<ir::Binary>().act, kSquaredDifferenceLeftShift,
                         MakeSquaredDifferenceMultipliers(scale.a, scale.b, scale.out));
}

BoundCall BindOneScale(const NodeView& node, const QuantizedMultiplier& m) {
  OneScaleSpec s;
  SetEnds(node, node.op<ir::Binary>().act, &s);
  s.multiplier = m.multiplier, s.shift = m.shift;
  return TwoInputs(CallBuilder(s), node);
}

BoundCall BindPrelu(const NodeView& node) {
  const Scales scale = ScalesOf(node);
  const QuantizedMultiplier plain = RescaleMultiplier(scale.a, scale.out);
  const QuantizedMultiplier alpha = LinearMultiplier(scale.a, scale.b, scale.out);
  PreluSpec s;
  SetEnds(node, node.op<ir::Binary>().act, &s);
  s.multiplier = plain.multiplier, s.shift = plain.shift;
  s.alpha_multiplier = alpha.multiplier, s.alpha_shift = alpha.shift;
  return TwoInputs(CallBuilder(s), node);
}

BoundCall BindPlain(const NodeView& node, int32_t kind) {
  KindSpec s;
  SetLoops(node, 0, 1, &s);
  s.kind = kind;
  return TwoInputs(CallBuilder(s), node);
}

BoundCall BindFloat(const NodeView& node, int32_t kind, ir::Activation act) {
  FloatKindSpec s;
  SetLoops(node, 0, 1, &s);
  s.kind = kind;
  const FloatClamp clamp = FloatActivationClamp(act);
  s.act_min = clamp.min, s.act_max = clamp.max;
  return TwoInputs(CallBuilder(s), node);
}

// Kernel, instructions an element and bytes of code; the binding follows from the node.
struct Choice {
  Row row;
  int64_t instructions, code_bytes;
};

Candidate Offered(const NodeView& node, const Choice& choice, absl::string_view note,
                  std::function<absl::StatusOr<BoundCall>(const NodeView&)> bind) {
  const Cost cost{choice.instructions * node.out_shape().elements(), choice.code_bytes, 0};
  return {&kKernels[choice.row],  cost,  std::string(note), true,
          BroadcastInPlace(node), false, std::move(bind)};
}

// Kernels of numbers without a scale.
Offer OfferPlain(const NodeView& node, int32_t kind, ir::Activation act) {
  switch (node.in(0).elem) {
    case ir::ElemType::kFloat32:
      return {Offered(node, {kBinaryF32, 60, 250}, "float32 arithmetic",
                      [=](const NodeView& n) { return BindFloat(n, kind, act); })};
    case ir::ElemType::kInt32:
      return {Offered(node, {kBinaryS32, 8, 150}, "portable, broadcasts",
                      [=](const NodeView& n) { return BindPlain(n, kind); })};
    case ir::ElemType::kInt64:
      return {Offered(node, {kBinaryS64, 14, 200}, "portable, broadcasts",
                      [=](const NodeView& n) { return BindPlain(n, kind); })};
    default:
      return {Offered(node, {kBinaryS8, 8, 150}, "portable, broadcasts",
                      [=](const NodeView& n) { return BindPlain(n, kind); })};
  }
}

Offer OfferBinaryS8(const NodeView& node) {
  constexpr absl::string_view kNote = "portable, broadcasts";
  const ir::Binary& op = node.op<ir::Binary>();
  const Scales scale = ScalesOf(node);
  switch (op.kind) {
    case ir::BinaryKind::kSub:
      return {Offered(node, {kSubS8, 60, 500}, kNote,
                      [act = op.act](const NodeView& n) { return BindSum(n, act); })};
    case ir::BinaryKind::kMul:
      return {Offered(node, {kMulS8, 25, 300}, kNote,
                      [](const NodeView& n) { return BindOneScale(n, ProductMultiplier(n)); })};
    case ir::BinaryKind::kDiv:
      return {Offered(node, {kDivS8, 200, 600}, kNote, [scale](const NodeView& n) {
        return BindOneScale(n, DivMultiplier(scale.a, scale.b, scale.out));
      })};
    case ir::BinaryKind::kSquaredDifference:
      return {Offered(node, {kSquaredDifferenceS8, 65, 500}, kNote, BindSquaredDifference)};
    case ir::BinaryKind::kPrelu:
      return {Offered(node, {kPreluS8, 28, 350}, kNote, BindPrelu)};
    default:
      return OfferPlain(node, KernelKind(op.kind), op.act);
  }
}

absl::StatusOr<BoundCall> BindAddN(const NodeView& node) {
  const float in_scale = node.in(0).quant.scale(), out_scale = node.out().quant.scale();
  AddNSpec s;
  s.elements = static_cast<int32_t>(node.out_shape().elements());
  if (node.in(0).elem == ir::ElemType::kInt8) {
    const AddMultipliers m = MakeAddMultipliers(in_scale, in_scale, out_scale);
    s.in_zero_point = node.in(0).quant.zero_point();
    s.out_zero_point = node.out().quant.zero_point();
    s.in_multiplier = m.a.multiplier, s.in_shift = m.a.shift;
    s.out_multiplier = m.out.multiplier, s.out_shift = m.out.shift;
  }
  CallBuilder call(s);
  call.Output(node);
  for (size_t i = 0; i < node.node().in.size(); ++i) call.Input(node, i);
  return call.Take();
}

}  // namespace

Offer OfferAdd(const NodeView& node, const Target&) {
  const ir::Activation act = node.op<ir::Add>().act;
  if (node.in(0).elem != ir::ElemType::kInt8) return OfferPlain(node, kBinaryAdd, act);
  return {Offered(node, {kAddS8, 60, 500}, "portable, broadcasts",
                  [act](const NodeView& n) { return BindSum(n, act); })};
}

Offer OfferBinary(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kInt8) return OfferBinaryS8(node);
  const ir::Binary& op = node.op<ir::Binary>();
  return OfferPlain(node, KernelKind(op.kind), op.act);
}

Offer OfferAddN(const NodeView& node, const Target&) {
  const auto inputs = static_cast<int64_t>(node.node().in.size());
  const bool floats = node.in(0).elem == ir::ElemType::kFloat32;
  const Choice choice =
      floats ? Choice{kAddNF32, 40 * inputs, 100} : Choice{kAddNS8, 25 * inputs + 25, 300};
  return {Offered(node, choice, "portable", BindAddN)};
}

absl::Span<const Kernel> BinaryKernels() { return kKernels; }

}  // namespace iegen::reference
