// Functions of one value that are no tables: conversions between types, float32.
#include <array>

#include "absl/algorithm/container.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/cast.h"
#include "iegen/rescale.h"
#include "iegen/unary_f32.h"

namespace iegen::reference {
namespace {

struct CastSpec {
  int32_t elements = 0, from = 0, to = 0, to_bool = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
    visit("from", s.from);
    visit("to", s.to);
    visit("to_bool", s.to_bool);
  }
};

struct RescaleSpec {
  int32_t elements = 0, in_zero_point = 0, out_zero_point = 0, multiplier = 0, shift = 0;
  int32_t low = 0, high = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
    visit("low", s.low);
    visit("high", s.high);
  }
};

struct UnarySpec {
  int32_t elements = 0, kind = 0;
  float alpha = 0, low = 0, high = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
    visit("kind", s.kind);
    visit("alpha", s.alpha);
    visit("low", s.low);
    visit("high", s.high);
  }
};

// Calls `function` with a value of the type that `elem` names.
template <class Function>
void WithType(ir::ElemType elem, Function function) {
  switch (elem) {
    case ir::ElemType::kInt8:
      return function(int8_t{});
    case ir::ElemType::kUInt8:
    case ir::ElemType::kBool:
      return function(uint8_t{});
    case ir::ElemType::kInt16:
      return function(int16_t{});
    case ir::ElemType::kInt32:
      return function(int32_t{});
    case ir::ElemType::kInt64:
      return function(int64_t{});
    case ir::ElemType::kFloat32:
      return function(float{});
  }
}

void RunCast(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<CastSpec>(spec);
  WithType(static_cast<ir::ElemType>(s.from), [&](auto from) {
    WithType(static_cast<ir::ElemType>(s.to),
             [&](auto to) { Cast(s, In<decltype(from)>(p[0]), Out<decltype(to)>(p[1])); });
  });
}

enum Row { kCast, kRescaleS32S8, kRescaleS8S32, kUnaryF32 };
constexpr Kernel kKernels[] = {
    {"cast", "Cast", "iegen/cast.h", RunCast},
    {"rescale_s32_s8", "Rescale", "iegen/rescale.h",
     RunKernel<Rescale<RescaleSpec, int32_t, int8_t>>},
    {"rescale_s8_s32", "Rescale", "iegen/rescale.h",
     RunKernel<Rescale<RescaleSpec, int8_t, int32_t>>},
    {"unary_f32", "UnaryF32", "iegen/unary_f32.h", RunKernel<UnaryF32<UnarySpec>>},
};

int32_t ElementsOf(const NodeView& node) {
  return static_cast<int32_t>(node.out_shape().elements());
}

BoundCall OneInput(CallBuilder call, const NodeView& node) {
  return call.Input(node, 0).Output(node).Take();
}

uint32_t InPlace(const NodeView& node) {
  return !node.constant(0) && node.in(0).bytes() == node.out().bytes() ? 1 : 0;
}

absl::StatusOr<BoundCall> BindCast(const NodeView& node) {
  const CastSpec s{ElementsOf(node), static_cast<int32_t>(node.in(0).elem),
                   static_cast<int32_t>(node.out().elem),
                   node.out().elem == ir::ElemType::kBool ? 1 : 0};
  return OneInput(CallBuilder(s), node);
}

absl::StatusOr<BoundCall> BindRescale(const NodeView& node) {
  const ir::Quant &in = node.in(0).quant, &out = node.out().quant;
  const QuantizedMultiplier m = RescaleMultiplier(in.scale(), out.scale());
  const ir::IntRange range = ir::RangeOf(node.out().elem);
  const RescaleSpec s{ElementsOf(node),
                      in.zero_point(),
                      out.zero_point(),
                      m.multiplier,
                      m.shift,
                      static_cast<int32_t>(range.low),
                      static_cast<int32_t>(range.high)};
  return OneInput(CallBuilder(s), node);
}

int32_t KernelKind(ir::UnaryKind kind) {
  switch (kind) {
    case ir::UnaryKind::kAbs:
      return kUnaryAbs;
    case ir::UnaryKind::kElu:
      return kUnaryElu;
    case ir::UnaryKind::kExp:
      return kUnaryExp;
    case ir::UnaryKind::kHardSwish:
      return kUnaryHardSwish;
    case ir::UnaryKind::kLeakyRelu:
      return kUnaryLeakyRelu;
    case ir::UnaryKind::kLog:
      return kUnaryLog;
    case ir::UnaryKind::kNeg:
      return kUnaryNeg;
    case ir::UnaryKind::kRsqrt:
      return kUnaryRsqrt;
    case ir::UnaryKind::kTanh:
      return kUnaryTanh;
    case ir::UnaryKind::kCeil:
      return kUnaryCeil;
    case ir::UnaryKind::kFloor:
      return kUnaryFloor;
    case ir::UnaryKind::kRound:
      return kUnaryRound;
    case ir::UnaryKind::kSqrt:
      return kUnarySqrt;
    case ir::UnaryKind::kSquare:
      return kUnarySquare;
    case ir::UnaryKind::kLogicalNot:
      break;  // a table
  }
  return kUnaryClamp;
}

// Relu, Logistic and Unary.
absl::StatusOr<BoundCall> BindUnary(const NodeView& node) {
  UnarySpec s{ElementsOf(node), kUnaryLogistic};
  if (const auto* relu = std::get_if<ir::Relu>(&node.node().op)) {
    const FloatClamp clamp = FloatActivationClamp(relu->kind);
    s.kind = kUnaryClamp, s.low = clamp.min, s.high = clamp.max;
  }
  if (const auto* unary = std::get_if<ir::Unary>(&node.node().op)) {
    s.kind = KernelKind(unary->kind), s.alpha = unary->alpha;
  }
  return OneInput(CallBuilder(s), node);
}

// Instructions per element without a floating-point unit.
int64_t UnaryCost(const ir::Op& op) {
  constexpr std::array<ir::UnaryKind, 4> kInDouble = {ir::UnaryKind::kElu, ir::UnaryKind::kExp,
                                                      ir::UnaryKind::kLog, ir::UnaryKind::kTanh};
  const auto* unary = std::get_if<ir::Unary>(&op);
  const bool in_double = unary != nullptr ? absl::c_linear_search(kInDouble, unary->kind)
                                          : std::holds_alternative<ir::Logistic>(op);
  return in_double ? 800 : 40;
}

}  // namespace

Offer OfferCast(const NodeView& node, const Target&) {
  const Cost cost{15 * node.out_shape().elements(), 80, 0};
  return {{&kKernels[kCast], cost, "portable", true, InPlace(node), false, BindCast}};
}

Offer OfferRescale(const NodeView& node) {
  const Row row = node.in(0).elem == ir::ElemType::kInt8 ? kRescaleS8S32 : kRescaleS32S8;
  const Cost cost{20 * node.out_shape().elements(), 120, 0};
  return {{&kKernels[row], cost, "portable", true, 0, false, BindRescale}};
}

Offer OfferUnaryF32(const NodeView& node) {
  const Cost cost{UnaryCost(node.node().op) * node.out_shape().elements(), 200, 0};
  return {
      {&kKernels[kUnaryF32], cost, "float32 arithmetic", true, InPlace(node), false, BindUnary}};
}

absl::Span<const Kernel> ConvertKernels() { return kKernels; }

}  // namespace iegen::reference
