// Operators on variables: values that are there from the beginning, and may be written many times.
// Order is what counts: a read gives what the last write before it has stored.
#ifndef IEGEN_IR_OPS_STATE_H_
#define IEGEN_IR_OPS_STATE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// assign_variable(variable, x): stores x, of the variable's shape and element type. No output.
struct AssignVariable {
  static constexpr absl::string_view kName = "assign_variable";
  static constexpr Arity kInputs{2, 2};
  static constexpr uint32_t kWrites = 1;

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const AssignVariable&) const = default;
};

// read_variable(variable): what it holds now. Later writes do not change the result.
struct ReadVariable {
  static constexpr absl::string_view kName = "read_variable";
  static constexpr Arity kInputs{1, 1};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const ReadVariable&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_STATE_H_
