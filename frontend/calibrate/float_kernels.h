// What the operators of float models compute, on the host: plain loops over float32, and matrix
// products for everything with weights. Shapes and attributes have been verified.
#ifndef IEGEN_FRONTEND_CALIBRATE_FLOAT_KERNELS_H_
#define IEGEN_FRONTEND_CALIBRATE_FLOAT_KERNELS_H_

#include <vector>

#include "ir/graph.h"

namespace iegen::frontend::calibrate {

// Elements in row-major order; integers are held as whole numbers.
struct FloatTensor {
  ir::TensorType type;
  std::vector<float> elements;

  const ir::Shape& shape() const { return type.shape; }
};
using FloatInputs = std::vector<const FloatTensor*>;  // null: absent

// Convolutions and matrix products (weights in the IR's order).
void RunConv2d(const ir::Conv2d& op, const FloatInputs& in, FloatTensor* out);
void RunDepthwiseConv2d(const ir::DepthwiseConv2d& op, const FloatInputs& in, FloatTensor* out);
void RunTransposeConv2d(const ir::TransposeConv2d& op, const FloatInputs& in, FloatTensor* out);
void RunFullyConnected(const ir::FullyConnected& op, const FloatInputs& in, FloatTensor* out);
void RunBatchMatMul(const ir::BatchMatMul& op, const FloatInputs& in, FloatTensor* out);

// Whole images and rows.
void RunPool2d(const ir::Pool2d& op, const FloatInputs& in, FloatTensor* out);
void RunResize(const ir::Resize& op, const FloatInputs& in, FloatTensor* out);
void RunSoftmax(const FloatInputs& in, bool logarithm, FloatTensor* out);
enum class Combine { kMean, kSum, kMax, kMin };
void RunReduce(Combine how, const ir::IntList& axes, const FloatInputs& in, FloatTensor* out);

// Values at their places. `op` is an add or a binary.
void RunBinary(const ir::Op& op, const FloatInputs& in, FloatTensor* out);
void RunQuantize(const FloatInputs& in, FloatTensor* out);
void RunDequantize(const FloatInputs& in, FloatTensor* out);

// Values that move.
void RunConcat(const ir::Concat& op, const FloatInputs& in, FloatTensor* out);
void RunGather(const ir::Gather& op, const FloatInputs& in, FloatTensor* out);
void RunPad(const ir::Pad& op, const FloatInputs& in, FloatTensor* out);
void RunMirrorPad(const ir::MirrorPad& op, const FloatInputs& in, FloatTensor* out);
void RunSlice(const ir::Slice& op, const FloatInputs& in, FloatTensor* out);
void RunTranspose(const ir::Transpose& op, const FloatInputs& in, FloatTensor* out);
void RunBroadcastTo(const FloatInputs& in, FloatTensor* out);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_FLOAT_KERNELS_H_
