#include "frontend/calibrate/quantiser.h"

#include <algorithm>
#include <map>

#include "absl/algorithm/container.h"
#include "frontend/integer/held_values.h"
#include "frontend/integer/linear.h"
#include "frontend/integer/scalar_functions.h"

namespace iegen::frontend::calibrate {
namespace {

using ir::ElemType;
using ir::ValueId;

bool IsReal(const ir::Graph& graph, ValueId id) {
  return id != ir::kNoValue && graph.type(id).elem == ElemType::kFloat32;
}

// Nodes that read each value.
std::vector<std::vector<size_t>> ReadersOf(const ir::Graph& graph) {
  std::vector<std::vector<size_t>> readers(graph.value_count());
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    for (ValueId id : graph.nodes()[i].in) {
      if (id != ir::kNoValue) readers[static_cast<size_t>(id)].push_back(i);
    }
  }
  return readers;
}

// The output has the quantisation of the input.
bool KeepsScale(const ir::Op& op) {
  return std::holds_alternative<ir::Reshape>(op) || std::holds_alternative<ir::Transpose>(op) ||
         std::holds_alternative<ir::Slice>(op) || std::holds_alternative<ir::BroadcastTo>(op) ||
         std::holds_alternative<ir::MirrorPad>(op) || std::holds_alternative<ir::Pad>(op) ||
         std::holds_alternative<ir::Gather>(op) || std::holds_alternative<ir::Resize>(op) ||
         std::holds_alternative<ir::Pool2d>(op);
}

// The output has one that is the same in all models.
bool HasFixedScale(const ir::Op& op) {
  return std::holds_alternative<ir::Softmax>(op) || std::holds_alternative<ir::LogSoftmax>(op);
}

// Operators that can do a clamp in passing.
bool FusesActivation(const ir::Op& op) {
  return integer::IsLinear(op) || std::holds_alternative<ir::Add>(op);
}

// The activation that `node` is followed by and can do in passing, or null.
const ir::Node* FusedActivation(const ir::Graph& graph, const ir::Node& node,
                                const std::vector<size_t>& readers) {
  if (readers.size() != 1 || graph.IsOutput(node.out[0]) || !FusesActivation(node.op)) {
    return nullptr;
  }
  const ir::Node& next = graph.nodes()[readers[0]];
  return std::holds_alternative<ir::Relu>(next.op) ? &next : nullptr;
}

bool StoresOutput(const ir::Graph& graph, const ir::Node& node,
                  const std::vector<size_t>& readers) {
  const ValueId out = node.out[0];
  const bool brings_scale = KeepsScale(node.op) || HasFixedScale(node.op) ||
                            std::holds_alternative<ir::Quantize>(node.op) ||
                            std::holds_alternative<ir::Dequantize>(node.op);
  if (!IsReal(graph, out) || brings_scale) return false;
  if (graph.IsOutput(out)) return true;
  const auto same_origin = [&](size_t reader) {
    return PartOf(node).index >= 0 && PartOf(graph.nodes()[reader]) == PartOf(node);
  };
  if (!readers.empty() && absl::c_all_of(readers, same_origin)) return false;
  return FusedActivation(graph, node, readers) == nullptr;
}

// Copies a graph and puts quantize and dequantize behind stored values.
class Quantiser {
 public:
  Quantiser(const ir::Graph& from, const std::vector<Range>& ranges, const Options& options)
      : from_(from),
        ranges_(ranges),
        options_(options),
        readers_(ReadersOf(from)),
        stored_(StoredValues(from)),
        mapped_(from.value_count(), ir::kNoValue),
        integers_(from.value_count(), ir::kNoValue),
        quants_(from.value_count()) {
    to_.name = from.name;
  }

  Calibration Run() {
    for (ValueId id : from_.inputs()) CopyInput(id);
    for (const ir::Node& node : from_.nodes()) Copy(node);
    for (ValueId id : from_.outputs()) CopyOutput(id);
    real_of_.resize(to_.value_count(), ir::kNoValue);
    return {from_, std::move(to_), std::move(real_of_)};
  }

 private:
  void CopyInput(ValueId id) {
    const ir::Value& value = from_.value(id);
    ir::TensorType type = value.type;
    const bool as_integers = options_.int8_inputs && stored_[static_cast<size_t>(id)];
    if (as_integers) type = {ElemType::kInt8, type.shape, QuantOf(id)};
    const ValueId input = to_.AddInput(value.name, type);
    to_.value(input).original = value.original;
    if (!as_integers) return Map(id, input, {});
    Hold(id, input, {});
  }

  void CopyOutput(ValueId id) {
    const bool as_integers = options_.int8_outputs && IsReal(from_, id);
    const ValueId out = as_integers ? IntegersOf(id) : Mapped(id);
    const ir::Value& value = from_.value(id);
    to_.value(out).original = value.original.empty() ? value.name : value.original;
    to_.outputs().push_back(out);
  }

  void Copy(const ir::Node& node) {
    ir::Node copy = node;
    for (ValueId& id : copy.in) id = id == ir::kNoValue ? id : Mapped(id);
    if (integer::IsLinear(node.op) && from_.value(node.in[1]).constant()) {
      copy.in[1] = Weights(node);
    }
    for (ValueId& id : copy.out) {
      const ValueId old = id;
      id = to_.AddValue(from_.value(old).name, from_.type(old));
      to_.value(id).original = from_.value(old).original;
    }
    to_.nodes().push_back(copy);
    ir::Quant& quant = quants_[static_cast<size_t>(node.out[0])];
    if (KeepsScale(node.op)) quant = QuantOf(node.in[0]);
    if (std::holds_alternative<ir::Dequantize>(node.op)) quant = from_.type(node.in[0]).quant;
    if (std::holds_alternative<ir::Softmax>(node.op)) quant = ir::PerTensor(1.0f / 256, -128);
    if (std::holds_alternative<ir::LogSoftmax>(node.op)) quant = ir::PerTensor(1.0f / 16, 127);
    const std::vector<size_t>& readers = readers_[static_cast<size_t>(node.out[0])];
    const ir::Node* activation = FusedActivation(from_, node, readers);
    Remember(copy.out[0], activation == nullptr ? node.out[0] : activation->out[0]);
    Map(node.out[0], copy.out[0], node.loc);
  }

  // The quantisation of a stored value, or of what moves one.
  ir::Quant QuantOf(ValueId id) const {
    const auto i = static_cast<size_t>(id);
    if (quants_[i].quantised()) return quants_[i];
    return integer::QuantOfRange(ranges_[i].low, ranges_[i].high);
  }

  ValueId Mapped(ValueId id) {
    ValueId& mapped = mapped_[static_cast<size_t>(id)];
    if (mapped == ir::kNoValue) {
      const ir::Value& value = from_.value(id);
      mapped = to_.AddConstant(value.name, value.type, *value.data);
    }
    return mapped;
  }

  void Map(ValueId id, ValueId copy, const ir::Location& loc) {
    mapped_[static_cast<size_t>(id)] = copy;
    if (stored_[static_cast<size_t>(id)]) Hold(id, Quantised(id, copy, loc), loc);
  }

  // `integers` hold the value from now on.
  void Hold(ValueId id, ValueId integers, const ir::Location& loc) {
    integers_[static_cast<size_t>(id)] = integers;
    Remember(integers, id);
    mapped_[static_cast<size_t>(id)] = Dequantised(integers, from_.value(id).name, loc);
  }

  ValueId Quantised(ValueId id, ValueId copy, const ir::Location& loc) {
    const ir::TensorType type{ElemType::kInt8, from_.type(id).shape, QuantOf(id)};
    const ValueId integers = to_.AddValue(from_.value(id).name, type);
    to_.nodes().push_back({ir::Quantize{}, {copy}, {integers}, loc});
    return integers;
  }

  ValueId Dequantised(ValueId integers, const std::string& name, const ir::Location& loc) {
    const ValueId real = to_.AddValue(name, {ElemType::kFloat32, to_.type(integers).shape, {}});
    to_.nodes().push_back({ir::Dequantize{}, {integers}, {real}, loc});
    return real;
  }

  ValueId IntegersOf(ValueId id) {
    const ValueId integers = integers_[static_cast<size_t>(id)];
    if (integers != ir::kNoValue) return integers;
    const int producer = from_.Producer(id);
    return Quantised(
        id, Mapped(id),
        producer < 0 ? ir::Location() : from_.nodes()[static_cast<size_t>(producer)].loc);
  }

  ValueId Weights(const ir::Node& node) {
    const ir::Value& value = from_.value(node.in[1]);
    const integer::QuantisedWeights weights = integer::QuantiseWeights(
        ir::ElementsOf<float>(value), value.type.shape, integer::ChannelAxis(node.op));
    const ValueId integers =
        to_.AddConstant(value.name, {ElemType::kInt8, value.type.shape, weights.quant},
                        ir::BytesOf<int8_t>(weights.elements));
    return Dequantised(integers, value.name, node.loc);
  }

  void Remember(ValueId quantised, ValueId real) {
    real_of_.resize(to_.value_count(), ir::kNoValue);
    real_of_[static_cast<size_t>(quantised)] = real;
  }

  const ir::Graph& from_;
  const std::vector<Range>& ranges_;
  const Options& options_;
  const std::vector<std::vector<size_t>> readers_;
  const std::vector<bool> stored_;
  ir::Graph to_;
  std::vector<ValueId> mapped_, integers_, real_of_;
  std::vector<ir::Quant> quants_;  // where it is not the value's own range
};

}  // namespace

Part PartOf(const ir::Node& node) {
  if (node.loc.origins.empty()) return {};
  return {node.loc.origins.front().index, node.loc.origins.front().name};
}

std::vector<bool> StoredValues(const ir::Graph& graph) {
  const std::vector<std::vector<size_t>> readers = ReadersOf(graph);
  const integer::HeldValues held(graph);
  std::vector<bool> stored(graph.value_count(), false);
  const auto store = [&](ValueId id) { stored[static_cast<size_t>(id)] = !held.WantedOf(id); };
  for (ValueId id : graph.inputs()) {
    if (IsReal(graph, id)) store(id);
  }
  for (const ir::Node& node : graph.nodes()) {
    if (StoresOutput(graph, node, readers[static_cast<size_t>(node.out[0])])) store(node.out[0]);
  }
  return stored;
}

void TieSteps(const ir::Graph& graph, const std::vector<bool>& stored, std::vector<Range>* ranges) {
  std::map<Part, Range> tied;
  const auto visit = [&](const auto& change) {
    for (const ir::Node& node : graph.nodes()) {
      const Part part = PartOf(node);
      const auto out = static_cast<size_t>(node.out[0]);
      if (part.index >= 0 && stored[out]) change(&tied[part], &(*ranges)[out]);
    }
  };
  visit([](Range* all, const Range* one) {
    all->low = std::min(all->low, one->low);
    all->high = std::max(all->high, one->high);
  });
  visit([](const Range* all, Range* one) { *one = *all; });
}

Calibration WithQuantisation(const ir::Graph& graph, const std::vector<Range>& ranges,
                             const Options& options) {
  return Quantiser(graph, ranges, options).Run();
}

}  // namespace iegen::frontend::calibrate
