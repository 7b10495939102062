// Attributes that several operators share: padding and fused activations.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::tflite {

absl::StatusOr<ir::Activation> ActivationOf(schema::ActivationFunctionType type) {
  switch (type) {
    case schema::ActivationFunctionType::NONE:
      return ir::Activation::kNone;
    case schema::ActivationFunctionType::RELU:
      return ir::Activation::kRelu;
    case schema::ActivationFunctionType::RELU_N1_TO_1:
      return ir::Activation::kReluN1To1;
    case schema::ActivationFunctionType::RELU6:
      return ir::Activation::kRelu6;
    case schema::ActivationFunctionType::TANH:
    case schema::ActivationFunctionType::SIGN_BIT:
      return Unsupported(
                 absl::StrCat("fused activation ", schema::EnumNameActivationFunctionType(type)))
          .Why("NONE, RELU, RELU_N1_TO_1 and RELU6 are supported");
  }
  return Error(absl::StrCat("fused activation ", static_cast<int>(type), " is unknown"));
}

absl::StatusOr<ir::Int4> PadsOf(const Window& window, const ir::TensorType& x) {
  IEGEN_RETURN_IF_ERROR(ir::CheckPositive(window.stride, "stride"));
  IEGEN_RETURN_IF_ERROR(ir::CheckPositive(window.dilation, "dilation"));
  IEGEN_RETURN_IF_ERROR(ir::CheckPositive(window.kernel, "filter window"));
  ir::Int4 pads{0, 0, 0, 0};
  if (window.padding == schema::Padding::VALID) return pads;
  if (window.padding != schema::Padding::SAME) {
    return Error(absl::StrCat("padding ", static_cast<int>(window.padding), " is unknown"))
        .Why("it is 0 (SAME) or 1 (VALID)");
  }
  for (size_t side = 0; side < 2; ++side) {
    const int64_t in = x.shape[static_cast<int>(side) + 1], stride = window.stride[side];
    const int64_t dilated = int64_t{window.kernel[side] - 1} * window.dilation[side] + 1;
    const int64_t out = (in + stride - 1) / stride;
    const int64_t total = std::max<int64_t>(0, (out - 1) * stride + dilated - in);
    if (total > (1 << 20)) return Error(absl::StrCat("padding of ", total, " is too large"));
    pads[2 * side] = static_cast<int32_t>(total / 2);
    pads[2 * side + 1] = static_cast<int32_t>(total - total / 2);
  }
  return pads;
}

}  // namespace iegen::frontend::tflite
