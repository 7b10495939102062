#include "ir/ranges/ranges.h"

#include <algorithm>

#include "backends/byte_function.h"
#include "base/status.h"
#include "ir/eval/evaluate_node.h"
#include "ir/ranges/linear_ranges.h"
#include "ir/ranges/window.h"

namespace iegen::ir {
namespace {

// Larger tensors fit no microcontroller, and analysing them takes memory and time for nothing.
constexpr int64_t kMostElements = 1 << 22;

bool IsByte(const TensorType& type) {
  return type.elem == ElemType::kInt8 || type.elem == ElemType::kUInt8;
}

bool FitsAnalysis(const TensorType& type) {
  return IsByte(type) && type.shape.elements() <= kMostElements;
}

int16_t FromByte(ElemType elem, char byte) {
  if (elem == ElemType::kInt8) return static_cast<int8_t>(byte);
  return static_cast<uint8_t>(byte);
}

ElementRanges FullRange(const TensorType& type) {
  if (!FitsAnalysis(type)) return {};
  const auto count = static_cast<size_t>(type.shape.elements());
  const IntRange range = RangeOf(type.elem);
  return {std::vector<int16_t>(count, static_cast<int16_t>(range.low)),
          std::vector<int16_t>(count, static_cast<int16_t>(range.high))};
}

std::vector<int16_t> ValuesOf(const TensorType& type, const std::string& bytes) {
  std::vector<int16_t> values;
  for (char byte : bytes) values.push_back(FromByte(type.elem, byte));
  return values;
}

std::string BytesOfValues(const std::vector<int16_t>& values) {
  std::string bytes;
  for (int16_t value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

// Operators whose 8-bit output never falls where an 8-bit input rises.
bool IsMonotone(const Op& op) {
  return std::holds_alternative<Add>(op) || std::holds_alternative<Mean>(op) ||
         std::holds_alternative<Pad>(op) || std::holds_alternative<Pool2d>(op) ||
         std::holds_alternative<Reshape>(op);
}

// Operators of two 8-bit inputs that are monotone in each of them, rising or falling: their bounds
// stand in the four corners.
bool HasCorners(const Op& op) {
  const auto* binary = std::get_if<Binary>(&op);
  return binary != nullptr &&
         (binary->kind == BinaryKind::kSub || binary->kind == BinaryKind::kMul ||
          binary->kind == BinaryKind::kMaximum || binary->kind == BinaryKind::kMinimum);
}

class Analysis {
 public:
  explicit Analysis(const Graph& graph) : graph_(graph), ranges_(graph.value_count()) {}

  absl::StatusOr<std::vector<ElementRanges>> Run() {
    for (size_t id = 0; id < graph_.value_count(); ++id) {
      const Value& value = graph_.value(static_cast<ValueId>(id));
      if (!value.constant() || !FitsAnalysis(value.type)) continue;
      ranges_[id].low = ranges_[id].high = ValuesOf(value.type, *value.data);
    }
    for (ValueId id : graph_.inputs()) Of(id) = FullRange(graph_.type(id));
    for (const Node& node : graph_.nodes()) IEGEN_RETURN_IF_ERROR(Visit(node));
    return std::move(ranges_);
  }

 private:
  ElementRanges& Of(ValueId id) { return ranges_[static_cast<size_t>(id)]; }

  // Whether every operand that is no constant has ranges.
  bool Known(const Node& node) {
    return std::all_of(node.in.begin(), node.in.end(), [&](ValueId id) {
      return id == kNoValue || graph_.value(id).constant() || Of(id).known();
    });
  }

  absl::Status Visit(const Node& node) {
    for (ValueId id : node.out) Of(id) = FullRange(graph_.type(id));
    if (node.out.size() != 1 || !Of(node.out[0]).known() || !Known(node)) return absl::OkStatus();
    const absl::optional<Window> window = WindowOf(graph_, node);
    if (window) return VisitLinear(node, *window);
    if (IsMonotone(node.op)) return VisitMonotone(node);
    if (HasCorners(node.op)) return VisitCorners(node);
    if (const auto table = ByteFunction(NodeView(graph_, node))) VisitUnary(node, *table);
    return absl::OkStatus();
  }

  absl::Status VisitLinear(const Node& node, const Window& window) {
    const bool bias = node.in.size() > 2 && node.in[2] != kNoValue;
    const bool constants =
        graph_.value(node.in[1]).constant() && (!bias || graph_.value(node.in[2]).constant());
    if (constants) Of(node.out[0]) = LinearRanges(graph_, node, window, Of(node.in[0]));
    return absl::OkStatus();
  }

  // The output for the lower ends of all inputs but those whose bit in `high` is set.
  absl::StatusOr<std::vector<int16_t>> OneEnd(const Node& node, uint32_t high) {
    std::vector<std::string> inputs;
    for (size_t i = 0; i < node.in.size(); ++i) {
      const ValueId id = node.in[i];
      const bool upper = (high >> i & 1u) != 0;
      inputs.push_back(id == kNoValue ? "" : BytesOfValues(upper ? Of(id).high : Of(id).low));
    }
    IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> out, EvaluateNode(graph_, node, inputs));
    return ValuesOf(graph_.type(node.out[0]), out[0]);
  }

  absl::Status VisitMonotone(const Node& node) {
    ElementRanges& out = Of(node.out[0]);
    IEGEN_ASSIGN_OR_RETURN(out.low, OneEnd(node, 0));
    IEGEN_ASSIGN_OR_RETURN(out.high, OneEnd(node, ~0u));
    return absl::OkStatus();
  }

  absl::Status VisitCorners(const Node& node) {
    ElementRanges& out = Of(node.out[0]);
    for (uint32_t corner = 0; corner < 4; ++corner) {
      IEGEN_ASSIGN_OR_RETURN(const std::vector<int16_t> values, OneEnd(node, corner));
      for (size_t i = 0; i < values.size(); ++i) {
        out.low[i] = corner == 0 ? values[i] : std::min(out.low[i], values[i]);
        out.high[i] = corner == 0 ? values[i] : std::max(out.high[i], values[i]);
      }
    }
    return absl::OkStatus();
  }

  // The ends of each element's part of the operator's table.
  void VisitUnary(const Node& node, const ByteTable& table) {
    const ElementRanges& in = Of(node.in[0]);
    ElementRanges& out = Of(node.out[0]);
    const ElemType elem = graph_.type(node.out[0]).elem;
    for (size_t i = 0; i < in.low.size(); ++i) {
      int16_t low = 255, high = -128;
      for (int v = in.low[i]; v <= in.high[i]; ++v) {
        const int16_t entry = FromByte(elem, static_cast<char>(table[static_cast<uint8_t>(v)]));
        low = std::min(low, entry);
        high = std::max(high, entry);
      }
      out.low[i] = low;
      out.high[i] = high;
    }
  }

  const Graph& graph_;
  std::vector<ElementRanges> ranges_;
};

}  // namespace

absl::optional<int16_t> ElementRanges::UniformChannel(int32_t channel, int32_t channels) const {
  const auto first = static_cast<size_t>(channel);
  if (!known()) return absl::nullopt;
  for (size_t i = first; i < low.size(); i += static_cast<size_t>(channels)) {
    if (low[i] != high[i] || low[i] != low[first]) return absl::nullopt;
  }
  return low[first];
}

absl::StatusOr<Ranges> Ranges::Of(const Graph& graph) {
  Ranges ranges;
  IEGEN_ASSIGN_OR_RETURN(ranges.ranges_, Analysis(graph).Run());
  return ranges;
}

}  // namespace iegen::ir
