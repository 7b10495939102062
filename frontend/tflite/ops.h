// One function for each operator of the format; op_table.cc lists them. Each reads options and
// constants of its operator and adds its node, or says what is wrong with it.
#ifndef IEGEN_FRONTEND_TFLITE_OPS_H_
#define IEGEN_FRONTEND_TFLITE_OPS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontend/tflite/operator_reader.h"
#include "ir/ops/attr.h"

namespace iegen::frontend::tflite {

// ops_conv.cc
absl::Status ImportConv2d(OperatorReader& op);
absl::Status ImportDepthwiseConv2d(OperatorReader& op);
absl::Status ImportFullyConnected(OperatorReader& op);

// ops_blocks.cc
absl::Status ImportBatchToSpaceNd(OperatorReader& op);
absl::Status ImportDepthToSpace(OperatorReader& op);
absl::Status ImportSpaceToBatchNd(OperatorReader& op);
absl::Status ImportSpaceToDepth(OperatorReader& op);

// ops_gather.cc
absl::Status ImportDynamicUpdateSlice(OperatorReader& op);
absl::Status ImportEmbeddingLookup(OperatorReader& op);
absl::Status ImportGather(OperatorReader& op);
absl::Status ImportGatherNd(OperatorReader& op);

// ops_known.cc: what shapes alone decide
absl::Status ImportBroadcastArgs(OperatorReader& op);
absl::Status ImportBroadcastTo(OperatorReader& op);
absl::Status ImportFill(OperatorReader& op);
absl::Status ImportShape(OperatorReader& op);
absl::Status ImportZerosLike(OperatorReader& op);

// ops_movement.cc
absl::Status ImportConcatenation(OperatorReader& op);
absl::Status ImportExpandDims(OperatorReader& op);
absl::Status ImportMirrorPad(OperatorReader& op);
absl::Status ImportPack(OperatorReader& op);
absl::Status ImportPadV2(OperatorReader& op);
absl::Status ImportSqueeze(OperatorReader& op);
absl::Status ImportTranspose(OperatorReader& op);

// ops_pool.cc
absl::Status ImportAveragePool2d(OperatorReader& op);
absl::Status ImportMaxPool2d(OperatorReader& op);

// ops_binary.cc
absl::Status ImportAddN(OperatorReader& op);
absl::Status ImportDiv(OperatorReader& op);
absl::Status ImportEqual(OperatorReader& op);
absl::Status ImportGreater(OperatorReader& op);
absl::Status ImportGreaterEqual(OperatorReader& op);
absl::Status ImportLess(OperatorReader& op);
absl::Status ImportLessEqual(OperatorReader& op);
absl::Status ImportLogicalAnd(OperatorReader& op);
absl::Status ImportLogicalOr(OperatorReader& op);
absl::Status ImportMaximum(OperatorReader& op);
absl::Status ImportMinimum(OperatorReader& op);
absl::Status ImportMul(OperatorReader& op);
absl::Status ImportNotEqual(OperatorReader& op);
absl::Status ImportPrelu(OperatorReader& op);
absl::Status ImportSelectV2(OperatorReader& op);
absl::Status ImportSquaredDifference(OperatorReader& op);
absl::Status ImportSub(OperatorReader& op);

// ops_elementwise.cc
absl::Status ImportAdd(OperatorReader& op);
absl::Status ImportDequantize(OperatorReader& op);
absl::Status ImportLogistic(OperatorReader& op);
absl::Status ImportQuantize(OperatorReader& op);
absl::Status ImportRelu(OperatorReader& op);
absl::Status ImportRelu6(OperatorReader& op);
absl::Status ImportReluN1To1(OperatorReader& op);
absl::Status ImportSoftmax(OperatorReader& op);

// ops_reduce.cc
absl::Status ImportArgMax(OperatorReader& op);
absl::Status ImportArgMin(OperatorReader& op);
absl::Status ImportCumsum(OperatorReader& op);
absl::Status ImportMean(OperatorReader& op);
absl::Status ImportReduceAll(OperatorReader& op);
absl::Status ImportReduceMax(OperatorReader& op);
absl::Status ImportReduceMin(OperatorReader& op);
absl::Status ImportSum(OperatorReader& op);

// ops_normalize.cc
absl::Status ImportL2Normalization(OperatorReader& op);
absl::Status ImportLogSoftmax(OperatorReader& op);

// ops_resize.cc
absl::Status ImportResizeBilinear(OperatorReader& op);
absl::Status ImportResizeNearestNeighbor(OperatorReader& op);

// ops_matmul.cc
absl::Status ImportBatchMatMul(OperatorReader& op);
absl::Status ImportTransposeConv(OperatorReader& op);

// ops_recurrent.cc
absl::Status ImportSvdf(OperatorReader& op);
absl::Status ImportUnidirectionalSequenceLstm(OperatorReader& op);

// ops_shape.cc
absl::Status ImportPad(OperatorReader& op);
absl::Status ImportReshape(OperatorReader& op);

// ops_unary.cc
absl::Status ImportAbs(OperatorReader& op);
absl::Status ImportCast(OperatorReader& op);
absl::Status ImportCeil(OperatorReader& op);
absl::Status ImportElu(OperatorReader& op);
absl::Status ImportExp(OperatorReader& op);
absl::Status ImportFloor(OperatorReader& op);
absl::Status ImportHardSwish(OperatorReader& op);
absl::Status ImportLeakyRelu(OperatorReader& op);
absl::Status ImportLog(OperatorReader& op);
absl::Status ImportLogicalNot(OperatorReader& op);
absl::Status ImportNeg(OperatorReader& op);
absl::Status ImportRound(OperatorReader& op);
absl::Status ImportRsqrt(OperatorReader& op);
absl::Status ImportSqrt(OperatorReader& op);
absl::Status ImportSquare(OperatorReader& op);
absl::Status ImportTanh(OperatorReader& op);
// ops_slice.cc
absl::Status ImportReverseV2(OperatorReader& op);
absl::Status ImportSlice(OperatorReader& op);
absl::Status ImportSplit(OperatorReader& op);
absl::Status ImportSplitV(OperatorReader& op);
absl::Status ImportStridedSlice(OperatorReader& op);
absl::Status ImportUnpack(OperatorReader& op);

// Padding before and after each dimension out of constant input `i`, [rank, 2].
struct Paddings {
  ir::IntList before, after;
};
absl::StatusOr<Paddings> PaddingsOf(const OperatorReader& op, size_t i);

// The fused activation of an operator; unsupported for TANH and SIGN_BIT.
absl::StatusOr<ir::Activation> ActivationOf(schema::ActivationFunctionType type);

// A window that slides over height and width.
struct Window {
  schema::Padding padding = schema::Padding::SAME;
  ir::Int2 kernel{1, 1}, stride{1, 1}, dilation{1, 1};
};

// Explicit padding of a window over x [N, H, W, C], as TFLite computes it. SAME: out = ceil(in /
// stride), pads = max(0, (out - 1) * stride + dilated kernel - in), the smaller half before.
// VALID: none. An error for strides and dilations out of range and for paddings that do not exist.
absl::StatusOr<ir::Int4> PadsOf(const Window& window, const ir::TensorType& x);

// ops_state.cc
absl::Status ImportAssignVariable(OperatorReader& op);
absl::Status ImportCallOnce(OperatorReader& op);
absl::Status ImportReadVariable(OperatorReader& op);
absl::Status ImportVarHandle(OperatorReader& op);

// ops_control.cc
absl::Status ImportIf(OperatorReader& op);
absl::Status ImportWhile(OperatorReader& op);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_OPS_H_
