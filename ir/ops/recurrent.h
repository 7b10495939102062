// Recurrent layers: operators that keep a state in variables, which they read and write.
#ifndef IEGEN_IR_OPS_RECURRENT_H_
#define IEGEN_IR_OPS_RECURRENT_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// A layer of long short-term memory cells over a sequence, activation tanh. Arithmetic:
// backends/reference/kernels/lstm_s8.h. Gates are in the order i (input), f (forget), g (cell), o
// (output).
// Inputs: x [batch, steps, features] (time_major: [steps, batch, features]), four weights [cells,
// features], four recurrent weights [cells, cells], four biases [cells], and the state: hidden int8
// [batch, cells], cell int16 [batch, cells] with a scale of a power of two. Output: x's shape with
// cells last, quantised as hidden is.
struct Lstm {
  static constexpr absl::string_view kName = "lstm";
  static constexpr Arity kInputs{15, 15};
  static constexpr size_t kWeights = 1, kRecurrent = 5, kBias = 9, kHidden = 13, kCell = 14;
  static constexpr uint32_t kWrites = 1u << kHidden | 1u << kCell;
  bool time_major = false;
  float cell_clip = 0;  // in real values; 0: none

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("time_major", self.time_major);
    visit("cell_clip", self.cell_clip);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Lstm&) const = default;
};

// One inference of a layer of filters of rank `rank`, singular value decomposition. Arithmetic:
// backends/reference/kernels/svdf_s8.h.
// Inputs: x [batch, features], weights [filters, features], time weights [filters, memory], bias
// [filters / rank], and the state [batch, filters * memory], int16 or int8, of the type of the time
// weights. Output [batch, filters / rank].
struct Svdf {
  static constexpr absl::string_view kName = "svdf";
  static constexpr Arity kInputs{5, 5};
  static constexpr size_t kWeights = 1, kTime = 2, kBias = 3, kState = 4;
  static constexpr uint32_t kWrites = 1u << kState;
  int32_t rank = 1;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("rank", self.rank);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Svdf&) const = default;
};

// p of a scale 2^p, or an error where the scale is no power of two in the range that the kernel's
// shifts have: 2^-24 to 2^-9.
absl::StatusOr<int32_t> CellExponent(float scale);

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_RECURRENT_H_
