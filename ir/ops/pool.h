// Pooling over height and width of x [N, H, W, C].
#ifndef IEGEN_IR_OPS_POOL_H_
#define IEGEN_IR_OPS_POOL_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// Padding takes no part: it is neither counted by the average nor seen by the maximum. Input and
// output have the same scale and zero point.
struct Pool2d {
  static constexpr absl::string_view kName = "pool2d";
  static constexpr Arity kInputs{1, 1};
  PoolKind kind = PoolKind::kAverage;
  Int2 kernel{1, 1}, stride{1, 1};
  Int4 pad{0, 0, 0, 0};
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("kernel", self.kernel);
    visit("stride", self.stride);
    visit("pad", self.pad);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Pool2d&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_POOL_H_
