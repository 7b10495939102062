#include "frontend/tflite/op_table.h"

#include "frontend/tflite/ops.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {
namespace {

constexpr absl::string_view kArithmeticLimits =
    "int8 or float32, int32 without a fused activation; up to 6 dimensions";
constexpr absl::string_view kBoolLimits = "bool; up to 6 dimensions";
constexpr absl::string_view kCompareLimits = "int8, int32, int64 or float32; up to 6 dimensions";
constexpr absl::string_view kEqualLimits =
    "int8, int32, int64, float32 or bool; up to 6 dimensions";
constexpr absl::string_view kExtremumLimits = "int8, int32, int64 or float32; up to 6 dimensions";
constexpr absl::string_view kRealLimits = "int8 or float32; up to 6 dimensions";
constexpr absl::string_view kConvLimits =
    "int8; constant filter and bias; fused activation none, RELU, RELU6 or RELU_N1_TO_1";
constexpr absl::string_view kPoolLimits =
    "int8; input and output have the same scale and zero point";
constexpr absl::string_view kReluLimits = "int8 or float32";
constexpr absl::string_view kVariableLimits = "any type; written before it is read, or CALL_ONCE";
constexpr absl::string_view kControlLimits = "static shapes; no graph calls itself";

constexpr int32_t Code(schema::BuiltinOperator code) { return static_cast<int32_t>(code); }

using Builtin = schema::BuiltinOperator;

constexpr OperatorRow kRows[] = {
    {Code(Builtin::ABS), "ABS", 5, ImportAbs, "int8 or float32"},
    {Code(Builtin::ADD), "ADD", 5, ImportAdd, kArithmeticLimits, Wires::kValues, ir::Add::kName},
    {Code(Builtin::ADD_N), "ADD_N", 1, ImportAddN, "int8 or float32; up to 16 inputs"},
    {Code(Builtin::ARG_MAX), "ARG_MAX", 3, ImportArgMax,
     "int8, int32 or float32; constant axis; output int32"},
    {Code(Builtin::ARG_MIN), "ARG_MIN", 3, ImportArgMin,
     "int8, int32 or float32; constant axis; output int32"},
    {Code(Builtin::ASSIGN_VARIABLE), "ASSIGN_VARIABLE", 1, ImportAssignVariable, kVariableLimits,
     Wires::kNoOutput},
    {Code(Builtin::AVERAGE_POOL_2D), "AVERAGE_POOL_2D", 3, ImportAveragePool2d, kPoolLimits,
     Wires::kValues, ir::Pool2d::kName},
    {Code(Builtin::BATCH_MATMUL), "BATCH_MATMUL", 4, ImportBatchMatMul, "int8; 2 to 5 dimensions"},
    {Code(Builtin::BATCH_TO_SPACE_ND), "BATCH_TO_SPACE_ND", 4, ImportBatchToSpaceNd,
     "3 or 4 dimensions; constant block shape and crops"},
    {Code(Builtin::BROADCAST_ARGS), "BROADCAST_ARGS", 1, ImportBroadcastArgs, "int32 or int64"},
    {Code(Builtin::BROADCAST_TO), "BROADCAST_TO", 3, ImportBroadcastTo,
     "constant shape; up to 6 dimensions"},
    {Code(Builtin::CALL_ONCE), "CALL_ONCE", 1, ImportCallOnce,
     "a graph that assigns constants to variables", Wires::kNoOutput},
    {Code(Builtin::CAST), "CAST", 6, ImportCast, "any type"},
    {Code(Builtin::CEIL), "CEIL", 1, ImportCeil, "float32"},
    {Code(Builtin::CONCATENATION), "CONCATENATION", 4, ImportConcatenation,
     "all scales and zero points equal; no fused activation"},
    {Code(Builtin::CONV_2D), "CONV_2D", 8, ImportConv2d, kConvLimits, Wires::kValues,
     ir::Conv2d::kName},
    {Code(Builtin::CUMSUM), "CUMSUM", 1, ImportCumsum,
     "int8 or float32; constant axis; int8 sums begin as in TFLM"},
    {Code(Builtin::DEPTHWISE_CONV_2D), "DEPTHWISE_CONV_2D", 7, ImportDepthwiseConv2d, kConvLimits,
     Wires::kValues, ir::DepthwiseConv2d::kName},
    {Code(Builtin::DEPTH_TO_SPACE), "DEPTH_TO_SPACE", 2, ImportDepthToSpace, "any type but int16"},
    {Code(Builtin::DEQUANTIZE), "DEQUANTIZE", 6, ImportDequantize, "int8 or uint8 to float32"},
    {Code(Builtin::DIV), "DIV", 2, ImportDiv, kRealLimits},
    {Code(Builtin::DYNAMIC_UPDATE_SLICE), "DYNAMIC_UPDATE_SLICE", 2, ImportDynamicUpdateSlice,
     "up to 6 dimensions; start in int32"},
    {Code(Builtin::ELU), "ELU", 1, ImportElu, "int8 or float32"},
    {Code(Builtin::EMBEDDING_LOOKUP), "EMBEDDING_LOOKUP", 3, ImportEmbeddingLookup,
     "int8 to int8 or float32, float32; rows out of range become the nearest"},
    {Code(Builtin::EQUAL), "EQUAL", 4, ImportEqual, kEqualLimits},
    {Code(Builtin::EXP), "EXP", 2, ImportExp, "float32"},
    {Code(Builtin::EXPAND_DIMS), "EXPAND_DIMS", 1, ImportExpandDims, "constant axis"},
    {Code(Builtin::FILL), "FILL", 3, ImportFill, "constant shape; up to 6 dimensions"},
    {Code(Builtin::FLOOR), "FLOOR", 1, ImportFloor, "float32"},
    {Code(Builtin::FULLY_CONNECTED), "FULLY_CONNECTED", 13, ImportFullyConnected,
     "int8; constant bias; weights in the default format", Wires::kValues,
     ir::FullyConnected::kName},
    {Code(Builtin::GATHER), "GATHER", 7, ImportGather,
     "int32 indices; those out of range become the nearest"},
    {Code(Builtin::GATHER_ND), "GATHER_ND", 5, ImportGatherNd,
     "int32 indices, up to 6 to an element; those out of range become the nearest"},
    {Code(Builtin::GREATER), "GREATER", 2, ImportGreater, kCompareLimits},
    {Code(Builtin::GREATER_EQUAL), "GREATER_EQUAL", 3, ImportGreaterEqual, kCompareLimits},
    {Code(Builtin::HARD_SWISH), "HARD_SWISH", 1, ImportHardSwish, "int8 or float32"},
    {Code(Builtin::IF), "IF", 1, ImportIf, kControlLimits},
    {Code(Builtin::L2_NORMALIZATION), "L2_NORMALIZATION", 2, ImportL2Normalization,
     "int8; last dimension; output scale 1/128"},
    {Code(Builtin::LEAKY_RELU), "LEAKY_RELU", 2, ImportLeakyRelu, "int8 or float32"},
    {Code(Builtin::LESS), "LESS", 3, ImportLess, kCompareLimits},
    {Code(Builtin::LESS_EQUAL), "LESS_EQUAL", 2, ImportLessEqual, kCompareLimits},
    {Code(Builtin::LOG), "LOG", 2, ImportLog, "float32"},
    {Code(Builtin::LOGICAL_AND), "LOGICAL_AND", 1, ImportLogicalAnd, kBoolLimits},
    {Code(Builtin::LOGICAL_NOT), "LOGICAL_NOT", 1, ImportLogicalNot, "bool"},
    {Code(Builtin::LOGICAL_OR), "LOGICAL_OR", 1, ImportLogicalOr, kBoolLimits},
    {Code(Builtin::LOGISTIC), "LOGISTIC", 3, ImportLogistic, "int8, output scale 1/256; float32"},
    {Code(Builtin::LOG_SOFTMAX), "LOG_SOFTMAX", 2, ImportLogSoftmax,
     "int8, output scale 1/16; float32; last dimension"},
    {Code(Builtin::MAXIMUM), "MAXIMUM", 4, ImportMaximum, kExtremumLimits},
    {Code(Builtin::MAX_POOL_2D), "MAX_POOL_2D", 3, ImportMaxPool2d, kPoolLimits, Wires::kValues,
     ir::Pool2d::kName},
    {Code(Builtin::MEAN), "MEAN", 3, ImportMean, "int8 or float32; constant axes"},
    {Code(Builtin::MINIMUM), "MINIMUM", 4, ImportMinimum, kExtremumLimits},
    {Code(Builtin::MIRROR_PAD), "MIRROR_PAD", 3, ImportMirrorPad,
     "constant padding; up to 5 dimensions"},
    {Code(Builtin::MUL), "MUL", 7, ImportMul, kArithmeticLimits, Wires::kValues, ir::Binary::kName},
    {Code(Builtin::NEG), "NEG", 1, ImportNeg, "float32"},
    {Code(Builtin::NOT_EQUAL), "NOT_EQUAL", 3, ImportNotEqual, kEqualLimits},
    {Code(Builtin::PACK), "PACK", 4, ImportPack, "any type but int16"},
    {Code(Builtin::PAD), "PAD", 4, ImportPad,
     "int8, uint8, int32, float32; constant padding; up to 5 dimensions"},
    {Code(Builtin::PADV2), "PADV2", 4, ImportPadV2,
     "int8, uint8, int32, float32; constant padding and value; up to 5 dimensions"},
    {Code(Builtin::PRELU), "PRELU", 1, ImportPrelu, kRealLimits},
    {Code(Builtin::QUANTIZE), "QUANTIZE", 4, ImportQuantize,
     "float32, int8 or uint8 to int8 or uint8; int8 to int32 and back"},
    {Code(Builtin::READ_VARIABLE), "READ_VARIABLE", 1, ImportReadVariable, kVariableLimits},
    {Code(Builtin::REDUCE_ALL), "REDUCE_ALL", 1, ImportReduceAll, "bool; constant axes"},
    {Code(Builtin::REDUCE_MAX), "REDUCE_MAX", 3, ImportReduceMax,
     "int8, int32 or float32; constant axes; scale and zero point stay"},
    {Code(Builtin::REDUCE_MIN), "REDUCE_MIN", 3, ImportReduceMin,
     "int8, int32 or float32; constant axes; scale and zero point stay"},
    {Code(Builtin::RELU), "RELU", 3, ImportRelu, kReluLimits},
    {Code(Builtin::RELU6), "RELU6", 3, ImportRelu6, kReluLimits},
    {Code(Builtin::RELU_N1_TO_1), "RELU_N1_TO_1", 3, ImportReluN1To1, kReluLimits},
    {Code(Builtin::RESHAPE), "RESHAPE", 2, ImportReshape, "constant shape"},
    {Code(Builtin::RESIZE_BILINEAR), "RESIZE_BILINEAR", 4, ImportResizeBilinear,
     "int8; constant size; scale and zero point stay"},
    {Code(Builtin::RESIZE_NEAREST_NEIGHBOR), "RESIZE_NEAREST_NEIGHBOR", 4,
     ImportResizeNearestNeighbor, "8-bit types, int32 or float32; constant size"},
    {Code(Builtin::REVERSE_V2), "REVERSE_V2", 3, ImportReverseV2,
     "constant axes; up to 6 dimensions"},
    {Code(Builtin::ROUND), "ROUND", 1, ImportRound, "float32"},
    {Code(Builtin::RSQRT), "RSQRT", 3, ImportRsqrt, "int8 or float32"},
    {Code(Builtin::SELECT_V2), "SELECT_V2", 2, ImportSelectV2,
     "any type but int16 and uint8; up to 6 dimensions"},
    {Code(Builtin::SHAPE), "SHAPE", 1, ImportShape, "becomes a constant"},
    {Code(Builtin::SLICE), "SLICE", 6, ImportSlice, "constant begin and size; up to 6 dimensions"},
    {Code(Builtin::SOFTMAX), "SOFTMAX", 3, ImportSoftmax,
     "int8, output scale 1/256; float32; last dimension"},
    {Code(Builtin::SPACE_TO_BATCH_ND), "SPACE_TO_BATCH_ND", 4, ImportSpaceToBatchNd,
     "3 or 4 dimensions; constant block shape and padding"},
    {Code(Builtin::SPACE_TO_DEPTH), "SPACE_TO_DEPTH", 2, ImportSpaceToDepth, "any type but int16"},
    {Code(Builtin::SPLIT), "SPLIT", 4, ImportSplit, "constant axis; up to 6 dimensions"},
    {Code(Builtin::SPLIT_V), "SPLIT_V", 2, ImportSplitV,
     "constant sizes and axis; up to 6 dimensions"},
    {Code(Builtin::SQRT), "SQRT", 1, ImportSqrt, "float32"},
    {Code(Builtin::SQUARE), "SQUARE", 1, ImportSquare, "float32"},
    {Code(Builtin::SQUARED_DIFFERENCE), "SQUARED_DIFFERENCE", 2, ImportSquaredDifference,
     "int8, int32 or float32; up to 6 dimensions"},
    {Code(Builtin::SQUEEZE), "SQUEEZE", 2, ImportSqueeze, "any type but int16"},
    {Code(Builtin::STRIDED_SLICE), "STRIDED_SLICE", 8, ImportStridedSlice,
     "constant begin, end and strides; no ellipsis, no new axis; up to 6 dimensions"},
    {Code(Builtin::SUB), "SUB", 5, ImportSub, kArithmeticLimits, Wires::kValues, ir::Binary::kName},
    {Code(Builtin::SUM), "SUM", 2, ImportSum, "int8 or float32; constant axes"},
    {Code(Builtin::SVDF), "SVDF", 4, ImportSvdf, "int8; state int16 or int8; constant bias",
     Wires::kState},
    {Code(Builtin::TANH), "TANH", 3, ImportTanh, "int8 with output scale 1/128, or float32"},
    {Code(Builtin::TRANSPOSE), "TRANSPOSE", 6, ImportTranspose,
     "constant permutation; up to 6 dimensions"},
    {Code(Builtin::TRANSPOSE_CONV), "TRANSPOSE_CONV", 5, ImportTransposeConv, kConvLimits},
    {Code(Builtin::UNIDIRECTIONAL_SEQUENCE_LSTM), "UNIDIRECTIONAL_SEQUENCE_LSTM", 4,
     ImportUnidirectionalSequenceLstm,
     "int8, cell state int16; TANH; no peephole, projection or layer normalisation", Wires::kState},
    {Code(Builtin::UNPACK), "UNPACK", 4, ImportUnpack, "up to 6 dimensions"},
    {Code(Builtin::VAR_HANDLE), "VAR_HANDLE", 1, ImportVarHandle, kVariableLimits},
    {Code(Builtin::WHILE), "WHILE", 1, ImportWhile, kControlLimits},
    {Code(Builtin::ZEROS_LIKE), "ZEROS_LIKE", 1, ImportZerosLike, "becomes a constant"},
};

}  // namespace

absl::Span<const OperatorRow> Operators() { return kRows; }

const OperatorRow* FindOperator(int32_t code) {
  for (const OperatorRow& row : kRows) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace iegen::frontend::tflite
