// One function for each operator of the IR: the portable kernels that can run it. Rows of the table
// in backend.cc.
#ifndef IEGEN_BACKENDS_REFERENCE_CANDIDATES_H_
#define IEGEN_BACKENDS_REFERENCE_CANDIDATES_H_

#include <vector>

#include "backends/backend.h"

namespace iegen::reference {

using Offer = std::vector<Candidate>;

// conv.cc
Offer OfferConv2d(const NodeView& node, const Target& target);
Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target);
Offer OfferFullyConnected(const NodeView& node, const Target& target);
// matmul.cc: fully_connected whose weights are no constant
Offer OfferMatMul(const NodeView& node, const Target& target);
// pool.cc
Offer OfferPool2d(const NodeView& node, const Target& target);
// binary.cc
Offer OfferAdd(const NodeView& node, const Target& target);
Offer OfferAddN(const NodeView& node, const Target& target);
Offer OfferBinary(const NodeView& node, const Target& target);
// compare.cc
Offer OfferCompare(const NodeView& node, const Target& target);
Offer OfferLogical(const NodeView& node, const Target& target);
Offer OfferSelect(const NodeView& node, const Target& target);
// convert.cc
Offer OfferCast(const NodeView& node, const Target& target);
Offer OfferRescale(const NodeView& node);   // quantize with int32 on one side
Offer OfferUnaryF32(const NodeView& node);  // unary, relu and logistic on float32
// elementwise.cc
Offer OfferSoftmax(const NodeView& node, const Target& target);
// unary.cc
Offer OfferUnary(const NodeView& node, const Target& target);
Offer OfferTable(const NodeView& node, const Target& target);
Offer OfferLogistic(const NodeView& node, const Target& target);
Offer OfferRelu(const NodeView& node, const Target& target);
Offer OfferQuantize(const NodeView& node, const Target& target);
Offer OfferDequantize(const NodeView& node, const Target& target);
// reduce.cc
Offer OfferArgReduce(const NodeView& node, const Target& target);
Offer OfferCumSum(const NodeView& node, const Target& target);
Offer OfferMean(const NodeView& node, const Target& target);
Offer OfferReduce(const NodeView& node, const Target& target);
// normalize.cc
Offer OfferL2Normalize(const NodeView& node, const Target& target);
Offer OfferLogSoftmax(const NodeView& node, const Target& target);
Offer OfferSoftmaxF32(const NodeView& node);  // softmax and log_softmax on float32
// resize.cc
Offer OfferResize(const NodeView& node, const Target& target);
// batch_matmul.cc
Offer OfferBatchMatMul(const NodeView& node, const Target& target);
// transpose_conv.cc
Offer OfferTransposeConv2d(const NodeView& node, const Target& target);
// movement.cc
Offer OfferBroadcastTo(const NodeView& node, const Target& target);
Offer OfferConcat(const NodeView& node, const Target& target);
Offer OfferDynamicUpdateSlice(const NodeView& node, const Target& target);
Offer OfferGather(const NodeView& node, const Target& target);
Offer OfferGatherNd(const NodeView& node, const Target& target);
Offer OfferMirrorPad(const NodeView& node, const Target& target);
Offer OfferSlice(const NodeView& node, const Target& target);
Offer OfferTranspose(const NodeView& node, const Target& target);
// recurrent.cc
Offer OfferLstm(const NodeView& node, const Target& target);
Offer OfferSvdf(const NodeView& node, const Target& target);
// shape.cc
Offer OfferPad(const NodeView& node, const Target& target);
Offer OfferReshape(const NodeView& node, const Target& target);
// state.cc
Offer OfferAssignVariable(const NodeView& node, const Target& target);
Offer OfferDelayedFullyConnected(const NodeView& node, const Target& target);
Offer OfferReadVariable(const NodeView& node, const Target& target);
Offer OfferShiftVariable(const NodeView& node, const Target& target);
Offer OfferUpdateVariable(const NodeView& node, const Target& target);

// Kernels that the functions above name, for the registry.
absl::Span<const Kernel> ConvKernels();
absl::Span<const Kernel> MatMulKernels();
absl::Span<const Kernel> MovementKernels();
absl::Span<const Kernel> PoolKernels();
absl::Span<const Kernel> BinaryKernels();
absl::Span<const Kernel> CompareKernels();
absl::Span<const Kernel> ConvertKernels();
absl::Span<const Kernel> ElementwiseKernels();
absl::Span<const Kernel> UnaryKernels();
absl::Span<const Kernel> RecurrentKernels();
absl::Span<const Kernel> ShapeKernels();
absl::Span<const Kernel> ReduceKernels();
absl::Span<const Kernel> NormalizeKernels();
absl::Span<const Kernel> ResizeKernels();
absl::Span<const Kernel> BatchMatMulKernels();
absl::Span<const Kernel> TransposeConvKernels();
absl::Span<const Kernel> StateKernels();
absl::Span<const Kernel> RowSumKernels();

// Copies the bytes of operand 0 to operand 1; their number is all its spec says.
const Kernel& CopyKernel();
ir::Spec CopySpecOf(int64_t bytes);

// Estimated instructions of `macs` multiply-accumulates and `outputs` requantised outputs in
// portable code.
int64_t MacCost(const Target& target, int64_t macs, int64_t outputs);

}  // namespace iegen::reference

#endif  // IEGEN_BACKENDS_REFERENCE_CANDIDATES_H_
