// The functions of all operators, by family: each reads one node into the graph.
#ifndef IEGEN_FRONTEND_ONNX_OPS_H_
#define IEGEN_FRONTEND_ONNX_OPS_H_

#include "absl/status/status.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

// Orders of dimensions between the file and the IR: channels first and last.
inline const Axes& ToChannelsLast() {
  static const auto& axes = *new Axes{0, 2, 3, 1};
  return axes;
}

// Input `i` with four dimensions and its channels last; a one-dimensional sequence [N, C, L] is an
// image of height 1.
absl::StatusOr<ir::ValueId> ImageOf(NodeReader& op, size_t i);
// Output 0 from an image with channels last, in as many dimensions as input 0 has.
absl::Status SetImage(NodeReader& op, ir::ValueId image);

// Inputs brought to one order of dimensions for an operator that broadcasts them.
struct Arranged {
  std::vector<ir::ValueId> in;
  Axes order;  // of the dimensions of the file in memory
};
absl::StatusOr<Arranged> Arrange(NodeReader& op, const std::vector<size_t>& inputs);

// Kernel, strides and padding of a sliding window in two dimensions; of one-dimensional windows the
// first numbers are 1 and 0.
struct WindowAttributes {
  ir::Int2 kernel{1, 1}, stride{1, 1}, dilation{1, 1};
  ir::Int4 pad{0, 0, 0, 0};  // top, bottom, left, right
};
// `kernel` is empty where the attribute kernel_shape must be there.
absl::StatusOr<WindowAttributes> ReadWindow(NodeReader& op, std::vector<int64_t> kernel);

// The filter and bias of a product with a matrix: out = x * weights^T + bias, of input 0 with rows
// of the last dimension; weights [out, in] and bias [out] or none are constants of the file.
struct Dense {
  HostTensor weights;
  absl::optional<HostTensor> bias;
};
absl::Status ImportDense(NodeReader& op, Dense dense);

absl::Status ImportAdd(NodeReader& op);
absl::Status ImportAveragePool(NodeReader& op);
absl::Status ImportBatchNormalization(NodeReader& op);
absl::Status ImportClip(NodeReader& op);
absl::Status ImportConcat(NodeReader& op);
absl::Status ImportConv(NodeReader& op);
absl::Status ImportConvTranspose(NodeReader& op);
absl::Status ImportDequantizeLinear(NodeReader& op);
absl::Status ImportDropout(NodeReader& op);
absl::Status ImportErf(NodeReader& op);
absl::Status ImportExp(NodeReader& op);
absl::Status ImportExpand(NodeReader& op);
absl::Status ImportFlatten(NodeReader& op);
absl::Status ImportGather(NodeReader& op);
absl::Status ImportGelu(NodeReader& op);
absl::Status ImportGemm(NodeReader& op);
absl::Status ImportGlobalAveragePool(NodeReader& op);
absl::Status ImportGlobalMaxPool(NodeReader& op);
absl::Status ImportHardSigmoid(NodeReader& op);
absl::Status ImportIdentity(NodeReader& op);
absl::Status ImportLayerNormalization(NodeReader& op);
absl::Status ImportMatMul(NodeReader& op);
absl::Status ImportMaxPool(NodeReader& op);
absl::Status ImportPad(NodeReader& op);
absl::Status ImportPow(NodeReader& op);
absl::Status ImportPrelu(NodeReader& op);
absl::Status ImportQuantizeLinear(NodeReader& op);
absl::Status ImportReciprocal(NodeReader& op);
absl::Status ImportRecurrent(NodeReader& op);
absl::Status ImportReduce(NodeReader& op);
absl::Status ImportReshape(NodeReader& op);
absl::Status ImportResize(NodeReader& op);
absl::Status ImportShape(NodeReader& op);
absl::Status ImportSlice(NodeReader& op);
absl::Status ImportSoftmax(NodeReader& op);
absl::Status ImportSplit(NodeReader& op);
absl::Status ImportSqueeze(NodeReader& op);
absl::Status ImportTranspose(NodeReader& op);
absl::Status ImportTwoInputs(NodeReader& op);
absl::Status ImportUnary(NodeReader& op);
absl::Status ImportUnsqueeze(NodeReader& op);

// What ONNX Runtime calls QLinear and QOperator: the quantisation of each operand beside it.
absl::Status ImportQGemm(NodeReader& op);
absl::Status ImportQLinearAveragePool(NodeReader& op);
absl::Status ImportQLinearBinary(NodeReader& op);
absl::Status ImportQLinearConcat(NodeReader& op);
absl::Status ImportQLinearConv(NodeReader& op);
absl::Status ImportQLinearMatMul(NodeReader& op);
absl::Status ImportQLinearUnary(NodeReader& op);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_OPS_H_
