// Checks that several operators share. Each returns OK or an error that names what disagrees.
#ifndef IEGEN_IR_OPS_CHECK_H_
#define IEGEN_IR_OPS_CHECK_H_

#include "absl/status/status.h"
#include "ir/ops/attr.h"

namespace iegen::ir {

// `type` has one of the element types in `allowed`; `what` names the tensor, as in "input".
absl::Status CheckElem(const TensorType& type, absl::Span<const ElemType> allowed,
                       absl::string_view what);

// `type` has rank `rank`.
absl::Status CheckRank(const TensorType& type, int rank, absl::string_view what);

// Rank between `least` and `most`.
absl::Status CheckRankBetween(const TensorType& type, IntRange range, absl::string_view what);

// `type` is int8 and quantised per tensor, zero point within the type.
absl::Status CheckQuantisedInt8(const TensorType& type, absl::string_view what);

// Both have the same scale and zero point.
absl::Status CheckSameQuant(const TensorType& a, const TensorType& b);

// The int8 filter of a convolution-like operator: zero points 0, one scale or `channels` along
// `axis`.
absl::Status CheckFilter(const TensorType& filter, int axis, int32_t channels);

// An int32 bias of `channels` elements, or absent.
absl::Status CheckBias(const TensorType& bias, int32_t channels);

// The rescaling from `in` (times each scale of `filter`) to `out` is a multiplier below 2^31;
// kernels can't shift further. An absent `filter` counts as 1.
absl::Status CheckRescaling(const TensorType& in, const TensorType& filter, const TensorType& out);

// The operands that quantisation lowering adds: int32 multipliers and int8 shifts, as many as the
// filter has scales... or `channels` each; absent together.
absl::Status CheckRequant(TypeSpan in, size_t first, int32_t channels);

// Both are in 1..1<<16; `what` names them, as in "stride".
absl::Status CheckPositive(const Int2& values, absl::string_view what);

// Output size of a sliding window: (in + pads - dilated kernel) / stride + 1; an error where the
// window is larger than the padded input.
absl::StatusOr<int32_t> WindowedSize(int64_t in, int64_t pads, int64_t dilated_kernel,
                                     int64_t stride);

// NumPy's rule; an error that names both shapes.
absl::StatusOr<Shape> BroadcastShapes(const Shape& a, const Shape& b);

// One output of element type `out`, of the shape that all inputs broadcast to; at most 6
// dimensions.
absl::StatusOr<Types> InferBroadcast(TypeSpan in, ElemType out);

// All have the element type of the first.
absl::Status CheckEqualElems(TypeSpan in);

// All inputs and the output are int8 and quantised per tensor.
absl::Status CheckAllQuantised(TypeSpan in, const TensorType& out);

// What arithmetic on two values takes: int8, all quantised per tensor; float32; int32 without a
// fused activation. Both inputs have the same element type.
absl::Status CheckArithmetic(TypeSpan in, const TensorType& out, Activation act);

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_CHECK_H_
