#include "ir/ops/unary.h"

#include <cmath>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

constexpr std::array<UnaryKind, 6> kOnInt8 = {UnaryKind::kAbs,       UnaryKind::kElu,
                                              UnaryKind::kHardSwish, UnaryKind::kLeakyRelu,
                                              UnaryKind::kRsqrt,     UnaryKind::kTanh};

absl::Status CheckTanh(const Quant& out) {
  if (out.scale() == 1.0f / 128 && out.zero_point() == 0) return absl::OkStatus();
  return Error("output of TANH has a scale other than 1/128 or a zero point other than 0")
      .Why(absl::StrCat("scale ", FloatText(out.scale()), ", zero point ", out.zero_point()));
}

// What the multipliers of the tables can hold.
absl::Status CheckRatio(const Unary& op, float in, float out) {
  const double ratio = static_cast<double>(in) / static_cast<double>(out);
  double most = ratio * std::max(1.0, std::abs(static_cast<double>(op.alpha)));
  if (op.kind == UnaryKind::kRsqrt) {
    most = 1.0 / (std::sqrt(static_cast<double>(in)) * static_cast<double>(out));
  }
  const double limit = op.kind == UnaryKind::kHardSwish ? 128.0 : 2147483648.0;
  if (most < limit) return absl::OkStatus();
  return Error("the output scale is too small for its input")
      .Why(absl::StrCat("input scale ", FloatText(in), ", output scale ", FloatText(out)));
}

}  // namespace

absl::Status Unary::Check(TypeSpan in, TypeSpan out) const {
  if (!std::isfinite(alpha)) return Error(absl::StrCat("alpha is ", FloatText(alpha)));
  if (kind == UnaryKind::kLogicalNot) return CheckElem(in[0], {ElemType::kBool}, "input");
  if (!absl::c_linear_search(kOnInt8, kind)) {
    return CheckElem(in[0], {ElemType::kFloat32}, "input");
  }
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kInt8, ElemType::kFloat32}, "input"));
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  if (kind == UnaryKind::kTanh) return CheckTanh(out[0].quant);
  return CheckRatio(*this, in[0].quant.scale(), out[0].quant.scale());
}

absl::Status Cast::Check(TypeSpan, TypeSpan) const { return absl::OkStatus(); }

}  // namespace iegen::ir
