#include "ir/ops/state.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

// A variable holds bytes; what they mean is the business of those who read and write them.
absl::Status CheckSameBytes(const TensorType& variable, const TensorType& value) {
  if (variable.elem == value.elem && variable.shape == value.shape) return absl::OkStatus();
  return Error(absl::StrCat("the variable is ", UserNameOf(variable.elem), " ",
                            ShapeText(variable.shape), ", its value ", UserNameOf(value.elem), " ",
                            ShapeText(value.shape)));
}

}  // namespace

absl::StatusOr<Types> AssignVariable::Infer(TypeSpan) const { return Types{}; }

absl::Status AssignVariable::Check(TypeSpan in, TypeSpan) const {
  return CheckSameBytes(in[0], in[1]);
}

absl::StatusOr<Types> ReadVariable::Infer(TypeSpan in) const {
  return Types{{in[0].elem, in[0].shape, {}}};
}

absl::Status ReadVariable::Check(TypeSpan in, TypeSpan out) const {
  return CheckSameBytes(in[0], out[0]);
}

absl::StatusOr<Types> DelayedFullyConnected::Infer(TypeSpan in) const {
  const Shape out(shape);
  const Shape& filter = in[1].shape;
  if (filter.rank() != 3 || filter[1] < 2 || in[0].shape.elements() != filter[2] ||
      out.elements() != filter[0]) {
    return Error(absl::StrCat("one frame of shape ", ShapeText(in[0].shape), ", a filter ",
                              ShapeText(filter), " and an output ", ShapeText(out),
                              " do not fit together"));
  }
  return Types{{ElemType::kInt8, out, {}}};
}

absl::Status DelayedFullyConnected::Check(TypeSpan in, TypeSpan out) const {
  const Shape& filter = in[1].shape;
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  IEGEN_RETURN_IF_ERROR(CheckFilter(in[1], 0, filter[0]));
  IEGEN_RETURN_IF_ERROR(CheckBias(in[2], filter[0]));
  IEGEN_RETURN_IF_ERROR(CheckRequant(in.subspan(0, 5), 3, filter[0]));
  const Shape sums = {filter[1] - 1, filter[0]};
  if (in[5].elem == ElemType::kInt32 && in[5].shape == sums) return absl::OkStatus();
  return Error(
      absl::StrCat("sums of shape ", ShapeText(in[5].shape), ", expected int32 ", ShapeText(sums)));
}

absl::StatusOr<Types> ShiftVariable::Infer(TypeSpan) const { return Types{}; }

absl::Status ShiftVariable::Check(TypeSpan in, TypeSpan) const {
  const int64_t elements = in[0].shape.elements();
  if (by > 0 && by < elements) return absl::OkStatus();
  return Error(absl::StrCat("a variable of ", elements, " elements can't be shifted by ", by));
}

absl::StatusOr<Types> UpdateVariable::Infer(TypeSpan) const { return Types{}; }

absl::Status UpdateVariable::Check(TypeSpan in, TypeSpan) const {
  const int64_t elements = in[0].shape.elements(), given = in[1].shape.elements();
  const bool inside = at >= 0 && at + given <= elements;
  if (inside && in[0].elem == in[1].elem) return absl::OkStatus();
  return Error(absl::StrCat(given, " elements of ", UserNameOf(in[1].elem), " at ", at,
                            " are no part of a variable of ", elements, " elements of ",
                            UserNameOf(in[0].elem)));
}

}  // namespace iegen::ir
