// Arithmetic that exporters leave in a model although all of it is known: shapes, paddings,
// indices.
#ifndef IEGEN_FRONTEND_ONNX_FOLD_H_
#define IEGEN_FRONTEND_ONNX_FOLD_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

using ImportFunction = absl::Status (*)(NodeReader& op);

// The function that computes an operator whose inputs are all constants; null where there is none.
// It sets constants of at most kMostFoldedElements elements.
ImportFunction FindFold(absl::string_view op_type);

// Operators that are folded and never run.
absl::Span<const absl::string_view> FoldedOnly();

// Constant input `i` as a shape that is not too large to be computed.
absl::StatusOr<ir::Shape> ShapeFrom(const NodeReader& op, size_t i);

// Elements of `tensor` at these places, in the shape of the result.
HostTensor Picked(const HostTensor& tensor, ir::Shape shape, absl::Span<const int64_t> places);

// An error where a constant of this shape is too large to be computed.
absl::Status CheckFoldedSize(const ir::Shape& shape);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_FOLD_H_
