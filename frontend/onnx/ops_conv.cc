// Convolutions.
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

// A filter with two dimensions of space, [a, b, KH, KW].
absl::StatusOr<HostTensor> FilterOf(const NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(HostTensor filter, op.Constant(1, "filter"));
  const ir::Shape& shape = filter.shape();
  if (shape.rank() != op.Rank(0)) {
    return Error(absl::StrCat("the filter has shape ", ir::ShapeText(shape), ", the input ",
                              ir::ShapeText(op.Shape(0)), ": as many dimensions are expected"));
  }
  if (!filter.real()) {
    return Error(absl::StrCat("the filter has type ", ir::UserNameOf(filter.type.elem),
                              ", expected float32 or what DequantizeLinear makes of int8"));
  }
  if (shape.rank() == 3) return Reshaped(filter, {shape[0], shape[1], 1, shape[2]});
  return filter;
}

std::vector<int64_t> KernelOf(const HostTensor& filter, int rank) {
  const ir::Shape& shape = filter.shape();
  return rank == 3 ? std::vector<int64_t>{shape[3]} : std::vector<int64_t>{shape[2], shape[3]};
}

absl::Status CheckGroups(const NodeReader& op, int64_t groups, int64_t per_group, int64_t outputs) {
  const int64_t channels = op.Shape(0)[1];
  if (groups < 1 || channels % groups != 0 || outputs % groups != 0) {
    return Error(absl::StrCat("group is ", groups, ", which does not divide ", channels,
                              " input and ", outputs, " output channels"));
  }
  if (channels == per_group * groups) return absl::OkStatus();
  return Error(absl::StrCat("input has ", channels, " channels, the filter is for ",
                            per_group * groups))
      .Why(absl::StrCat("input shape ", ir::ShapeText(op.Shape(0)), ", group ", groups));
}

// The filter's channels in the order that depthwise convolutions have: [1, KH, KW, O].
HostTensor DepthwiseFilter(const HostTensor& filter) { return Permuted(filter, {1, 2, 3, 0}); }

// Operands of a convolution: image, filter, and the bias if there is one.
absl::StatusOr<std::vector<ir::ValueId>> Operands(NodeReader& op, const HostTensor& filter) {
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId image, ImageOf(op, 0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId weights, op.graph().Constant(filter));
  std::vector<ir::ValueId> in = {image, weights};
  if (op.Has(2)) {
    IEGEN_ASSIGN_OR_RETURN(const HostTensor bias, op.Constant(2, "bias"));
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().Constant(bias));
    in.push_back(id);
  }
  return in;
}

absl::Status CheckBias(const NodeReader& op, int32_t channels) {
  if (!op.Has(2) || (op.Rank(2) == 1 && op.Shape(2)[0] == channels)) return absl::OkStatus();
  return Error(absl::StrCat("the bias has shape ", ir::ShapeText(op.Shape(2)), ", expected [",
                            channels, "]"));
}

template <class Op>
void Fill(const WindowAttributes& w, Op* node) {
  node->stride = w.stride;
  node->dilation = w.dilation;
  node->pad = w.pad;
}

}  // namespace

absl::Status ImportConv(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_ASSIGN_OR_RETURN(const HostTensor filter, FilterOf(op));
  IEGEN_ASSIGN_OR_RETURN(const WindowAttributes w, ReadWindow(op, KernelOf(filter, op.Rank(0))));
  IEGEN_ASSIGN_OR_RETURN(const int64_t groups, op.Int("group", 1));
  const int32_t outputs = filter.shape()[0], per_group = filter.shape()[1];
  IEGEN_RETURN_IF_ERROR(CheckGroups(op, groups, per_group, outputs));
  IEGEN_RETURN_IF_ERROR(CheckBias(op, outputs));
  const bool depthwise = groups > 1 && per_group == 1;
  IEGEN_ASSIGN_OR_RETURN(
      std::vector<ir::ValueId> in,
      Operands(op, depthwise ? DepthwiseFilter(filter) : Permuted(filter, {0, 2, 3, 1})));
  ir::Op node;
  if (depthwise) {
    Fill(w, &node.emplace<ir::DepthwiseConv2d>());
  } else {
    Fill(w, &node.emplace<ir::Conv2d>());
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, std::move(in)));
  return SetImage(op, out);
}

// Filter [I, O, KH, KW]. The output is (in - 1) * stride + window + output_padding - pads.
absl::Status ImportConvTranspose(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_ASSIGN_OR_RETURN(const HostTensor filter, FilterOf(op));
  IEGEN_ASSIGN_OR_RETURN(const WindowAttributes w, ReadWindow(op, KernelOf(filter, op.Rank(0))));
  IEGEN_ASSIGN_OR_RETURN(const int64_t groups, op.Int("group", 1));
  IEGEN_ASSIGN_OR_RETURN(const std::string mode, op.Text("auto_pad", "NOTSET"));
  if (groups != 1 || w.dilation != ir::Int2{1, 1} || op.HasAttribute("output_shape") ||
      mode != "NOTSET") {
    return Unsupported("ConvTranspose with group, dilations, output_shape or auto_pad")
        .Why("only strides, pads and output_padding are supported");
  }
  const int32_t outputs = filter.shape()[1];
  IEGEN_RETURN_IF_ERROR(CheckGroups(op, 1, filter.shape()[0], outputs));
  IEGEN_RETURN_IF_ERROR(CheckBias(op, outputs));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> more, op.Ints("output_padding"));
  if (op.Rank(0) == 3 && more.size() == 1) more.insert(more.begin(), 0);
  more.resize(2, 0);
  IEGEN_ASSIGN_OR_RETURN(std::vector<ir::ValueId> in, Operands(op, Permuted(filter, {1, 2, 3, 0})));
  const ir::Shape& image = op.graph().ShapeOf(in[0]);
  ir::TransposeConv2d node;
  node.stride = w.stride;
  node.pad = {w.pad[0], w.pad[2]};
  for (size_t i = 0; i < 2; ++i) {
    const int64_t size = int64_t{image[static_cast<int>(i) + 1] - 1} * w.stride[i] + w.kernel[i] +
                         more[i] - w.pad[2 * i] - w.pad[2 * i + 1];
    if (more[i] < 0 || size < 1 || size > (1 << 16)) {
      return Error(absl::StrCat("the output's size would be ", size));
    }
    node.size[i] = static_cast<int32_t>(size);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, std::move(in)));
  return SetImage(op, out);
}

}  // namespace iegen::frontend::onnx
