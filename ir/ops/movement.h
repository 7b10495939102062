// Operators that move elements to other places and compute nothing. Input and output have the same
// element type, scale and zero point; up to 6 dimensions.
#ifndef IEGEN_IR_OPS_MOVEMENT_H_
#define IEGEN_IR_OPS_MOVEMENT_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

// x repeated along the dimensions in which `shape` differs from it, by NumPy's rule.
struct BroadcastTo {
  static constexpr absl::string_view kName = "broadcast_to";
  static constexpr Arity kInputs{1, 1};
  IntList shape;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("shape", self.shape);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const BroadcastTo&) const = default;
};

// All inputs, at most eight, one behind the other along `axis`, which is not negative.
struct Concat {
  static constexpr absl::string_view kName = "concat";
  static constexpr Arity kInputs{1, 8};
  int32_t axis = 0;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("axis", self.axis);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Concat&) const = default;
};

// x with the block at `start` (int32, one number for each dimension) replaced by `update`. A start
// that does not leave room is moved to the nearest one that does. Inputs: x, update, start.
struct DynamicUpdateSlice {
  static constexpr absl::string_view kName = "dynamic_update_slice";
  static constexpr Arity kInputs{3, 3};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const DynamicUpdateSlice&) const = default;
};

// x[.., index[..], ..]: the shape of x with dimension `axis` replaced by the shape of the indices
// (int32). The first `batch_dims` dimensions of both go together. An index outside of the
// dimension reads the element nearest to it.
struct Gather {
  static constexpr absl::string_view kName = "gather";
  static constexpr Arity kInputs{2, 2};
  int32_t axis = 0, batch_dims = 0;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("axis", self.axis);
    visit("batch_dims", self.batch_dims);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Gather&) const = default;
};

// x[index[.., 0], index[.., 1], ..]: the last dimension of the indices (int32) walks over leading
// dimensions of x. Indices out of range as with gather.
struct GatherNd {
  static constexpr absl::string_view kName = "gather_nd";
  static constexpr Arity kInputs{2, 2};

  template <class Self, class V>
  static void Fields(Self&, V&&) {}
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const GatherNd&) const = default;
};

// Padding with the elements of x seen in a mirror at its edge: `symmetric` has the edge itself
// twice, `reflect` once.
struct MirrorPad {
  static constexpr absl::string_view kName = "mirror_pad";
  static constexpr Arity kInputs{1, 1};
  MirrorMode mode = MirrorMode::kReflect;
  IntList before, after;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("mode", self.mode);
    visit("before", self.before);
    visit("after", self.after);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const MirrorPad&) const = default;
};

// Of each dimension the `size` elements at begin, begin + stride, ..; a stride may be negative.
struct Slice {
  static constexpr absl::string_view kName = "slice";
  static constexpr Arity kInputs{1, 1};
  IntList begin, size, stride;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("begin", self.begin);
    visit("size", self.size);
    visit("stride", self.stride);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Slice&) const = default;
};

// Dimension i of the output is dimension perm[i] of x.
struct Transpose {
  static constexpr absl::string_view kName = "transpose";
  static constexpr Arity kInputs{1, 1};
  IntList perm;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("perm", self.perm);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Transpose&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_MOVEMENT_H_
