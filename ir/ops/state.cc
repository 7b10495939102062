#include "ir/ops/state.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"

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

}  // namespace iegen::ir
