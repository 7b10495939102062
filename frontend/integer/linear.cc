#include "frontend/integer/linear.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::frontend::integer {
namespace {

using ir::ElemType;
using ir::ValueId;

constexpr double kSameScale = 1e-6;  // relative

void SetActivation(ir::Activation act, ir::Op* op) {
  if (auto* conv = std::get_if<ir::Conv2d>(op)) conv->act = act;
  if (auto* depthwise = std::get_if<ir::DepthwiseConv2d>(op)) depthwise->act = act;
  if (auto* dense = std::get_if<ir::FullyConnected>(op)) dense->act = act;
  if (auto* transpose = std::get_if<ir::TransposeConv2d>(op)) transpose->act = act;
}

// The largest absolute value of each channel, as a scale.
std::vector<float> ChannelScales(const std::vector<float>& elements, const ir::Shape& shape,
                                 int32_t axis) {
  constexpr float kLevels = 127, kLeast = 1e-9f;
  const auto channels = static_cast<size_t>(shape[axis]);
  const auto inner = static_cast<size_t>(shape.elements(axis + 1, shape.rank()));
  std::vector<float> scales(channels, kLeast);
  for (size_t i = 0; i < elements.size(); ++i) {
    float& scale = scales[i / inner % channels];
    scale = std::max(scale, std::abs(elements[i]) / kLevels);
  }
  return scales;
}

ValueId WeightsOf(HeldValues& held, ValueId id, int32_t axis) {
  const ValueId integers = held.StoredConstant(id);
  if (integers != ir::kNoValue && held.from().type(integers).elem == ElemType::kInt8) {
    return held.Mapped(integers);
  }
  const ir::Shape& shape = held.from().type(id).shape;
  const QuantisedWeights weights = QuantiseWeights(held.Elements(id), shape, axis);
  return held.Constant({ElemType::kInt8, shape, weights.quant},
                       ir::BytesOf<int8_t>(weights.elements), held.from().value(id).name);
}

// The bias as int32 in steps of input scale times filter scale. Integers that have these scales
// already are taken as they are.
ValueId BiasOf(HeldValues& held, ValueId id, float in_scale, const ir::Quant& filter) {
  const ValueId integers = held.StoredConstant(id);
  const std::vector<float> real = held.Elements(id);
  std::vector<int32_t> stored;
  if (integers != ir::kNoValue && held.from().type(integers).elem == ElemType::kInt32) {
    stored = ir::ElementsOf<int32_t>(held.from().value(integers));
  }
  constexpr double kMost = std::numeric_limits<int32_t>::max();
  std::vector<int32_t> bias;
  for (size_t i = 0; i < real.size(); ++i) {
    const double step = static_cast<double>(in_scale) *
                        static_cast<double>(filter.scales[filter.per_channel() ? i : 0]);
    if (i < stored.size()) {
      const ir::Quant& quant = held.from().type(integers).quant;
      const double given = static_cast<double>(quant.scales[quant.per_channel() ? i : 0]);
      const bool same = quant.zero_points[0] == 0 && std::abs(given / step - 1) < kSameScale;
      if (same) {
        bias.push_back(stored[i]);
        continue;
      }
    }
    bias.push_back(static_cast<int32_t>(
        std::clamp(std::nearbyint(static_cast<double>(real[i]) / step), -kMost, kMost)));
  }
  return held.Constant({ElemType::kInt32, {static_cast<int32_t>(bias.size())}, {}},
                       ir::BytesOf<int32_t>(bias), held.from().value(id).name);
}

absl::Status NoRange(const char* what) {
  return Unsupported(absl::StrCat("the operator's ", what, " has no quantisation"))
      .Why("it stands inside a model in which other operators are quantised")
      .Hint("--calibration=SAMPLES quantises what the file leaves in float32");
}

}  // namespace

QuantisedWeights QuantiseWeights(const std::vector<float>& elements, const ir::Shape& shape,
                                 int32_t axis) {
  QuantisedWeights weights{{}, {ChannelScales(elements, shape, axis), {}, axis}};
  const std::vector<float>& scales = weights.quant.scales;
  weights.quant.zero_points.assign(scales.size(), 0);
  const auto inner = static_cast<size_t>(shape.elements(axis + 1, shape.rank()));
  for (size_t i = 0; i < elements.size(); ++i) {
    const float steps = elements[i] / scales[i / inner % scales.size()];
    weights.elements.push_back(
        static_cast<int8_t>(std::clamp(std::nearbyint(steps), -127.0f, 127.0f)));
  }
  return weights;
}

bool IsLinear(const ir::Op& op) {
  return std::holds_alternative<ir::Conv2d>(op) ||
         std::holds_alternative<ir::DepthwiseConv2d>(op) ||
         std::holds_alternative<ir::FullyConnected>(op) ||
         std::holds_alternative<ir::TransposeConv2d>(op);
}

int32_t ChannelAxis(const ir::Op& op) {
  return std::holds_alternative<ir::DepthwiseConv2d>(op) ? 3 : 0;
}

absl::StatusOr<bool> ConvertLinear(const ir::Node& node, HeldValues& held,
                                   absl::flat_hash_set<ValueId>* fused) {
  const absl::optional<ValueId> x = held.Stored(node.in[0]);
  if (!x) return NoRange("input");
  const absl::optional<Wanted> wanted = held.WantedOf(node.out[0]);
  if (!wanted) return NoRange("output");
  const ValueId weights = WeightsOf(held, node.in[1], ChannelAxis(node.op));
  std::vector<ValueId> in = {*x, weights};
  if (node.in.size() > 2) {
    const float in_scale = held.to().type(*x).quant.scale();
    const ir::Quant filter = held.to().type(weights).quant;
    in.push_back(BiasOf(held, node.in[2], in_scale, filter));
  }
  ir::Op op = node.op;
  if (wanted->act != ir::Activation::kNone) {
    SetActivation(wanted->act, &op);
    fused->insert(wanted->activated);
  }
  IEGEN_ASSIGN_OR_RETURN(const ValueId out,
                         held.Emit(op, std::move(in), wanted->quant, node.out[0]));
  held.SetStored(node.out[0], out);
  return true;
}

}  // namespace iegen::frontend::integer
