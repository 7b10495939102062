// Operators of two or more values that compute each output element from the input elements at its
// place, with NumPy's broadcasting. Add is in elementwise.h.
#ifndef IEGEN_IR_OPS_BINARY_H_
#define IEGEN_IR_OPS_BINARY_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

enum class BinaryKind : uint8_t {
  kSub,
  kMul,
  kDiv,
  kMaximum,
  kMinimum,
  kSquaredDifference,
  kPrelu
};
constexpr std::array<absl::string_view, 7> kBinaryKindNames = {
    "sub", "mul", "div", "maximum", "minimum", "squared_difference", "prelu"};
inline absl::Span<const absl::string_view> NamesOf(BinaryKind) { return kBinaryKindNames; }

// Arithmetic on int8 with three scales, on int32 and on float32. prelu: x where x >= 0, else
// x * alpha; alpha, the second input, broadcasts to x. maximum and minimum take the stored values
// as they are. In int8 a division by zero, which TFLite leaves open, gives zero.
struct Binary {
  static constexpr absl::string_view kName = "binary";
  static constexpr Arity kInputs{2, 2};
  BinaryKind kind = BinaryKind::kSub;
  Activation act = Activation::kNone;  // not of maximum and minimum, not on int32

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Binary&) const = default;
};

enum class CompareKind : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
constexpr std::array<absl::string_view, 6> kCompareKindNames = {
    "equal", "not_equal", "less", "less_equal", "greater", "greater_equal"};
inline absl::Span<const absl::string_view> NamesOf(CompareKind) { return kCompareKindNames; }

// a < b and its relatives, to bool. int8 values are compared by what they stand for, each rounded
// to 1/256: TFLite's definition, which needs scales below 1.
struct Compare {
  static constexpr absl::string_view kName = "compare";
  static constexpr Arity kInputs{2, 2};
  CompareKind kind = CompareKind::kEqual;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Compare&) const = default;
};

enum class LogicalKind : uint8_t { kAnd, kOr };
constexpr std::array<absl::string_view, 2> kLogicalKindNames = {"and", "or"};
inline absl::Span<const absl::string_view> NamesOf(LogicalKind) { return kLogicalKindNames; }

// a and b, a or b on bool.
struct Logical {
  static constexpr absl::string_view kName = "logical";
  static constexpr Arity kInputs{2, 2};
  LogicalKind kind = LogicalKind::kAnd;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Logical&) const = default;
};

// Element of the second input where the first, bool, is true, else of the third: bytes as they are,
// whatever their type.
struct Select {
  static constexpr absl::string_view kName = "select";
  static constexpr Arity kInputs{3, 3};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Select&) const = default;
};

// The sum of inputs of one shape, scale and zero point. In int8 TensorFlow Lite Micro begins the
// sum at minus the zero point in place of nothing; its bytes are what is promised, so this does,
// too.
struct AddN {
  static constexpr absl::string_view kName = "add_n";
  static constexpr Arity kInputs{1, 16};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const AddN&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_BINARY_H_
