// Functions of one value, at its place. Relu, Logistic, Table and conversions between scales are in
// elementwise.h.
#ifndef IEGEN_IR_OPS_UNARY_H_
#define IEGEN_IR_OPS_UNARY_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

enum class UnaryKind : uint8_t {
  kAbs,
  kElu,
  kExp,
  kHardSwish,
  kLeakyRelu,
  kLog,
  kLogicalNot,
  kNeg,
  kRsqrt,
  kTanh,
  kCeil,
  kFloor,
  kRound,
  kSqrt,
  kSquare
};
constexpr std::array<absl::string_view, 15> kUnaryKindNames = {
    "abs",   "elu",  "exp",  "hard_swish", "leaky_relu", "log",  "logical_not", "neg",
    "rsqrt", "tanh", "ceil", "floor",      "round",      "sqrt", "square"};
inline absl::Span<const absl::string_view> NamesOf(UnaryKind) { return kUnaryKindNames; }

// On int8 (a table of 256 bytes, with the scales of both sides in it) or float32; logical_not on
// bool.
struct Unary {
  static constexpr absl::string_view kName = "unary";
  static constexpr Arity kInputs{1, 1};
  UnaryKind kind = UnaryKind::kAbs;
  float alpha = 0.0f;  // of leaky_relu: the slope below zero

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("alpha", self.alpha);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Unary&) const = default;
};

// The stored value in another type, scales or not: integers keep their low bits, float32 loses its
// fraction and stops at the ends of the type, to bool is whether it is not 0.
struct Cast {
  static constexpr absl::string_view kName = "cast";
  static constexpr Arity kInputs{1, 1};
  ElemType to = ElemType::kInt8;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("to", self.to);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{to, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Cast&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_UNARY_H_
