#include "ir/ops/pool.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {

absl::StatusOr<Types> Pool2d::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 4, "input"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(stride, "stride"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(kernel, "pool filter"));
  for (size_t side = 0; side < 4; ++side) {
    // Behind the end, padding may be negative: rows or columns that no window reads.
    if ((pad[side] < 0 && side % 2 == 0) || pad[side] >= kernel[side / 2]) {
      return Error("pool padding is as large as its window")
          .Why(absl::StrCat("padding ", pad[side], ", window ", kernel[side / 2]));
    }
  }
  const Shape& x = in[0].shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t height,
                         WindowedSize(x[1], int64_t{pad[0]} + pad[1], kernel[0], stride[0]));
  IEGEN_ASSIGN_OR_RETURN(const int32_t width,
                         WindowedSize(x[2], int64_t{pad[2]} + pad[3], kernel[1], stride[1]));
  return Types{{in[0].elem, Shape{x[0], height, width, x[3]}, {}}};
}

absl::Status Pool2d::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  return CheckSameQuant(in[0], out[0]);
}

}  // namespace iegen::ir
