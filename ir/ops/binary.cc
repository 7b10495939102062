#include "ir/ops/binary.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

// A real multiplier that a kernel can hold.
absl::Status CheckMultiplier(double multiplier, double limit) {
  if (multiplier < limit) return absl::OkStatus();
  return Error("the output scale is too small for its inputs")
      .Why(absl::StrCat("the multiplier would be ", multiplier, ", it must be below ", limit));
}

absl::Status CheckScales(BinaryKind kind, double a, double b, double out) {
  constexpr double kLimit = 2147483648.0;
  switch (kind) {
    case BinaryKind::kMul:
      return CheckMultiplier(a * b / out, kLimit);
    case BinaryKind::kDiv:
      return CheckMultiplier(a / b / out, 8388608.0);  // what the kernel shifts right at least
    case BinaryKind::kSquaredDifference:
      return CheckMultiplier(4 * std::max(a, b) * std::max(a, b) / out, kLimit);
    case BinaryKind::kPrelu:
      IEGEN_RETURN_IF_ERROR(CheckMultiplier(a / out, kLimit));
      return CheckMultiplier(a * b / out, kLimit);
    default:
      return CheckMultiplier(std::max(a, b) / out, kLimit);
  }
}

}  // namespace

absl::StatusOr<Types> Binary::Infer(TypeSpan in) const { return InferBroadcast(in, in[0].elem); }

absl::Status Binary::Check(TypeSpan in, TypeSpan out) const {
  const bool extremum = kind == BinaryKind::kMaximum || kind == BinaryKind::kMinimum;
  if (extremum || kind == BinaryKind::kPrelu || kind == BinaryKind::kSquaredDifference) {
    if (act != Activation::kNone && in[0].elem != ElemType::kInt8) {
      return Error("a fused activation where the format has none");
    }
  }
  if (kind == BinaryKind::kPrelu && in[0].shape != out[0].shape) {
    return Error(absl::StrCat("alpha of shape ", ShapeText(in[1].shape),
                              " does not broadcast to the input's ", ShapeText(in[0].shape)));
  }
  if (extremum) {
    if (act != Activation::kNone) return Error("a fused activation where the format has none");
    IEGEN_RETURN_IF_ERROR(CheckElem(
        in[0], {ElemType::kInt8, ElemType::kInt32, ElemType::kInt64, ElemType::kFloat32}, "input"));
    return CheckEqualElems(in);
  }
  IEGEN_RETURN_IF_ERROR(CheckArithmetic(in, out[0], act));
  if (in[0].elem == ElemType::kInt8) {
    return CheckScales(kind, static_cast<double>(in[0].quant.scale()),
                       static_cast<double>(in[1].quant.scale()),
                       static_cast<double>(out[0].quant.scale()));
  }
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  if (kind != BinaryKind::kDiv && kind != BinaryKind::kPrelu) return absl::OkStatus();
  return CheckElem(in[0], {ElemType::kInt8, ElemType::kFloat32}, "input");
}

absl::StatusOr<Types> Compare::Infer(TypeSpan in) const {
  return InferBroadcast(in, ElemType::kBool);
}

absl::Status Compare::Check(TypeSpan in, TypeSpan) const {
  const bool equality = kind == CompareKind::kEqual || kind == CompareKind::kNotEqual;
  std::vector<ElemType> allowed = {ElemType::kInt8, ElemType::kInt32, ElemType::kInt64,
                                   ElemType::kFloat32};
  if (equality) allowed.push_back(ElemType::kBool);
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], allowed, "input"));
  IEGEN_RETURN_IF_ERROR(CheckEqualElems(in));
  if (in[0].elem != ElemType::kInt8) return absl::OkStatus();
  for (size_t i = 0; i < 2; ++i) {
    IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[i], i == 0 ? "first input" : "second input"));
    if (in[i].quant.scale() < 1) continue;
    return Error(absl::StrCat("an input's scale is ", FloatText(in[i].quant.scale()),
                              ", a comparison needs scales below 1"))
        .Why("TensorFlow Lite Micro ends itself here");
  }
  return absl::OkStatus();
}

absl::StatusOr<Types> Logical::Infer(TypeSpan in) const {
  return InferBroadcast(in, ElemType::kBool);
}

absl::Status Logical::Check(TypeSpan in, TypeSpan) const {
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kBool}, "first input"));
  return CheckElem(in[1], {ElemType::kBool}, "second input");
}

absl::StatusOr<Types> Select::Infer(TypeSpan in) const { return InferBroadcast(in, in[1].elem); }

absl::Status Select::Check(TypeSpan in, TypeSpan) const {
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kBool}, "condition"));
  IEGEN_RETURN_IF_ERROR(CheckElem(
      in[1],
      {ElemType::kInt8, ElemType::kInt32, ElemType::kInt64, ElemType::kFloat32, ElemType::kBool},
      "input"));
  return CheckEqualElems(in.subspan(1));
}

absl::StatusOr<Types> AddN::Infer(TypeSpan in) const {
  return Types{{in[0].elem, in[0].shape, {}}};
}

absl::Status AddN::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kInt8, ElemType::kFloat32}, "input"));
  IEGEN_RETURN_IF_ERROR(CheckEqualElems(in));
  for (const TensorType& type : in) {
    if (type.shape == in[0].shape) continue;
    return Error(absl::StrCat("inputs have shapes ", ShapeText(in[0].shape), " and ",
                              ShapeText(type.shape), ", expected the same"));
  }
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckAllQuantised(in, out[0]));
  for (const TensorType& type : in) {
    if (type.quant == in[0].quant) continue;
    return Error("inputs of ADD_N have different scales or zero points");
  }
  return CheckRescaling(in[0], AbsentType(), out[0]);
}

}  // namespace iegen::ir
