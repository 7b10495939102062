#include "ir/ops/elementwise.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

absl::Status CheckOneScale(const TensorType& type, absl::string_view what) {
  if (type.quant.scales.size() == 1) return absl::OkStatus();
  return Error(absl::StrCat(what, " needs one scale and zero point, it has ",
                            type.quant.scales.size(), " scales (quantisation)"));
}

absl::Status CheckQuantised(const TensorType& type, absl::string_view what) {
  IEGEN_RETURN_IF_ERROR(CheckElem(type, {ElemType::kInt8, ElemType::kUInt8}, what));
  return CheckOneScale(type, what);
}

}  // namespace

absl::StatusOr<Types> Add::Infer(TypeSpan in) const { return InferBroadcast(in, in[0].elem); }

absl::Status Add::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckArithmetic(in, out[0], act));
  if (in[0].elem != ElemType::kInt8) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckRescaling(in[0], AbsentType(), out[0]));
  return CheckRescaling(in[1], AbsentType(), out[0]);
}

absl::Status Relu::Check(TypeSpan in, TypeSpan out) const {
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  return CheckQuantisedInt8(out[0], "output");
}

absl::Status Logistic::Check(TypeSpan in, TypeSpan out) const {
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  // TFLite's quantisation specification fixes the output of LOGISTIC in int8.
  if (out[0].quant.scale() == 1.0f / 256 && out[0].quant.zero_point() == -128) {
    return absl::OkStatus();
  }
  return Error("output of LOGISTIC has a scale other than 1/256 or a zero point other than -128")
      .Why(absl::StrCat("scale ", FloatText(out[0].quant.scale()), ", zero point ",
                        out[0].quant.zero_point()));
}

absl::Status Table::Check(TypeSpan in, TypeSpan out) const {
  constexpr std::array<ElemType, 3> kBytes = {ElemType::kInt8, ElemType::kUInt8, ElemType::kBool};
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], kBytes, "input"));
  IEGEN_RETURN_IF_ERROR(CheckElem(out[0], kBytes, "output"));
  if (in[1].shape.elements() == 256) return absl::OkStatus();
  return Error(absl::StrCat("table has ", in[1].shape.elements(), " elements, expected 256"));
}

absl::Status Softmax::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {1, 6}, "input"));
  if (!std::isfinite(beta) || beta <= 0) {
    return Error(absl::StrCat("beta of SOFTMAX is ", FloatText(beta),
                              "; it must be finite (no nan, no inf) and positive"));
  }
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  if (out[0].quant.scale() == 1.0f / 256 && out[0].quant.zero_point() == -128) {
    return absl::OkStatus();
  }
  return Error("output of SOFTMAX has a scale other than 1/256 or a zero point other than -128")
      .Why(absl::StrCat("scale ", FloatText(out[0].quant.scale()), ", zero point ",
                        out[0].quant.zero_point()));
}

absl::Status Quantize::Check(TypeSpan in, TypeSpan out) const {
  const bool to_int32 = out[0].elem == ElemType::kInt32 && in[0].elem == ElemType::kInt8;
  const bool from_int32 = in[0].elem == ElemType::kInt32 && out[0].elem == ElemType::kInt8;
  if (to_int32 || from_int32) {
    IEGEN_RETURN_IF_ERROR(CheckOneScale(in[0], "input"));
    IEGEN_RETURN_IF_ERROR(CheckOneScale(out[0], "output"));
    return CheckRescaling(in[0], AbsentType(), out[0]);
  }
  IEGEN_RETURN_IF_ERROR(CheckQuantised(out[0], "output"));
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  return CheckQuantised(in[0], "input");
}

absl::Status Dequantize::Check(TypeSpan in, TypeSpan) const {
  return CheckQuantised(in[0], "input");
}

}  // namespace iegen::ir
