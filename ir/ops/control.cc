#include "ir/ops/control.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::ir {

absl::Status Marker::Check(TypeSpan in, TypeSpan) const {
  if (in.empty()) return absl::OkStatus();
  if (in[0].elem == ElemType::kBool && in[0].shape.elements() == 1) return absl::OkStatus();
  return Error(absl::StrCat("the condition is ", UserNameOf(in[0].elem), " ",
                            ShapeText(in[0].shape), ", expected one bool"));
}

}  // namespace iegen::ir
