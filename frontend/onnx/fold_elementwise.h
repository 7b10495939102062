// Operators on constants, element by element and with broadcasting. All inputs are constants.
#ifndef IEGEN_FRONTEND_ONNX_FOLD_ELEMENTWISE_H_
#define IEGEN_FRONTEND_ONNX_FOLD_ELEMENTWISE_H_

#include "absl/status/status.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

absl::Status FoldArithmetic(NodeReader& op);  // of two numbers: Add, Div, Max, Pow, ...
absl::Status FoldCast(NodeReader& op);
absl::Status FoldCompare(NodeReader& op);
absl::Status FoldExpand(NodeReader& op);
absl::Status FoldReduce(NodeReader& op);  // over all elements
absl::Status FoldUnary(NodeReader& op);
absl::Status FoldWhere(NodeReader& op);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_FOLD_ELEMENTWISE_H_
