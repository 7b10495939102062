// Markers of control flow. The graph stays one list of nodes; markers say which of them run:
//
//   if_begin(cond)  ...  if_else()  ...  if_end()
//   loop_begin()  ...  loop_exit_unless(cond)  ...  loop_end()
//
// A loop has one exit on its own level. Branches and bodies hand values on in variables: what is
// produced between two markers cannot be read behind the second one.
#ifndef IEGEN_IR_OPS_CONTROL_H_
#define IEGEN_IR_OPS_CONTROL_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// What all markers have in common.
struct Marker {
  static constexpr bool kMarker = true;

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan) const { return Types{}; }
  // The condition, if there is one, is one bool.
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Marker&) const = default;
};

// What follows runs where the condition is true, up to if_else.
struct IfBegin : Marker {
  static constexpr absl::string_view kName = "if_begin";
  static constexpr Arity kInputs{1, 1};
};

// What follows runs where the condition of the same level's if_begin was false.
struct IfElse : Marker {
  static constexpr absl::string_view kName = "if_else";
  static constexpr Arity kInputs{0, 0};
};

struct IfEnd : Marker {
  static constexpr absl::string_view kName = "if_end";
  static constexpr Arity kInputs{0, 0};
};

struct LoopBegin : Marker {
  static constexpr absl::string_view kName = "loop_begin";
  static constexpr Arity kInputs{0, 0};
};

// Goes on behind the loop's end where the condition is false.
struct LoopExitUnless : Marker {
  static constexpr absl::string_view kName = "loop_exit_unless";
  static constexpr Arity kInputs{1, 1};
};

// Goes back to the loop's beginning.
struct LoopEnd : Marker {
  static constexpr absl::string_view kName = "loop_end";
  static constexpr Arity kInputs{0, 0};
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_CONTROL_H_
