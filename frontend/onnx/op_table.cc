#include "frontend/onnx/op_table.h"

#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

constexpr absl::string_view kMicrosoft = "com.microsoft.";
constexpr absl::string_view kConvLimits = "one or two dimensions; constant filter and bias";
constexpr absl::string_view kPoolLimits = "one or two dimensions; no dilations";
constexpr absl::string_view kAny = "any value";
constexpr absl::string_view kBroadcast = "up to 6 dimensions";
constexpr absl::string_view kRecurrentLimits =
    "up to 256 steps; constant weights; the usual activations; no peepholes, no clip";
constexpr absl::string_view kReduceLimits = "constant axes";

constexpr OperatorRow kRows[] = {
    {"Abs", ImportUnary, kAny},
    {"Add", ImportAdd, kBroadcast},
    {"AveragePool", ImportAveragePool, kPoolLimits},
    {"BatchNormalization", ImportBatchNormalization, "constant parameters"},
    {"Ceil", ImportUnary, kAny},
    {"Clip", ImportClip, "constant limits"},
    {"Concat", ImportConcat, "up to 8 inputs"},
    {"Conv", ImportConv, kConvLimits},
    {"ConvTranspose", ImportConvTranspose,
     "one or two dimensions; constant filter and bias; no groups, no dilations"},
    {"DequantizeLinear", ImportDequantizeLinear, "int8, uint8; constants also int32"},
    {"Div", ImportTwoInputs, kBroadcast},
    {"Dropout", ImportDropout, kAny},
    {"Elu", ImportUnary, "alpha 1"},
    {"Erf", ImportErf, kAny},
    {"Exp", ImportExp, kAny},
    {"Expand", ImportExpand, "constant shape"},
    {"Flatten", ImportFlatten, kAny},
    {"Floor", ImportUnary, kAny},
    {"GRU", ImportRecurrent, kRecurrentLimits},
    {"Gather", ImportGather, "constant indices"},
    {"Gelu", ImportGelu, kAny},
    {"Gemm", ImportGemm, "constant weights and bias; no transA"},
    {"GlobalAveragePool", ImportGlobalAveragePool, "one or two dimensions"},
    {"GlobalMaxPool", ImportGlobalMaxPool, "one or two dimensions"},
    {"HardSigmoid", ImportHardSigmoid, kAny},
    {"HardSwish", ImportUnary, kAny},
    {"Identity", ImportIdentity, kAny},
    {"LSTM", ImportRecurrent, kRecurrentLimits},
    {"LayerNormalization", ImportLayerNormalization, "last dimension"},
    {"LeakyRelu", ImportUnary, kAny},
    {"LogSoftmax", ImportSoftmax, "one axis"},
    {"MatMul", ImportMatMul, "2 to 5 dimensions"},
    {"Max", ImportTwoInputs, "two inputs"},
    {"MaxPool", ImportMaxPool, kPoolLimits},
    {"Min", ImportTwoInputs, "two inputs"},
    {"Mul", ImportTwoInputs, kBroadcast},
    {"Neg", ImportUnary, kAny},
    {"PRelu", ImportPrelu, kAny},
    {"Pad", ImportPad, "constant padding; modes constant and reflect"},
    {"Pow", ImportPow, "constant exponent 2, 1, 0.5 or -0.5"},
    {"QLinearConv", ImportQLinearConv, kConvLimits},
    {"QLinearMatMul", ImportQLinearMatMul, "2 to 5 dimensions"},
    {"QuantizeLinear", ImportQuantizeLinear, "int8 or uint8, one scale"},
    {"RNN", ImportRecurrent, kRecurrentLimits},
    {"Reciprocal", ImportReciprocal, kAny},
    {"ReduceMax", ImportReduce, kReduceLimits},
    {"ReduceMean", ImportReduce, kReduceLimits},
    {"ReduceMin", ImportReduce, kReduceLimits},
    {"ReduceSum", ImportReduce, kReduceLimits},
    {"Relu", ImportUnary, kAny},
    {"Reshape", ImportReshape, "constant shape"},
    {"Resize", ImportResize, "nearest (asymmetric, floor) or linear; height and width"},
    {"Shape", ImportShape, kAny},
    {"Sigmoid", ImportUnary, kAny},
    {"Slice", ImportSlice, "constant bounds"},
    {"Softmax", ImportSoftmax, "one axis"},
    {"Split", ImportSplit, "constant sizes"},
    {"Sqrt", ImportUnary, kAny},
    {"Squeeze", ImportSqueeze, "constant axes"},
    {"Sub", ImportTwoInputs, kBroadcast},
    {"Tanh", ImportUnary, kAny},
    {"Transpose", ImportTranspose, "up to 6 dimensions"},
    {"Unsqueeze", ImportUnsqueeze, "constant axes"},
    {"com.microsoft.QGemm", ImportQGemm, "constant weights and bias"},
    {"com.microsoft.QLinearAdd", ImportQLinearBinary, kBroadcast},
    {"com.microsoft.QLinearAveragePool", ImportQLinearAveragePool, kPoolLimits},
    {"com.microsoft.QLinearConcat", ImportQLinearConcat, "up to 8 inputs"},
    {"com.microsoft.QLinearGlobalAveragePool", ImportQLinearAveragePool, "one or two dimensions"},
    {"com.microsoft.QLinearLeakyRelu", ImportQLinearUnary, kAny},
    {"com.microsoft.QLinearMul", ImportQLinearBinary, kBroadcast},
    {"com.microsoft.QLinearSigmoid", ImportQLinearUnary, kAny},
    {"com.microsoft.QLinearSoftmax", ImportQLinearUnary, "one axis"},
};

// Operators that have a better answer than "not there yet".
struct Advice {
  absl::string_view name, why, hint;
};
constexpr absl::string_view kDynamic =
    "its output size depends on the data, and every size must be known when compiling";
constexpr absl::string_view kEndBefore = "end the model before this operator";
constexpr absl::string_view kUnroll = "export the model without control flow: fixed loop counts";
constexpr std::array<Advice, 6> kAdvice = {{
    {"If", "branches of ONNX models are not read", kUnroll},
    {"Loop", "loops of ONNX models are not read", kUnroll},
    {"Scan", "loops of ONNX models are not read", kUnroll},
    {"NonMaxSuppression", kDynamic, kEndBefore},
    {"NonZero", kDynamic, kEndBefore},
    {"Unique", kDynamic, kEndBefore},
}};

}  // namespace

absl::Span<const OperatorRow> Operators() { return kRows; }

const OperatorRow* FindOperator(absl::string_view name) {
  for (const OperatorRow& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

absl::Status CheckSupported(absl::string_view name) {
  if (FindOperator(name) != nullptr || absl::c_linear_search(FoldedOnly(), name)) {
    return absl::OkStatus();
  }
  if (name.empty()) return Error("an operator has no type (its name is empty)");
  const std::string what = absl::StrCat("operator ", Quoted(name));
  for (const Advice& advice : kAdvice) {
    if (advice.name == name) return Unsupported(what).Why(advice.why).Hint(advice.hint);
  }
  if (absl::StrContains(name, '.') && !absl::StartsWith(name, kMicrosoft)) {
    return Unsupported(what)
        .Why("operators of other domains, and functions that a model defines, are not known")
        .Hint("export the model again so that it uses ONNX's own operators alone");
  }
  return Unsupported(what)
      .Why("this version of iegen does not know the operator")
      .Hint("docs/guide/onnx.md lists those it knows");
}

}  // namespace iegen::frontend::onnx
