#include "ir/ops/shape.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {

absl::StatusOr<Types> Pad::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {0, 5}, "input"));
  Shape shape = in[0].shape;
  const auto rank = static_cast<size_t>(shape.rank());
  if (before.size() != rank || after.size() != rank) {
    return Error(absl::StrCat("padding for ", before.size(), " dimensions, the input shape ",
                              ShapeText(shape), " has ", rank));
  }
  for (size_t axis = 0; axis < rank; ++axis) {
    if (before[axis] < 0 || after[axis] < 0) {
      return Error(absl::StrCat("padding of dimension ", axis, " is negative"));
    }
    const int64_t size = int64_t{shape[static_cast<int>(axis)]} + before[axis] + after[axis];
    if (size > std::numeric_limits<int32_t>::max()) {
      return Error(absl::StrCat("padding makes dimension ", axis, " too large"));
    }
    shape[static_cast<int>(axis)] = static_cast<int32_t>(size);
  }
  return Types{{in[0].elem, std::move(shape), {}}};
}

absl::Status Pad::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckElem(
      in[0],
      {ElemType::kInt8, ElemType::kUInt8, ElemType::kInt32, ElemType::kFloat32, ElemType::kBool},
      "input"));
  if (in.size() > 1 && (in[1].elem != in[0].elem || in[1].shape.elements() != 1)) {
    return Error(absl::StrCat("padding with ", UserNameOf(in[1].elem), " ", ShapeText(in[1].shape),
                              ", expected one ", UserNameOf(in[0].elem)));
  }
  return CheckSameQuant(in[0], out[0]);
}

absl::StatusOr<Types> Reshape::Infer(TypeSpan in) const {
  const Shape to(shape);
  if (to.elements() != in[0].shape.elements()) {
    return Error(absl::StrCat("cannot reshape ", ShapeText(in[0].shape), " to shape ",
                              ShapeText(to), ": ", in[0].shape.elements(), " elements against ",
                              to.elements()));
  }
  return Types{{in[0].elem, to, {}}};
}

absl::Status Reshape::Check(TypeSpan in, TypeSpan out) const {
  if (!in[0].quant.quantised() || !out[0].quant.quantised()) return absl::OkStatus();
  return CheckSameQuant(in[0], out[0]);
}

}  // namespace iegen::ir
