#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status ImportPool(OperatorReader& op, ir::PoolKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::Pool2DOptions* options, op.Options<schema::Pool2DOptions>());
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.Type(0), 4, "input"));
  ir::Pool2d node;
  node.kind = kind;
  node.kernel = {options->filter_height(), options->filter_width()};
  node.stride = {options->stride_h(), options->stride_w()};
  IEGEN_ASSIGN_OR_RETURN(
      node.pad, PadsOf({options->padding(), node.kernel, node.stride, {1, 1}}, op.Type(0)));
  IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  return op.Emit(node, 1);
}

}  // namespace

absl::Status ImportAveragePool2d(OperatorReader& op) {
  return ImportPool(op, ir::PoolKind::kAverage);
}

absl::Status ImportMaxPool2d(OperatorReader& op) { return ImportPool(op, ir::PoolKind::kMax); }

}  // namespace iegen::frontend::tflite
