#include "frontend/integer/scalar_functions.h"

#include <algorithm>
#include <cmath>

namespace iegen::frontend::integer {
namespace {

absl::optional<float> UnaryValue(const ir::Unary& op, float x) {
  switch (op.kind) {
    case ir::UnaryKind::kAbs:
      return std::abs(x);
    case ir::UnaryKind::kElu:
      return x < 0 ? std::expm1(x) : x;
    case ir::UnaryKind::kHardSwish:
      return x * std::clamp(x + 3.0f, 0.0f, 6.0f) / 6.0f;
    case ir::UnaryKind::kLeakyRelu:
      return x < 0 ? x * op.alpha : x;
    case ir::UnaryKind::kLogicalNot:
      return x == 0 ? 1.0f : 0.0f;
    case ir::UnaryKind::kNeg:
      return -x;
    case ir::UnaryKind::kRsqrt:
      return 1.0f / std::sqrt(x);
    case ir::UnaryKind::kTanh:
      return std::tanh(x);
    case ir::UnaryKind::kCeil:
      return std::ceil(x);
    case ir::UnaryKind::kFloor:
      return std::floor(x);
    case ir::UnaryKind::kRound:
      return std::nearbyint(x);
    case ir::UnaryKind::kSqrt:
      return std::sqrt(x);
    case ir::UnaryKind::kSquare:
      return x * x;
    default:
      return absl::nullopt;
  }
}

float BinaryValue(ir::BinaryKind kind, float a, float b) {
  switch (kind) {
    case ir::BinaryKind::kSub:
      return a - b;
    case ir::BinaryKind::kMul:
      return a * b;
    case ir::BinaryKind::kDiv:
      return a / b;
    case ir::BinaryKind::kMaximum:
      return std::max(a, b);
    case ir::BinaryKind::kMinimum:
      return std::min(a, b);
    case ir::BinaryKind::kSquaredDifference:
      return (a - b) * (a - b);
    case ir::BinaryKind::kPrelu:
      return a < 0 ? a * b : a;
  }
  return a;
}

}  // namespace

absl::optional<float> UnaryOf(const ir::Op& op, float x) {
  if (const auto* relu = std::get_if<ir::Relu>(&op)) return Activated(relu->kind, x);
  if (std::holds_alternative<ir::Logistic>(op)) return 1.0f / (1.0f + std::exp(-x));
  if (const auto* unary = std::get_if<ir::Unary>(&op)) return UnaryValue(*unary, x);
  return absl::nullopt;
}

absl::optional<float> BinaryOf(const ir::Op& op, float a, float b) {
  if (const auto* add = std::get_if<ir::Add>(&op)) return Activated(add->act, a + b);
  if (const auto* binary = std::get_if<ir::Binary>(&op)) {
    return Activated(binary->act, BinaryValue(binary->kind, a, b));
  }
  return absl::nullopt;
}

float Activated(ir::Activation act, float x) {
  switch (act) {
    case ir::Activation::kNone:
      return x;
    case ir::Activation::kRelu:
      return std::max(x, 0.0f);
    case ir::Activation::kReluN1To1:
      return std::clamp(x, -1.0f, 1.0f);
    case ir::Activation::kRelu6:
      return std::clamp(x, 0.0f, 6.0f);
  }
  return x;
}

int8_t StoredByte(const ir::Quant& quant, float value) {
  constexpr float kFar = 1e6f;
  if (std::isnan(value)) value = 0;
  const float steps = std::clamp(std::nearbyint(value / quant.scale()), -kFar, kFar);
  const auto stored = static_cast<int32_t>(steps) + quant.zero_point();
  return static_cast<int8_t>(std::clamp(stored, -128, 127));
}

ir::Quant QuantOfRange(float low, float high) {
  constexpr float kSteps = 255, kLeast = 1e-6f;
  low = std::min(low, 0.0f);
  high = std::max(high, 0.0f);
  const float scale = std::max((high - low) / kSteps, kLeast);
  const auto zero = static_cast<int32_t>(std::nearbyint(-128 - low / scale));
  return ir::PerTensor(scale, std::clamp(zero, -128, 127));
}

ByteFunction Identity(const ir::Quant& quant) {
  ByteFunction function{};
  for (int32_t bits = 0; bits < 256; ++bits) {
    const int32_t stored = bits < 128 ? bits : bits - 256;
    function[static_cast<size_t>(bits)] =
        static_cast<float>(stored - quant.zero_point()) * quant.scale();
  }
  return function;
}

std::array<int8_t, 256> TableOf(const ByteFunction& function, const ir::Quant& quant) {
  std::array<int8_t, 256> table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = StoredByte(quant, function[i]);
  return table;
}

}  // namespace iegen::frontend::integer
