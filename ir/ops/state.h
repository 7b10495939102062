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

// fully_connected over a window of frames of which each call brings the last one (x): `taps` frames
// make up a row of the filter. Instead of the frames it keeps, for each of the next taps - 1 calls,
// what the frames so far add to the outputs: sums [taps - 1, outputs], row 0 for this call. A sum
// begins with bias[o] - zero point of x * sum over k of filter[o][k]. All modulo 2^32, so the
// result is that of the whole window.
//   inputs: x [.., features], filter [outputs, taps, features], bias [outputs] (zeros where the
//   layer has none), multipliers, shifts, sums
//   output: [.., outputs], as the node declares it
struct DelayedFullyConnected {
  static constexpr absl::string_view kName = "delayed_fully_connected";
  static constexpr Arity kInputs{6, 6};
  static constexpr uint32_t kWrites = 1u << 5;
  IntList shape;  // of the output
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("shape", self.shape);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const DelayedFullyConnected&) const = default;
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

// shift_variable(variable): element i + by becomes element i; the last `by` elements stay. No
// output.
struct ShiftVariable {
  static constexpr absl::string_view kName = "shift_variable";
  static constexpr Arity kInputs{1, 1};
  static constexpr uint32_t kWrites = 1;
  int32_t by = 1;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("by", self.by);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const ShiftVariable&) const = default;
};

// update_variable(variable, x): stores the elements of x from element `at` on; the others stay. No
// output.
struct UpdateVariable {
  static constexpr absl::string_view kName = "update_variable";
  static constexpr Arity kInputs{2, 2};
  static constexpr uint32_t kWrites = 1;
  int32_t at = 0;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("at", self.at);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const UpdateVariable&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_STATE_H_
