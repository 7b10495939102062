#include "ir/ops/recurrent.h"

#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

constexpr std::array<absl::string_view, 4> kGates = {"input", "forget", "cell", "output"};

absl::Status CheckShape(const TensorType& type, const Shape& wanted, absl::string_view what) {
  if (type.shape == wanted) return absl::OkStatus();
  return Error(
      absl::StrCat(what, " has shape ", ShapeText(type.shape), ", expected ", ShapeText(wanted)));
}

// A symmetric matrix with one scale.
absl::Status CheckMatrix(const TensorType& type, ElemType elem, absl::string_view what) {
  IEGEN_RETURN_IF_ERROR(CheckElem(type, {elem}, what));
  if (type.quant.scales.size() != 1) {
    return Error(absl::StrCat(what, " needs one scale, it has ", type.quant.scales.size()));
  }
  if (type.quant.zero_point() == 0) return absl::OkStatus();
  return Unsupported(absl::StrCat(what, " with zero point ", type.quant.zero_point()))
      .Why("weights are symmetric in TFLite's quantisation specification");
}

// Multipliers must stay below 2^31, and above 0 for the sake of the scale below them.
absl::Status CheckScaleOf(double multiplier, absl::string_view what) {
  if (multiplier < 2147483648.0) return absl::OkStatus();
  return Error(absl::StrCat("the scales of ", what, " do not fit: the multiplier would be ",
                            "2^31 or more"));
}

absl::Status CheckGate(TypeSpan in, size_t gate) {
  const auto what = [&](absl::string_view of) {
    return absl::StrCat(of, " of the ", kGates[gate], " gate");
  };
  const TensorType &w = in[Lstm::kWeights + gate], &r = in[Lstm::kRecurrent + gate];
  IEGEN_RETURN_IF_ERROR(CheckMatrix(w, ElemType::kInt8, what("weights")));
  IEGEN_RETURN_IF_ERROR(CheckMatrix(r, ElemType::kInt8, what("recurrent weights")));
  IEGEN_RETURN_IF_ERROR(CheckElem(in[Lstm::kBias + gate], {ElemType::kInt32}, what("bias")));
  constexpr double kPerGate = 4096;  // pre-activations are in steps of 2^-12
  IEGEN_RETURN_IF_ERROR(
      CheckScaleOf(double{in[0].quant.scale()} * w.quant.scale() * kPerGate, what("weights")));
  return CheckScaleOf(double{in[Lstm::kHidden].quant.scale()} * r.quant.scale() * kPerGate,
                      what("recurrent weights"));
}

absl::Status CheckStates(TypeSpan in) {
  const TensorType &hidden = in[Lstm::kHidden], &cell = in[Lstm::kCell];
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(hidden, "hidden state"));
  IEGEN_RETURN_IF_ERROR(CheckElem(cell, {ElemType::kInt16}, "cell state"));
  if (cell.quant.scales.size() != 1 || cell.quant.zero_point() != 0) {
    return Error("the cell state needs one scale, and zero point 0");
  }
  IEGEN_RETURN_IF_ERROR(CellExponent(cell.quant.scale()).status());
  return CheckScaleOf(std::ldexp(1.0, -30) / hidden.quant.scale(), "the hidden state");
}

absl::Status CheckShapes(TypeSpan in, int32_t batch) {
  const int32_t features = in[0].shape[2], cells = in[Lstm::kWeights].shape[0];
  for (size_t gate = 0; gate < kGates.size(); ++gate) {
    const auto what = [&](absl::string_view of) {
      return absl::StrCat(of, " of the ", kGates[gate], " gate");
    };
    IEGEN_RETURN_IF_ERROR(
        CheckShape(in[Lstm::kWeights + gate], {cells, features}, what("weights")));
    IEGEN_RETURN_IF_ERROR(
        CheckShape(in[Lstm::kRecurrent + gate], {cells, cells}, what("recurrent weights")));
    IEGEN_RETURN_IF_ERROR(CheckShape(in[Lstm::kBias + gate], {cells}, what("bias")));
  }
  IEGEN_RETURN_IF_ERROR(CheckShape(in[Lstm::kHidden], {batch, cells}, "hidden state"));
  return CheckShape(in[Lstm::kCell], {batch, cells}, "cell state");
}

}  // namespace

absl::StatusOr<int32_t> CellExponent(float scale) {
  int exponent = 0;
  if (std::frexp(scale, &exponent) == 0.5f && exponent - 1 >= -24 && exponent - 1 <= -9) {
    return exponent - 1;
  }
  return Unsupported(absl::StrCat("cell state with scale ", FloatText(scale)))
      .Why("the scale must be a power of two from 2^-24 to 2^-9");
}

absl::StatusOr<Types> Lstm::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 3, "input"));
  IEGEN_RETURN_IF_ERROR(CheckRank(in[kWeights], 2, "weights of the input gate"));
  IEGEN_RETURN_IF_ERROR(CheckShapes(in, in[0].shape[time_major ? 1 : 0]));
  const Shape& x = in[0].shape;
  return Types{{in[0].elem, Shape{x[0], x[1], in[kWeights].shape[0]}, {}}};
}

absl::Status Lstm::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  IEGEN_RETURN_IF_ERROR(CheckStates(in));
  for (size_t gate = 0; gate < kGates.size(); ++gate) {
    IEGEN_RETURN_IF_ERROR(CheckGate(in, gate));
  }
  if (!std::isfinite(cell_clip) || cell_clip < 0) {
    return Error(absl::StrCat("cell_clip is ", FloatText(cell_clip),
                              "; it must be finite (no nan, no inf) and not negative"));
  }
  if (in[kHidden].quant == out[0].quant) return absl::OkStatus();
  return Error("hidden state and output have different scales or zero points");
}

absl::StatusOr<Types> Svdf::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 2, "input"));
  IEGEN_RETURN_IF_ERROR(CheckRank(in[kWeights], 2, "weights"));
  IEGEN_RETURN_IF_ERROR(CheckRank(in[kTime], 2, "time weights"));
  const int32_t batch = in[0].shape[0], filters = in[kWeights].shape[0];
  const int32_t memory = in[kTime].shape[1];
  if (rank < 1 || filters % rank != 0) {
    return Error(absl::StrCat(filters, " filters do not divide into units of rank ", rank));
  }
  IEGEN_RETURN_IF_ERROR(CheckShape(in[kWeights], {filters, in[0].shape[1]}, "weights"));
  IEGEN_RETURN_IF_ERROR(CheckShape(in[kTime], {filters, memory}, "time weights"));
  IEGEN_RETURN_IF_ERROR(CheckShape(in[kBias], {filters / rank}, "bias"));
  if (int64_t{batch} * filters * memory != in[kState].shape.elements() ||
      in[kState].shape.rank() != 2) {
    return Error(absl::StrCat("state has shape ", ShapeText(in[kState].shape), ", expected [",
                              batch, ", ", filters, " * ", memory, "]"));
  }
  return Types{{in[0].elem, Shape{batch, filters / rank}, {}}};
}

absl::Status Svdf::Check(TypeSpan in, TypeSpan out) const {
  const TensorType& state = in[kState];
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  IEGEN_RETURN_IF_ERROR(CheckElem(state, {ElemType::kInt8, ElemType::kInt16}, "state"));
  IEGEN_RETURN_IF_ERROR(CheckMatrix(in[kWeights], ElemType::kInt8, "weights"));
  IEGEN_RETURN_IF_ERROR(CheckMatrix(in[kTime], state.elem, "time weights"));
  IEGEN_RETURN_IF_ERROR(CheckElem(in[kBias], {ElemType::kInt32}, "bias"));
  if (state.quant.scales.size() != 1) return Error("the state needs one scale");
  if (state.elem == ElemType::kInt16 && state.quant.zero_point() != 0) {
    return Unsupported("a state of 16 bits with a zero point other than 0");
  }
  IEGEN_RETURN_IF_ERROR(CheckRescaling(in[0], in[kWeights], state));
  return CheckRescaling(state, in[kTime], out[0]);
}

}  // namespace iegen::ir
