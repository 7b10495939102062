#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::tflite {
namespace {

// What both convolutions share.
absl::Status ExpectFilter(const OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 3));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(1, "filter"));
  return op.ExpectConstant(2, "bias");
}

// Attributes that both convolutions have under the same names.
template <class Node, class Options>
absl::StatusOr<Node> ReadConv(const OperatorReader& op, const Options& options) {
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.Type(0), 4, "input"));
  IEGEN_RETURN_IF_ERROR(ir::CheckRank(op.Type(1), 4, "filter"));
  const ir::Shape& filter = op.Type(1).shape;
  Node node;
  node.stride = {options.stride_h(), options.stride_w()};
  node.dilation = {options.dilation_h_factor(), options.dilation_w_factor()};
  IEGEN_ASSIGN_OR_RETURN(
      node.pad,
      PadsOf({options.padding(), {filter[1], filter[2]}, node.stride, node.dilation}, op.Type(0)));
  IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options.fused_activation_function()));
  return node;
}

}  // namespace

absl::Status ImportConv2d(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(ExpectFilter(op));
  IEGEN_ASSIGN_OR_RETURN(const schema::Conv2DOptions* options, op.Options<schema::Conv2DOptions>());
  IEGEN_ASSIGN_OR_RETURN(ir::Conv2d node, ReadConv<ir::Conv2d>(op, *options));
  return op.Emit(node, 3);
}

absl::Status ImportDepthwiseConv2d(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(ExpectFilter(op));
  IEGEN_ASSIGN_OR_RETURN(const schema::DepthwiseConv2DOptions* options,
                         op.Options<schema::DepthwiseConv2DOptions>());
  IEGEN_ASSIGN_OR_RETURN(ir::DepthwiseConv2d node, ReadConv<ir::DepthwiseConv2d>(op, *options));
  const int64_t channels = op.Type(0).shape[3], outputs = op.Type(1).shape[3];
  if (channels * options->depth_multiplier() != outputs) {
    return Error(absl::StrCat("the depth multiplier is ", options->depth_multiplier(), ", but ",
                              channels, " input channels and ", outputs,
                              " filter channels do not fit it"));
  }
  return op.Emit(node, 3);
}

// The weights may be an activation.
absl::Status ImportFullyConnected(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 3));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(2, "bias"));
  IEGEN_ASSIGN_OR_RETURN(const schema::FullyConnectedOptions* options,
                         op.OptionsIfAny<schema::FullyConnectedOptions>());
  ir::FullyConnected node;
  if (options != nullptr) {
    if (options->weights_format() != schema::FullyConnectedOptionsWeightsFormat::DEFAULT) {
      return Unsupported(absl::StrCat("weights in format ",
                                      static_cast<int>(options->weights_format()),
                                      " instead of the default format"));
    }
    node.keep_dims = options->keep_num_dims();
    IEGEN_ASSIGN_OR_RETURN(node.act, ActivationOf(options->fused_activation_function()));
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::Types inferred,
                         node.Infer(std::vector<ir::TensorType>{op.Type(0), op.Type(1)}));
  return op.EmitReshaped(node, 3, inferred[0].shape);
}

}  // namespace iegen::frontend::tflite
