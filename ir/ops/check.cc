#include "ir/ops/check.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {

absl::Status CheckElem(const TensorType& type, absl::Span<const ElemType> allowed,
                       absl::string_view what) {
  if (absl::c_linear_search(allowed, type.elem)) return absl::OkStatus();
  const auto name = [](std::string* out, ElemType t) { absl::StrAppend(out, UserNameOf(t)); };
  return Unsupported(absl::StrCat(what, " of type ", UserNameOf(type.elem)))
      .Why(absl::StrCat("type ", UserNameOf(type.elem), " is not supported here, ",
                        absl::StrJoin(allowed, " or ", name), " is"));
}

absl::Status CheckRank(const TensorType& type, int rank, absl::string_view what) {
  return CheckRankBetween(type, {rank, rank}, what);
}

absl::Status CheckRankBetween(const TensorType& type, IntRange range, absl::string_view what) {
  const int rank = type.shape.rank();
  if (rank >= range.low && rank <= range.high) return absl::OkStatus();
  const std::string wanted = range.low == range.high ? absl::StrCat(range.low)
                                                     : absl::StrCat(range.low, " to ", range.high);
  return Error(absl::StrCat(what, " has rank ", rank, ", expected ", wanted))
      .Why(absl::StrCat("its shape is ", ShapeText(type.shape)));
}

absl::Status CheckQuantisedInt8(const TensorType& type, absl::string_view what) {
  IEGEN_RETURN_IF_ERROR(CheckElem(type, {ElemType::kInt8}, what));
  if (!type.quant.quantised()) {
    return Error(absl::StrCat(what, " has no quantisation (scale and zero point)"))
        .Hint("convert the model again with full integer quantisation");
  }
  if (type.quant.per_channel()) {
    return Error(absl::StrCat(what, " has ", type.quant.scales.size(),
                              " scales, expected one: only filters are quantised per channel"));
  }
  return absl::OkStatus();
}

absl::Status CheckSameQuant(const TensorType& a, const TensorType& b) {
  if (a.quant.scale() == b.quant.scale() && a.quant.zero_point() == b.quant.zero_point()) {
    return absl::OkStatus();
  }
  const auto text = [](const Quant& q) {
    return absl::StrCat("scale ", FloatText(q.scale()), ", zero point ", q.zero_point());
  };
  return Error("input and output have different scales or zero points")
      .Why(absl::StrCat("input has ", text(a.quant), "; output has ", text(b.quant)));
}

absl::Status CheckFilter(const TensorType& filter, int axis, int32_t channels) {
  IEGEN_RETURN_IF_ERROR(CheckElem(filter, {ElemType::kInt8}, "filter"));
  const Quant& q = filter.quant;
  if (!q.quantised()) return Error("filter has no quantisation (scale)");
  if (q.per_channel()) {
    if (q.axis != axis) {
      return Error(
          absl::StrCat("filter is quantised along dimension ", q.axis, ", expected axis ", axis));
    }
    if (static_cast<int64_t>(q.scales.size()) != channels) {
      return Error(absl::StrCat("filter has ", q.scales.size(), " scales, expected ", channels,
                                " (one per output channel)"));
    }
  }
  if (absl::c_any_of(q.zero_points, [](int32_t z) { return z != 0; })) {
    return Unsupported("filter with a zero point other than 0")
        .Why("int8 filters are symmetric in TFLite's quantisation specification");
  }
  return absl::OkStatus();
}

absl::Status CheckBias(const TensorType& bias, int32_t channels) {
  if (IsAbsent(bias)) return absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(CheckElem(bias, {ElemType::kInt32}, "bias"));
  if (bias.shape.elements() == channels) return absl::OkStatus();
  return Error(absl::StrCat("bias has ", bias.shape.elements(), " elements, expected ", channels,
                            " (one per output channel); its shape is ", ShapeText(bias.shape)));
}

absl::Status CheckRescaling(const TensorType& in, const TensorType& filter, const TensorType& out) {
  const std::vector<float> one = {1.0f};
  for (const float scale : filter.quant.quantised() ? filter.quant.scales : one) {
    const double multiplier = static_cast<double>(in.quant.scale()) * static_cast<double>(scale) /
                              static_cast<double>(out.quant.scale());
    if (multiplier < 2147483648.0) continue;
    return Error(
               "the output scale is too small for its input: the multiplier would be 2^31 or more")
        .Why(absl::StrCat("input scale ", in.quant.scale(), ", filter scale ", scale,
                          ", output scale ", out.quant.scale()));
  }
  return absl::OkStatus();
}

absl::Status CheckRequant(TypeSpan in, size_t first, int32_t channels) {
  if (in.size() <= first) return absl::OkStatus();
  if (in.size() != first + 2) return Error("requantisation needs multipliers and shifts");
  IEGEN_RETURN_IF_ERROR(CheckElem(in[first], {ElemType::kInt32}, "multipliers"));
  IEGEN_RETURN_IF_ERROR(CheckElem(in[first + 1], {ElemType::kInt8}, "shifts"));
  for (size_t i = first; i < first + 2; ++i) {
    const int64_t n = in[i].shape.elements();
    if (n == channels || n == 1) continue;
    return Error(absl::StrCat("requantisation has ", n, " entries, expected ", channels));
  }
  return absl::OkStatus();
}

absl::Status CheckPositive(const Int2& values, absl::string_view what) {
  const bool good = absl::c_all_of(values, [](int32_t v) { return v >= 1 && v <= (1 << 16); });
  if (good) return absl::OkStatus();
  return Error(absl::StrCat(what, " ", values[0], "x", values[1], " is out of range"))
      .Why("both numbers must be 1 to 65,536");
}

absl::StatusOr<int32_t> WindowedSize(int64_t in, int64_t pads, int64_t dilated_kernel,
                                     int64_t stride) {
  const int64_t room = in + pads - dilated_kernel;
  if (room < 0) {
    return Error("the filter window is larger than its padded input shape")
        .Why(absl::StrCat("kernel with dilation ", dilated_kernel, ", input ", in, " with padding ",
                          pads));
  }
  return static_cast<int32_t>(room / stride + 1);
}

absl::StatusOr<Shape> BroadcastShapes(const Shape& a, const Shape& b) {
  const int rank = std::max(a.rank(), b.rank());
  std::vector<int32_t> dims(static_cast<size_t>(rank), 1);
  for (int i = 0; i < rank; ++i) {
    const int32_t x = i < a.rank() ? a[a.rank() - 1 - i] : 1;
    const int32_t y = i < b.rank() ? b[b.rank() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) {
      return Error(
          absl::StrCat("shapes ", ShapeText(a), " and ", ShapeText(b), " do not broadcast"));
    }
    dims[static_cast<size_t>(rank - 1 - i)] = x == 1 ? y : x;
  }
  return Shape(std::move(dims));
}

absl::Status CheckEqualElems(TypeSpan in) {
  for (size_t i = 1; i < in.size(); ++i) {
    if (in[i].elem == in[0].elem) continue;
    return Error(absl::StrCat("inputs have types ", UserNameOf(in[0].elem), " and ",
                              UserNameOf(in[i].elem), ", expected the same"));
  }
  return absl::OkStatus();
}

absl::Status CheckAllQuantised(TypeSpan in, const TensorType& out) {
  for (size_t i = 0; i < in.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(
        CheckQuantisedInt8(in[i], i == 0 ? "first input" : absl::StrCat("input ", i)));
  }
  return CheckQuantisedInt8(out, "output");
}

absl::StatusOr<Types> InferBroadcast(TypeSpan in, ElemType out) {
  Shape shape = in[0].shape;
  for (size_t i = 1; i < in.size(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(shape, BroadcastShapes(shape, in[i].shape));
  }
  IEGEN_RETURN_IF_ERROR(CheckRankBetween({out, shape, {}}, {0, 6}, "output"));
  return Types{{out, std::move(shape), {}}};
}

absl::Status CheckArithmetic(TypeSpan in, const TensorType& out, Activation act) {
  IEGEN_RETURN_IF_ERROR(
      CheckElem(in[0], {ElemType::kInt8, ElemType::kInt32, ElemType::kFloat32}, "first input"));
  IEGEN_RETURN_IF_ERROR(CheckEqualElems(in));
  if (in[0].elem == ElemType::kInt8) return CheckAllQuantised(in, out);
  if (in[0].elem == ElemType::kFloat32 || act == Activation::kNone) return absl::OkStatus();
  return Unsupported("a fused activation on int32")
      .Why("TensorFlow Lite Micro does not compute it; it is none");
}

}  // namespace iegen::ir
