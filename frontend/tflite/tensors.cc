#include "frontend/tflite/tensors.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

constexpr int kLargestRank = 8;
constexpr size_t kLongestShortName = 60;

absl::optional<ir::ElemType> ElemOf(schema::TensorType type) {
  switch (type) {
    case schema::TensorType::INT8:
      return ir::ElemType::kInt8;
    case schema::TensorType::UINT8:
      return ir::ElemType::kUInt8;
    case schema::TensorType::INT16:
      return ir::ElemType::kInt16;
    case schema::TensorType::INT32:
      return ir::ElemType::kInt32;
    case schema::TensorType::INT64:
      return ir::ElemType::kInt64;
    case schema::TensorType::FLOAT32:
      return ir::ElemType::kFloat32;
    case schema::TensorType::BOOL:
      return ir::ElemType::kBool;
    default:
      return absl::nullopt;
  }
}

bool KeepsQuantisation(ir::ElemType elem) {
  return elem == ir::ElemType::kInt8 || elem == ir::ElemType::kUInt8 ||
         elem == ir::ElemType::kInt16;
}

absl::Status CheckRepresentation(const schema::Tensor& tensor, absl::string_view name) {
  if (tensor.sparsity() != nullptr) {
    return Unsupported(absl::StrCat("tensor ", name, " is sparse"))
        .Why("its contents are stored in a compressed form (sparsity)")
        .Hint("convert again without tf.lite.Optimize.EXPERIMENTAL_SPARSITY");
  }
  if (!ElemOf(tensor.type())) {
    return Unsupported(absl::StrCat("tensor ", name, " of type ", TypeNameOf(tensor)))
        .Why("types int8, uint8, int32, int64, float32 and bool are read")
        .Hint("convert again with full integer quantisation (int8)");
  }
  return absl::OkStatus();
}

absl::StatusOr<ir::Shape> ShapeOf(const schema::Tensor& tensor, absl::string_view name) {
  const absl::Span<const int32_t> dims = SpanOf(tensor.shape());
  if (dims.size() > kLargestRank) {
    return Unsupported(absl::StrCat("tensor ", name, " has rank ", dims.size(), ", at most ",
                                    kLargestRank, " dimensions are supported"));
  }
  ir::Shape shape(std::vector<int32_t>(dims.begin(), dims.end()));
  // The file's way to say "any batch"; one inference at a time is what an engine does.
  if (shape.rank() > 1 && shape[0] == -1) shape[0] = 1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] >= 0) continue;
    return Error(absl::StrCat("tensor ", name, " has no fixed size in dimension ", axis,
                              ": its shape is ", ir::ShapeText(shape)))
        .Why("memory is planned when compiling, so every size must be known")
        .Hint("give the model a fixed input shape before converting it");
  }
  return shape;
}

absl::Status CheckCounts(const schema::QuantizationParameters& q, const ir::Shape& shape,
                         absl::string_view name) {
  const size_t scales = SpanOf(q.scale()).size(), zeros = SpanOf(q.zero_point()).size();
  if (q.details_type() != schema::QuantizationDetails::NONE) {
    return Unsupported(absl::StrCat("tensor ", name, " is quantised in blocks or in a custom way"))
        .Why("only one scale for a tensor, or one for each output channel, is supported");
  }
  if (zeros != scales && zeros != 1) {
    return Error(absl::StrCat("tensor ", name, " has ", scales, " scales and ", zeros,
                              " zero points: broken quantisation"));
  }
  if (scales == 1) return absl::OkStatus();
  const int32_t axis = q.quantized_dimension();
  if (axis < 0 || axis >= shape.rank()) {
    return Error(absl::StrCat("tensor ", name, " is quantised along axis ", axis, ", its shape is ",
                              ir::ShapeText(shape)));
  }
  if (static_cast<size_t>(shape[axis]) == scales) return absl::OkStatus();
  return Error(absl::StrCat("tensor ", name, " has ", scales, " scales, expected ", shape[axis],
                            " (one for each index of axis ", axis, ")"))
      .Why(absl::StrCat("its shape is ", ir::ShapeText(shape)));
}

// Of int32 only a scale that can be meant is kept: QUANTIZE reads it, nothing else does.
ir::Quant QuantOfInt32(const schema::QuantizationParameters& q) {
  const absl::Span<const float> scales = SpanOf(q.scale());
  const absl::Span<const int64_t> zeros = SpanOf(q.zero_point());
  if (scales.size() != 1 || zeros.size() > 1 || !std::isfinite(scales[0]) || scales[0] <= 0) {
    return {};
  }
  const int64_t zero = zeros.empty() ? 0 : zeros[0];
  const ir::IntRange range = ir::RangeOf(ir::ElemType::kInt32);
  if (zero < range.low || zero > range.high) return {};
  return ir::PerTensor(scales[0], static_cast<int32_t>(zero));
}

absl::StatusOr<ir::Quant> QuantOf(const schema::Tensor& tensor, const ir::TensorType& type,
                                  absl::string_view name) {
  const schema::QuantizationParameters* q = tensor.quantization();
  if (q != nullptr && type.elem == ir::ElemType::kInt32) return QuantOfInt32(*q);
  if (q == nullptr || SpanOf(q->scale()).empty() || !KeepsQuantisation(type.elem)) {
    return ir::Quant{};
  }
  IEGEN_RETURN_IF_ERROR(CheckCounts(*q, type.shape, name));
  const absl::Span<const float> scales = SpanOf(q->scale());
  const absl::Span<const int64_t> zeros = SpanOf(q->zero_point());
  ir::Quant quant;
  quant.scales.assign(scales.begin(), scales.end());
  const ir::IntRange range = ir::RangeOf(type.elem);
  for (size_t i = 0; i < scales.size(); ++i) {
    const int64_t zero = zeros[zeros.size() == 1 ? 0 : i];
    if (zero < range.low || zero > range.high) {
      return Error(absl::StrCat("tensor ", name, " has zero point ", zero,
                                ", outside the range of ", ir::UserNameOf(type.elem)));
    }
    quant.zero_points.push_back(static_cast<int32_t>(zero));
  }
  if (scales.size() > 1) quant.axis = q->quantized_dimension();
  return quant;
}

}  // namespace

absl::StatusOr<ir::TensorType> TypeOf(const schema::Tensor& tensor, absl::string_view name) {
  IEGEN_RETURN_IF_ERROR(CheckRepresentation(tensor, name));
  ir::TensorType type;
  type.elem = *ElemOf(tensor.type());
  IEGEN_ASSIGN_OR_RETURN(type.shape, ShapeOf(tensor, name));
  IEGEN_RETURN_IF_ERROR(AboutTensor(ir::VerifyType(type), name));
  IEGEN_ASSIGN_OR_RETURN(type.quant, QuantOf(tensor, type, name));
  IEGEN_RETURN_IF_ERROR(AboutTensor(ir::VerifyType(type), name));
  return type;
}

absl::Status CheckContents(const ir::TensorType& type, absl::string_view data,
                           absl::string_view name) {
  if (static_cast<int64_t>(data.size()) == type.bytes()) return absl::OkStatus();
  return Error(absl::StrCat("tensor ", name, " has ", Grouped(static_cast<int64_t>(data.size())),
                            " bytes of data, its shape needs ", Grouped(type.bytes())))
      .Why(absl::StrCat("it is ", ir::UserNameOf(type.elem), " ", ir::ShapeText(type.shape)));
}

absl::string_view ShortName(absl::string_view name) {
  const size_t last = name.rfind(';');
  if (last != absl::string_view::npos && last + 1 < name.size()) name.remove_prefix(last + 1);
  if (name.size() > kLongestShortName) name.remove_prefix(name.size() - kLongestShortName);
  return name;
}

}  // namespace iegen::frontend::tflite
