#include "ir/ops/reduce.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

absl::Status CheckAxis(int32_t axis, const Shape& x) {
  if (axis >= 0 && axis < x.rank()) return absl::OkStatus();
  return Error(absl::StrCat("axis ", axis, " is out of range for shape ", ShapeText(x)));
}

absl::StatusOr<Types> InferReduced(const TensorType& in, const IntList& axes, bool keep_dims) {
  const Shape& x = in.shape;
  for (int32_t axis : axes) IEGEN_RETURN_IF_ERROR(CheckAxis(axis, x));
  if (!absl::c_is_sorted(axes) || absl::c_adjacent_find(axes) != axes.end()) {
    return Internal("axes that are not sorted, or not each once");
  }
  std::vector<int32_t> dims;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const bool reduced = absl::c_linear_search(axes, axis);
    if (!reduced) dims.push_back(x[axis]);
    if (reduced && keep_dims) dims.push_back(1);
  }
  return Types{{in.elem, Shape(std::move(dims)), {}}};
}

absl::Status CheckQuantisedEnds(TypeSpan in, TypeSpan out) {
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  return CheckQuantisedInt8(out[0], "output");
}

// int8 with any two scales, or float32.
absl::Status CheckRescaled(TypeSpan in, TypeSpan out) {
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kInt8, ElemType::kFloat32}, "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedEnds(in, out));
  return CheckRescaling(in[0], AbsentType(), out[0]);
}

// int8 with one scale and zero point on both sides, int32 or float32.
absl::Status CheckCompared(TypeSpan in, TypeSpan out) {
  if (in[0].elem == ElemType::kInt8) {
    IEGEN_RETURN_IF_ERROR(CheckQuantisedEnds(in, out));
    return CheckSameQuant(in[0], out[0]);
  }
  return CheckElem(in[0], {ElemType::kInt8, ElemType::kInt32, ElemType::kFloat32}, "input");
}

}  // namespace

absl::StatusOr<Types> ArgReduce::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckAxis(axis, in[0].shape));
  IEGEN_ASSIGN_OR_RETURN(Types out, InferReduced(in[0], {axis}, false));
  out[0].elem = ElemType::kInt32;
  return out;
}

absl::Status ArgReduce::Check(TypeSpan in, TypeSpan) const {
  return CheckElem(in[0], {ElemType::kInt8, ElemType::kInt32, ElemType::kFloat32}, "input");
}

absl::StatusOr<Types> CumSum::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckAxis(axis, in[0].shape));
  return Types{{in[0].elem, in[0].shape, {}}};
}

absl::Status CumSum::Check(TypeSpan in, TypeSpan out) const {
  if (in[0].elem == ElemType::kFloat32) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckElem(in[0], {ElemType::kInt8, ElemType::kFloat32}, "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedEnds(in, out));
  // Sums are kept in 2^-19 steps of the input and only ever scaled down.
  if (in[0].quant.scale() / out[0].quant.scale() < 524288.0f) return absl::OkStatus();
  return Error("the output scale is too small for its input")
      .Why(absl::StrCat("input scale ", in[0].quant.scale(), ", output scale ",
                        out[0].quant.scale()));
}

absl::StatusOr<Types> Mean::Infer(TypeSpan in) const {
  return InferReduced(in[0], axes, keep_dims);
}

absl::Status Mean::Check(TypeSpan in, TypeSpan out) const { return CheckRescaled(in, out); }

absl::StatusOr<Types> Reduce::Infer(TypeSpan in) const {
  return InferReduced(in[0], axes, keep_dims);
}

absl::Status Reduce::Check(TypeSpan in, TypeSpan out) const {
  if (kind == ReduceKind::kAll) return CheckElem(in[0], {ElemType::kBool}, "input");
  return kind == ReduceKind::kSum ? CheckRescaled(in, out) : CheckCompared(in, out);
}

}  // namespace iegen::ir
