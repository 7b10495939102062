// Operators that combine the elements along axes. Axes are counted from the front and never
// negative.
#ifndef IEGEN_IR_OPS_REDUCE_H_
#define IEGEN_IR_OPS_REDUCE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

enum class ReduceKind : uint8_t { kAll, kMax, kMin, kSum };
constexpr std::array<absl::string_view, 4> kReduceKindNames = {"all", "max", "min", "sum"};
inline absl::Span<const absl::string_view> NamesOf(ReduceKind) { return kReduceKindNames; }

enum class ArgKind : uint8_t { kMax, kMin };
constexpr std::array<absl::string_view, 2> kArgKindNames = {"max", "min"};
inline absl::Span<const absl::string_view> NamesOf(ArgKind) { return kArgKindNames; }

// Index of the largest or smallest element along one axis, the first of several; int32.
struct ArgReduce {
  static constexpr absl::string_view kName = "arg_reduce";
  static constexpr Arity kInputs{1, 1};
  ArgKind kind = ArgKind::kMax;
  int32_t axis = 0;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("axis", self.axis);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const ArgReduce&) const = default;
};

// Running sums along one axis. On int8 a sum begins at minus the zero point of x, as TensorFlow
// Lite Micro's does. `exclusive`: an element is not part of its own sum; `reverse`: from the end.
struct CumSum {
  static constexpr absl::string_view kName = "cum_sum";
  static constexpr Arity kInputs{1, 1};
  int32_t axis = 0;
  bool exclusive = false, reverse = false;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("axis", self.axis);
    visit("exclusive", self.exclusive);
    visit("reverse", self.reverse);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const CumSum&) const = default;
};

// Mean over `axes`, sorted, each once.
struct Mean {
  static constexpr absl::string_view kName = "mean";
  static constexpr Arity kInputs{1, 1};
  IntList axes;
  bool keep_dims = false;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("axes", self.axes);
    visit("keep_dims", self.keep_dims);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Mean&) const = default;
};

// Whether all are true, the largest, the smallest, the sum over `axes`, sorted, each once. max and
// min keep scale and zero point; sum of int8 rescales.
struct Reduce {
  static constexpr absl::string_view kName = "reduce";
  static constexpr Arity kInputs{1, 1};
  ReduceKind kind = ReduceKind::kMax;
  IntList axes;
  bool keep_dims = false;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("axes", self.axes);
    visit("keep_dims", self.keep_dims);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Reduce&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_REDUCE_H_
