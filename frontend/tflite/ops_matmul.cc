#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::tflite {
namespace {

// Where TRANSPOSE_CONV has its operands.
constexpr size_t kShape = 0, kFilter = 1, kInput = 2, kBias = 3;

// The declared output must be what the shape operand says; where that is known only at run time the
// declared shape counts, as it does in TensorFlow Lite Micro.
absl::Status CheckDeclaredShape(const OperatorReader& op) {
  if (!op.ExpectConstant(kShape, "output shape").ok()) return absl::OkStatus();
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList shape, op.Integers(kShape, "output shape"));
  if (shape == op.OutputType().shape.dims()) return absl::OkStatus();
  return Error(absl::StrCat("output has shape ", ir::ShapeText(op.OutputType().shape),
                            ", its shape operand says ", ir::ShapeText(ir::Shape(shape))));
}

}  // namespace

absl::Status ImportBatchMatMul(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::BatchMatMulOptions* options,
                         op.OptionsIfAny<schema::BatchMatMulOptions>());
  ir::BatchMatMul node;
  if (options != nullptr) {
    node.adj_x = options->adj_x();
    node.adj_y = options->adj_y();
  }
  return op.Emit(node, 2);
}

absl::Status ImportTransposeConv(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 4));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(kFilter, "filter"));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(kBias, "bias"));
  IEGEN_ASSIGN_OR_RETURN(const schema::TransposeConvOptions* options,
                         op.Options<schema::TransposeConvOptions>());
  IEGEN_RETURN_IF_ERROR(CheckDeclaredShape(op));
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.OutputType(), 4, "output"));
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.Type(kFilter), 4, "filter"));
  const ir::Shape &filter = op.Type(kFilter).shape, &out = op.OutputType().shape;
  ir::TransposeConv2d node;
  node.stride = {options->stride_h(), options->stride_w()};
  node.size = {out[1], out[2]};
  // Padding is that of the convolution which leads back from the output to the input.
  IEGEN_ASSIGN_OR_RETURN(
      const ir::Int4 pads,
      PadsOf({options->padding(), {filter[1], filter[2]}, node.stride, {1, 1}}, op.OutputType()));
  node.pad = {pads[0], pads[2]};
  IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  return op.EmitInputs(node, {kInput, kFilter, kBias});
}

}  // namespace iegen::frontend::tflite
