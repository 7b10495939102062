#include "frontend/onnx/quantisation.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"

namespace iegen::frontend::onnx {
namespace {

using ir::ElemType;

constexpr int32_t kShift = 128;  // from uint8 to int8

absl::StatusOr<ir::Quant> ReadQuant(const NodeReader& op, const QuantInputs& at) {
  IEGEN_ASSIGN_OR_RETURN(const HostTensor scale, op.Constant(at.scale, "scale"));
  if (!scale.real() || scale.elements() < 1) return Error("the scale is no list of real numbers");
  ir::Quant quant;
  quant.scales = FloatsOf(scale);
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> zeros,
                         op.Integers(at.zero_point, "zero point"));
  if (op.Has(at.zero_point) && zeros.size() != quant.scales.size()) {
    return Error(absl::StrCat("there are ", quant.scales.size(), " scales and ", zeros.size(),
                              " zero points"));
  }
  quant.zero_points.assign(quant.scales.size(), 0);
  for (size_t i = 0; i < zeros.size(); ++i) {
    quant.zero_points[i] = static_cast<int32_t>(std::clamp<int64_t>(zeros[i], -1000, 1000));
  }
  for (float value : quant.scales) {
    if (std::isfinite(value) && value > 0) continue;
    return Error(absl::StrCat("scale ", FloatText(value), " is not finite and positive"));
  }
  return quant;
}

// The type of the integers: that of the zero point, or `otherwise`.
ElemType StoredType(const NodeReader& op, const QuantInputs& at, ElemType otherwise) {
  return op.IsConstant(at.zero_point) ? op.operand(at.zero_point).constant->type.elem : otherwise;
}

absl::Status CheckStoredType(ElemType elem, bool constant) {
  if (elem == ElemType::kInt8 || elem == ElemType::kUInt8) return absl::OkStatus();
  if (constant && elem == ElemType::kInt32) return absl::OkStatus();
  return Unsupported(absl::StrCat("quantisation to type ", ir::UserNameOf(elem)))
      .Why(constant ? "int8, uint8 and int32 are supported" : "int8 and uint8 are supported");
}

void Shift(ir::Quant* quant) {
  for (int32_t& zero : quant->zero_points) zero -= kShift;
}

HostTensor ShiftedDown(const HostTensor& tensor) {
  std::vector<int64_t> values = IntegersOf(tensor);
  for (int64_t& value : values) value -= kShift;
  return FromIntegers(ElemType::kInt8, tensor.shape(), values);
}

absl::StatusOr<HostTensor> DequantisedConstant(const NodeReader& op, size_t i, ir::Quant quant,
                                               const QuantInputs& at) {
  HostTensor tensor = *op.operand(i).constant;
  IEGEN_RETURN_IF_ERROR(CheckStoredType(tensor.type.elem, true));
  const ElemType stored = StoredType(op, at, tensor.type.elem);
  if (tensor.real() || stored != tensor.type.elem) {
    return Error(absl::StrCat("the tensor has type ", ir::UserNameOf(tensor.type.elem),
                              ", its zero point ", ir::UserNameOf(stored)));
  }
  if (quant.per_channel()) {
    IEGEN_ASSIGN_OR_RETURN(quant.axis, op.Axis(at.axis, tensor.shape().rank()));
    const int32_t channels = tensor.shape()[quant.axis];
    if (static_cast<int64_t>(quant.scales.size()) != channels) {
      return Error(absl::StrCat("there are ", quant.scales.size(), " scales for ", channels,
                                " channels (axis ", quant.axis, " of shape ",
                                ir::ShapeText(tensor.shape()), ")"));
    }
  }
  if (tensor.type.elem == ElemType::kUInt8) {
    tensor = ShiftedDown(tensor);
    Shift(&quant);
  }
  tensor.type.quant = std::move(quant);
  IEGEN_RETURN_IF_ERROR(ir::VerifyType(tensor.type));
  return tensor;
}

absl::Status CheckOneScale(const ir::Quant& quant) {
  if (!quant.per_channel()) return absl::OkStatus();
  return Unsupported(absl::StrCat("an activation with ", quant.scales.size(), " scales"))
      .Why("only weights are quantised per channel");
}

// An input of the model that holds integers learns here what they stand for.
absl::StatusOr<ir::ValueId> KnownIntegers(NodeReader& op, const Operand& operand,
                                          const ir::Quant& quant) {
  const ir::ValueId id = operand.view->id;
  ir::TensorType& type = op.graph().graph().value(id).type;
  if (!type.quant.quantised()) type.quant = quant;
  const bool from_u8 = type.elem == ElemType::kUInt8;
  if (type.quant != quant) {
    return Unsupported("integers that are read with another scale than they are written with")
        .Why(absl::StrCat("written with scale ", FloatText(type.quant.scale()), ", zero point ",
                          type.quant.zero_point(), "; read with scale ", FloatText(quant.scale()),
                          ", zero point ", quant.zero_point()));
  }
  if (!from_u8) return id;
  ir::Quant shifted = quant;
  Shift(&shifted);
  return op.graph().Emit(ir::Quantize{ElemType::kInt8}, {id}, shifted);
}

HostTensor QuantisedConstant(const HostTensor& real, const ir::Quant& quant, ElemType elem) {
  const ir::IntRange range = ir::RangeOf(elem);
  std::vector<int64_t> values;
  for (float value : FloatsOf(real)) {
    const double steps = std::nearbyint(static_cast<double>(value / quant.scale()));
    values.push_back(
        static_cast<int64_t>(std::clamp(steps + quant.zero_point(), static_cast<double>(range.low),
                                        static_cast<double>(range.high))));
  }
  return FromIntegers(elem, real.shape(), values);
}

}  // namespace

absl::StatusOr<Operand> Dequantised(NodeReader& op, size_t i, const QuantInputs& at) {
  IEGEN_ASSIGN_OR_RETURN(ir::Quant quant, ReadQuant(op, at));
  Operand result;
  if (op.IsConstant(i)) {
    IEGEN_ASSIGN_OR_RETURN(result.constant, DequantisedConstant(op, i, std::move(quant), at));
    return result;
  }
  const Operand& operand = op.operand(i);
  IEGEN_RETURN_IF_ERROR(CheckOneScale(quant));
  const ElemType held = op.graph().graph().type(operand.view->id).elem;
  const ElemType elem = operand.shifted ? ElemType::kUInt8 : held;
  IEGEN_RETURN_IF_ERROR(CheckStoredType(elem, false));
  const ElemType stored = StoredType(op, at, elem);
  if (stored != elem) {
    return Error(absl::StrCat("the input has type ", ir::UserNameOf(elem), ", its zero point ",
                              ir::UserNameOf(stored)));
  }
  if (operand.shifted) Shift(&quant);
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId integers, KnownIntegers(op, operand, quant));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().Emit(ir::Dequantize{}, {integers}));
  result.view = GraphWriter::With(*operand.view, id);
  return result;
}

absl::StatusOr<Operand> Quantised(NodeReader& op, const Operand& real, const QuantInputs& at) {
  IEGEN_ASSIGN_OR_RETURN(ir::Quant quant, ReadQuant(op, at));
  IEGEN_RETURN_IF_ERROR(CheckOneScale(quant));
  const ElemType elem = StoredType(op, at, ElemType::kUInt8);
  IEGEN_RETURN_IF_ERROR(CheckStoredType(elem, false));
  Operand result;
  if (real.constant) {
    result.constant = QuantisedConstant(*real.constant, quant, elem);
    return result;
  }
  result.shifted = elem == ElemType::kUInt8;
  if (result.shifted) Shift(&quant);
  IEGEN_RETURN_IF_ERROR(ir::VerifyType({ElemType::kInt8, {1}, quant}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().Emit(ir::Quantize{ElemType::kInt8},
                                                               {real.view->id}, std::move(quant)));
  result.view = GraphWriter::With(*real.view, id);
  return result;
}

absl::StatusOr<HostTensor> ProductBias(NodeReader& op, size_t i, const ir::Quant& x,
                                       const HostTensor& weights) {
  IEGEN_ASSIGN_OR_RETURN(HostTensor bias, op.Constant(i, "bias"));
  if (bias.type.elem != ElemType::kInt32 || bias.shape().rank() != 1) {
    return Error(absl::StrCat("the bias is ", ir::UserNameOf(bias.type.elem), " ",
                              ir::ShapeText(bias.shape()), ", expected a list of int32"));
  }
  ir::Quant quant;
  for (float scale : weights.type.quant.scales) quant.scales.push_back(x.scale() * scale);
  quant.zero_points.assign(quant.scales.size(), 0);
  bias.type.quant = std::move(quant);
  IEGEN_RETURN_IF_ERROR(ir::VerifyType(bias.type));
  return bias;
}

}  // namespace iegen::frontend::onnx
