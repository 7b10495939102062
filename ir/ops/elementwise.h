// Operators that compute each output element from the input elements at its place.
#ifndef IEGEN_IR_OPS_ELEMENTWISE_H_
#define IEGEN_IR_OPS_ELEMENTWISE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// a + b with NumPy's broadcasting: int8 with three scales, int32, float32.
struct Add {
  static constexpr absl::string_view kName = "add";
  static constexpr Arity kInputs{2, 2};
  Activation act = Activation::kNone;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("act", self.act);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Add&) const = default;
};

// max(x, 0) and its relatives as an operator of its own, with a requantisation where input and
// output scales differ.
struct Relu {
  static constexpr absl::string_view kName = "relu";
  static constexpr Arity kInputs{1, 1};
  Activation kind = Activation::kRelu;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Relu&) const = default;
};

// 1 / (1 + exp(-x)).
struct Logistic {
  static constexpr absl::string_view kName = "logistic";
  static constexpr Arity kInputs{1, 1};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Logistic&) const = default;
};

// out = table[x as a byte 0..255]: any chain of operators of one 8-bit value. Inputs: x (int8,
// uint8 or bool) and a constant table of 256 elements of the output's type (one of these).
struct Table {
  static constexpr absl::string_view kName = "table";
  static constexpr Arity kInputs{2, 2};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[1].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Table&) const = default;
};

// exp(beta * x) / sum over the last dimension.
struct Softmax {
  static constexpr absl::string_view kName = "softmax";
  static constexpr Arity kInputs{1, 1};
  float beta = 1.0f;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("beta", self.beta);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{in[0].elem, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Softmax&) const = default;
};

// float32 to an 8-bit type, one 8-bit type and scale to another, int8 to int32 and back.
struct Quantize {
  static constexpr absl::string_view kName = "quantize";
  static constexpr Arity kInputs{1, 1};
  ElemType to = ElemType::kInt8;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("to", self.to);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const { return Types{{to, in[0].shape, {}}}; }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Quantize&) const = default;
};

// An 8-bit type to float32.
struct Dequantize {
  static constexpr absl::string_view kName = "dequantize";
  static constexpr Arity kInputs{1, 1};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const {
    return Types{{ElemType::kFloat32, in[0].shape, {}}};
  }
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Dequantize&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_ELEMENTWISE_H_
