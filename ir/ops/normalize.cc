#include "ir/ops/normalize.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

// Where TFLite's quantisation specification fixes the output.
struct FixedOutput {
  absl::string_view name;
  int32_t scale_divisor = 1, zero_point = 0;
};

// int8 rows of at most 2^15 elements: the sums of larger ones leave 32 bits.
absl::Status CheckRows(TypeSpan in, TypeSpan out, const FixedOutput& fixed) {
  constexpr int32_t kLongestRow = 1 << 15;
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {1, 8}, "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  const int32_t depth = in[0].shape[in[0].shape.rank() - 1];
  if (depth > kLongestRow) {
    return Unsupported(absl::StrCat(fixed.name, " over ", depth, " elements"))
        .Why(absl::StrCat("at most ", kLongestRow, " are supported"));
  }
  const Quant& q = out[0].quant;
  if (q.scale() == 1.0f / static_cast<float>(fixed.scale_divisor) &&
      q.zero_point() == fixed.zero_point) {
    return absl::OkStatus();
  }
  return Error(absl::StrCat("output of ", fixed.name, " has a scale other than 1/",
                            fixed.scale_divisor, " or a zero point other than ", fixed.zero_point))
      .Why(absl::StrCat("scale ", FloatText(q.scale()), ", zero point ", q.zero_point()));
}

}  // namespace

absl::Status L2Normalize::Check(TypeSpan in, TypeSpan out) const {
  return CheckRows(in, out, {"L2_NORMALIZATION", 128, 0});
}

absl::Status LogSoftmax::Check(TypeSpan in, TypeSpan out) const {
  if (in[0].elem == ElemType::kFloat32) return CheckRankBetween(in[0], {1, 8}, "input");
  constexpr int32_t kMostExponentials = 1 << 12;  // their sum is kept in Q12.19
  IEGEN_RETURN_IF_ERROR(CheckRows(in, out, {"LOG_SOFTMAX", 16, 127}));
  const int32_t depth = in[0].shape[in[0].shape.rank() - 1];
  if (depth < kMostExponentials) return absl::OkStatus();
  return Unsupported(absl::StrCat("LOG_SOFTMAX over ", depth, " elements"))
      .Why(absl::StrCat("at most ", kMostExponentials - 1, " are supported"));
}

}  // namespace iegen::ir
