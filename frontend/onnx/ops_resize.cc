// Images in another size.
#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

constexpr float kExact = 1e-3f;  // of a pixel

// The file's shape of the output: input 3, or input 2 times the input's shape.
absl::StatusOr<std::vector<int64_t>> SizesOf(const NodeReader& op) {
  if (op.Has(3) && op.Shape(3).elements() > 0) return op.Integers(3, "sizes");
  if (!op.Has(2) || op.Shape(2).elements() != op.Rank(0)) {
    return Error("the operator has neither scales nor sizes for each dimension");
  }
  IEGEN_ASSIGN_OR_RETURN(const HostTensor scales, op.Constant(2, "scales"));
  std::vector<int64_t> sizes;
  const std::vector<float> factors = FloatsOf(scales);
  for (size_t i = 0; i < factors.size(); ++i) {
    const float size = static_cast<float>(op.Shape(0)[static_cast<int>(i)]) * factors[i];
    if (!(size >= 1 && size <= 65536)) {
      return Error(absl::StrCat("scale ", FloatText(factors[i]), " is out of range"));
    }
    // Pixels would lie elsewhere than sizes say.
    if (size - std::floor(size) > kExact) {
      return Unsupported(absl::StrCat("Resize by a scale of ", FloatText(factors[i])))
          .Why(absl::StrCat("it makes ", FloatText(size), " of ", op.Shape(0)[static_cast<int>(i)],
                            " pixels, no whole number"))
          .Hint("export the model with the size of the output in place of the scale");
    }
    sizes.push_back(static_cast<int64_t>(std::floor(size)));
  }
  return sizes;
}

// Which point of the input an output pixel is taken from.
absl::Status SetCoordinates(const NodeReader& op, ir::Resize* node) {
  IEGEN_ASSIGN_OR_RETURN(const std::string where,
                         op.Text("coordinate_transformation_mode", "half_pixel"));
  IEGEN_ASSIGN_OR_RETURN(const std::string nearest, op.Text("nearest_mode", "round_prefer_floor"));
  const bool linear = node->kind == ir::ResizeKind::kBilinear;
  if (linear || nearest == "floor") {
    node->align_corners = linear && where == "align_corners";
    node->half_pixel_centers = linear && (where == "half_pixel" || where == "pytorch_half_pixel");
    if (node->align_corners || node->half_pixel_centers || where == "asymmetric") {
      return absl::OkStatus();
    }
  }
  return Unsupported(absl::StrCat("Resize with ", Quoted(where), linear ? "" : " and ",
                                  linear ? "" : Quoted(nearest)))
      .Why(
          "nearest is supported with asymmetric and floor; linear with half_pixel, "
          "align_corners and asymmetric")
      .Hint("in PyTorch: nn.Upsample(mode='nearest') or mode='bilinear'");
}

// PyTorch takes the first pixel where only one is left, and not the middle.
absl::Status CheckOnePixel(const NodeReader& op, const ir::Int2& size, const ir::Shape& in) {
  constexpr absl::string_view kMode = "pytorch_half_pixel";
  IEGEN_ASSIGN_OR_RETURN(const std::string where,
                         op.Text("coordinate_transformation_mode", "half_pixel"));
  const bool one = (size[0] == 1 && in[1] > 1) || (size[1] == 1 && in[2] > 1);
  if (where != kMode || !one) return absl::OkStatus();
  return Unsupported(absl::StrCat("Resize to one pixel with ", Quoted(kMode)));
}

}  // namespace

absl::Status ImportResize(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 4));
  IEGEN_ASSIGN_OR_RETURN(const std::string mode, op.Text("mode", "nearest"));
  if (mode != "nearest" && mode != "linear") {
    return Unsupported(absl::StrCat("Resize with mode ", Quoted(mode)))
        .Why("modes nearest and linear are supported");
  }
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> sizes, SizesOf(op));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId image, ImageOf(op, 0));
  if (op.Rank(0) == 3) sizes.insert(sizes.begin() + 2, 1);
  const ir::Shape& in = op.graph().ShapeOf(image);
  if (sizes.size() != 4 || sizes[0] != in[0] || sizes[1] != in[3]) {
    return Unsupported("Resize of other dimensions than height and width");
  }
  ir::Resize node;
  node.kind = mode == "linear" ? ir::ResizeKind::kBilinear : ir::ResizeKind::kNearest;
  node.size = {static_cast<int32_t>(sizes[2]), static_cast<int32_t>(sizes[3])};
  IEGEN_RETURN_IF_ERROR(SetCoordinates(op, &node));
  IEGEN_RETURN_IF_ERROR(CheckOnePixel(op, node.size, in));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, {image}));
  return SetImage(op, out);
}

}  // namespace iegen::frontend::onnx
