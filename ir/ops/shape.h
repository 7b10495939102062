// Operators that move bytes and compute nothing.
#ifndef IEGEN_IR_OPS_SHAPE_H_
#define IEGEN_IR_OPS_SHAPE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// Elements put before and after each dimension, as many as x has; they hold the second input, a
// constant of one element, or else the zero point of x (0 where x is not quantised).
struct Pad {
  static constexpr absl::string_view kName = "pad";
  static constexpr Arity kInputs{1, 2};
  IntList before, after;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("before", self.before);
    visit("after", self.after);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Pad&) const = default;
};

// The same elements in another shape, complete and positive.
struct Reshape {
  static constexpr absl::string_view kName = "reshape";
  static constexpr Arity kInputs{1, 1};
  IntList shape;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("shape", self.shape);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Reshape&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_SHAPE_H_
