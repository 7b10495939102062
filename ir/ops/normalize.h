// Operators that bring each row, along the last dimension, to a common measure. Their output scales
// are fixed.
#ifndef IEGEN_IR_OPS_NORMALIZE_H_
#define IEGEN_IR_OPS_NORMALIZE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// x / sqrt(sum of x^2); output scale 1/128, zero point 0.
struct L2Normalize {
  static constexpr absl::string_view kName = "l2_normalize";
  static constexpr Arity kInputs{1, 1};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const L2Normalize&) const = default;
};

// x - ln(sum of exp(x)); output scale 1/16, zero point 127.
struct LogSoftmax {
  static constexpr absl::string_view kName = "log_softmax";
  static constexpr Arity kInputs{1, 1};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const LogSoftmax&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_NORMALIZE_H_
