#include "ir/ops/resize.h"

#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {

absl::StatusOr<Types> Resize::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 4, "input"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(size, "image size"));
  const Shape& x = in[0].shape;
  return Types{{in[0].elem, Shape{x[0], size[0], size[1], x[3]}, {}}};
}

absl::Status Resize::Check(TypeSpan in, TypeSpan out) const {
  const Shape& x = in[0].shape;
  IEGEN_RETURN_IF_ERROR(CheckPositive({x[1], x[2]}, "input image size"));
  if (kind == ResizeKind::kNearest) {
    IEGEN_RETURN_IF_ERROR(CheckElem(
        in[0], {ElemType::kInt8, ElemType::kUInt8, ElemType::kInt32, ElemType::kFloat32}, "input"));
    return CheckSameQuant(in[0], out[0]);
  }
  if (align_corners && half_pixel_centers) {
    return Error("align_corners and half_pixel_centers exclude each other");
  }
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  return CheckSameQuant(in[0], out[0]);
}

}  // namespace iegen::ir
