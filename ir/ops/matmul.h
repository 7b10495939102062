// Products of matrices, and of images scattered by a filter.
#ifndef IEGEN_IR_OPS_MATMUL_H_
#define IEGEN_IR_OPS_MATMUL_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// x [..., M, K] times y [..., K, N], int8 with one scale each; adj_x, adj_y: that operand has its
// last two dimensions exchanged. The dimensions before are broadcast.
struct BatchMatMul {
  static constexpr absl::string_view kName = "batch_matmul";
  static constexpr Arity kInputs{2, 2};
  bool adj_x = false, adj_y = false;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("adj_x", self.adj_x);
    visit("adj_y", self.adj_y);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const BatchMatMul&) const = default;
};

// x [N, H, W, I], filter OHWI [O, KH, KW, I], bias int32 [O] or absent, multipliers and shifts as
// in conv.h; out [N, size[0], size[1], O]. Pixel (y, x) times tap (i, j) goes to pixel (y *
// stride[0] + i - pad[0], x * stride[1] + j - pad[1]), and nowhere where that lies outside.
struct TransposeConv2d {
  static constexpr absl::string_view kName = "transpose_conv2d";
  static constexpr Arity kInputs{2, 5};
  Int2 stride{1, 1};
  Int2 pad{0, 0};  // top, left
  Int2 size{1, 1};
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("stride", self.stride);
    visit("pad", self.pad);
    visit("size", self.size);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const TransposeConv2d&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_MATMUL_H_
