// Convolutions and the fully connected layer: the operators with a filter and a bias.
//
// Arithmetic of all three (TFLite quantisation specification, double rounding):
//   out = clamp(requantise(bias + sum((x - x_zero_point) * w)) + out_zero_point)
// Inputs: x, filter, bias (optional), and after lower-quant multipliers (int32) and shifts (int8),
// one for each output channel or one for all.
#ifndef IEGEN_IR_OPS_CONV_H_
#define IEGEN_IR_OPS_CONV_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// x [N, H, W, C], filter OHWI [O, KH, KW, C / groups], out [N, OH, OW, O].
struct Conv2d {
  static constexpr absl::string_view kName = "conv2d";
  static constexpr Arity kInputs{2, 5};
  Int2 stride{1, 1}, dilation{1, 1};
  Int4 pad{0, 0, 0, 0};  // always explicit; reads there give the input's zero point
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("stride", self.stride);
    visit("dilation", self.dilation);
    visit("pad", self.pad);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Conv2d&) const = default;
};

// x [N, H, W, C], filter [1, KH, KW, C * multiplier], out [N, OH, OW, C * multiplier].
struct DepthwiseConv2d {
  static constexpr absl::string_view kName = "depthwise_conv2d";
  static constexpr Arity kInputs{2, 5};
  Int2 stride{1, 1}, dilation{1, 1};
  Int4 pad{0, 0, 0, 0};
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("stride", self.stride);
    visit("dilation", self.dilation);
    visit("pad", self.pad);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const DepthwiseConv2d&) const = default;
};

// x of any rank, read as [N, C]; filter [O, C]; out [N, O], or with keep_dims x's shape with O
// last.
struct FullyConnected {
  static constexpr absl::string_view kName = "fully_connected";
  static constexpr Arity kInputs{2, 5};
  bool keep_dims = false;
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("keep_dims", self.keep_dims);
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const FullyConnected&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_CONV_H_
