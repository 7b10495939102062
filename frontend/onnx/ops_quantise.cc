// Quantised models in both of ONNX's forms. QDQ: QuantizeLinear and DequantizeLinear around
// operators on real values. QOperator: operators that have scales among their inputs. The second is
// read as the first.
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/fold.h"
#include "frontend/onnx/ops.h"
#include "frontend/onnx/quantisation.h"

namespace iegen::frontend::onnx {
namespace {

absl::Status CheckNoBlocks(const NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const int64_t block, op.Int("block_size", 0));
  if (block == 0) return absl::OkStatus();
  return Unsupported("quantisation in blocks").Why("one scale for each channel is supported");
}

// Runs `import` on real operands in place of the integers, and quantises what it gives.
absl::Status ImportBetween(NodeReader& op, std::vector<Operand> operands, ImportFunction import,
                           const QuantInputs& out) {
  NodeReader real(&op.graph(), {&op.node(), op.opset(), op.folder(), std::move(operands)});
  IEGEN_RETURN_IF_ERROR(import(real));
  IEGEN_ASSIGN_OR_RETURN(Operand result, Quantised(op, real.out()[0], out));
  op.SetOperand(std::move(result));
  return absl::OkStatus();
}

// The quantisation of a value behind its dequantize.
ir::Quant QuantOf(NodeReader& op, const Operand& real) {
  const ir::Graph& graph = op.graph().graph();
  const int producer = graph.Producer(real.view->id);
  return graph.type(graph.nodes()[static_cast<size_t>(producer)].in[0]).quant;
}

absl::Status CheckRead(const NodeReader& op, size_t least, size_t most) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, most));
  if (op.input_count() >= least && op.Has(0)) return absl::OkStatus();
  return Error(absl::StrCat("the operator has ", op.input_count(), " inputs, expected ", least));
}

// A product with constant weights: its operands on real values.
struct Product {
  size_t x = 0, weights = 0, bias = 0;
  QuantInputs x_at, weights_at;
};
absl::StatusOr<std::vector<Operand>> RealOperands(NodeReader& op, const Product& p) {
  IEGEN_ASSIGN_OR_RETURN(Operand x, Dequantised(op, p.x, p.x_at));
  if (!x.view) return Unsupported("a product of constants");
  IEGEN_ASSIGN_OR_RETURN(Operand weights, Dequantised(op, p.weights, p.weights_at));
  std::vector<Operand> operands = {x, weights};
  if (p.bias != 0 && op.Has(p.bias)) {
    if (!weights.constant) return Unsupported("weights that are no constant, with a bias");
    IEGEN_ASSIGN_OR_RETURN(HostTensor bias,
                           ProductBias(op, p.bias, QuantOf(op, x), *weights.constant));
    operands.push_back({std::move(bias), {}, false});
  }
  return operands;
}

}  // namespace

absl::Status ImportQuantizeLinear(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_RETURN_IF_ERROR(CheckNoBlocks(op));
  if (op.operand(0).view &&
      op.graph().graph().type(op.operand(0).view->id).elem != ir::ElemType::kFloat32) {
    return Unsupported("QuantizeLinear of integers").Why("float32 is supported");
  }
  IEGEN_ASSIGN_OR_RETURN(Operand out, Quantised(op, op.operand(0), {1, 2}));
  op.SetOperand(std::move(out));
  return absl::OkStatus();
}

absl::Status ImportDequantizeLinear(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_RETURN_IF_ERROR(CheckNoBlocks(op));
  IEGEN_ASSIGN_OR_RETURN(const int64_t axis, op.Int("axis", 1));
  IEGEN_ASSIGN_OR_RETURN(Operand out, Dequantised(op, 0, {1, 2, axis}));
  op.SetOperand(std::move(out));
  return absl::OkStatus();
}

absl::Status ImportQLinearConv(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(8, 9));
  IEGEN_ASSIGN_OR_RETURN(std::vector<Operand> in, RealOperands(op, {0, 3, 8, {1, 2}, {4, 5, 0}}));
  return ImportBetween(op, std::move(in), ImportConv, {6, 7});
}

absl::Status ImportQLinearMatMul(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(8, 8));
  IEGEN_ASSIGN_OR_RETURN(std::vector<Operand> in, RealOperands(op, {0, 3, 0, {1, 2}, {4, 5, -1}}));
  return ImportBetween(op, std::move(in), ImportMatMul, {6, 7});
}

absl::Status ImportQGemm(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(6, 9));
  IEGEN_ASSIGN_OR_RETURN(const int64_t trans_b, op.Int("transB", 0));
  IEGEN_ASSIGN_OR_RETURN(const float alpha, op.Float("alpha", 1));
  if (alpha != 1) return Unsupported("QGemm with alpha").Why("alpha must be 1");
  if (!op.Has(7)) return Unsupported("QGemm without an output scale");
  IEGEN_ASSIGN_OR_RETURN(std::vector<Operand> in,
                         RealOperands(op, {0, 3, 6, {1, 2}, {4, 5, trans_b != 0 ? 0 : 1}}));
  return ImportBetween(op, std::move(in), ImportGemm, {7, 8});
}

absl::Status ImportQLinearBinary(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(CheckRead(op, 7, 8));
  IEGEN_ASSIGN_OR_RETURN(Operand a, Dequantised(op, 0, {1, 2}));
  IEGEN_ASSIGN_OR_RETURN(Operand b, Dequantised(op, 3, {4, 5}));
  const bool sum = op.node().op_type() == "QLinearAdd";
  return ImportBetween(op, {std::move(a), std::move(b)}, sum ? ImportAdd : ImportTwoInputs, {6, 7});
}

absl::Status ImportQLinearUnary(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(CheckRead(op, 4, 5));
  IEGEN_ASSIGN_OR_RETURN(Operand x, Dequantised(op, 0, {1, 2}));
  const bool softmax = op.node().op_type() == "QLinearSoftmax";
  return ImportBetween(op, {std::move(x)}, softmax ? ImportSoftmax : ImportUnary, {3, 4});
}

absl::Status ImportQLinearAveragePool(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(CheckRead(op, 4, 5));
  IEGEN_ASSIGN_OR_RETURN(const int64_t last, op.Int("channels_last", 0));
  if (last != 0) return Unsupported("pooling with channels_last").Why("channels come first");
  IEGEN_ASSIGN_OR_RETURN(Operand x, Dequantised(op, 0, {1, 2}));
  const bool global = op.node().op_type() == "QLinearGlobalAveragePool";
  return ImportBetween(op, {std::move(x)}, global ? ImportGlobalAveragePool : ImportAveragePool,
                       {3, 4});
}

absl::Status ImportQLinearConcat(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(CheckRead(op, 5, 2 + 3 * 8));
  std::vector<Operand> operands;
  for (size_t i = 2; i + 2 < op.input_count(); i += 3) {
    if (!op.Has(i)) return Error(absl::StrCat("input ", i, " of the operator is missing"));
    IEGEN_ASSIGN_OR_RETURN(Operand x, Dequantised(op, i, {i + 1, i + 2}));
    operands.push_back(std::move(x));
  }
  return ImportBetween(op, std::move(operands), ImportConcat, {0, 1});
}

}  // namespace iegen::frontend::onnx
