#include "passes/channels/groups.h"

#include <algorithm>

#include "passes/channels/linear_node.h"

namespace iegen::passes {
namespace {

int32_t LastDim(const ir::Shape& shape) { return shape.rank() == 0 ? 1 : shape[shape.rank() - 1]; }

// Operators of which channel c of the output depends on channel c of the inputs alone.
bool KeepsChannels(const ir::Graph& graph, const ir::Node& node) {
  if (const auto* pad = std::get_if<ir::Pad>(&node.op)) {
    return pad->before.back() == 0 && pad->after.back() == 0;
  }
  if (const auto* mean = std::get_if<ir::Mean>(&node.op)) {
    const int last = graph.type(node.in[0]).shape.rank() - 1;
    return std::find(mean->axes.begin(), mean->axes.end(), last) == mean->axes.end();
  }
  return std::holds_alternative<ir::Add>(node.op) || std::holds_alternative<ir::Binary>(node.op) ||
         std::holds_alternative<ir::Logistic>(node.op) ||
         std::holds_alternative<ir::Pool2d>(node.op) ||
         std::holds_alternative<ir::Quantize>(node.op) ||
         std::holds_alternative<ir::Relu>(node.op) || std::holds_alternative<ir::Table>(node.op);
}

class Tier {
 public:
  Tier(const ir::Graph& graph, ChannelGroups* groups) : graph_(graph), groups_(*groups) {}

  void Run() {
    for (ir::ValueId id : graph_.inputs()) groups_.NeedAll(id);
    for (ir::ValueId id : graph_.outputs()) groups_.NeedAll(id);
    for (const ir::Node& node : graph_.nodes()) {
      if (!Visit(node)) NeedWhole(node);
    }
  }

 private:
  // False where the operator has no rule.
  bool Visit(const ir::Node& node) {
    if (node.out.size() != 1 || groups_.channels(node.out[0]) == 0) return false;
    if (const absl::optional<LinearNode> linear = LinearNodeOf(graph_, node)) {
      if (linear->window.depthwise) TieDepthwise(node);
      return true;
    }
    if (std::holds_alternative<ir::Reshape>(node.op)) return TieReshape(node);
    return KeepsChannels(graph_, node) && TieElementwise(node);
  }

  void TieDepthwise(const ir::Node& node) {
    const int32_t in = groups_.channels(node.in[0]), out = groups_.channels(node.out[0]);
    for (int32_t o = 0; o < out; ++o) groups_.Tie(node.in[0], o / (out / in), node.out[0], o);
  }

  // Where one of both last dimensions is a multiple of the other, an element's channel in the
  // smaller one follows from its channel in the larger one.
  bool TieReshape(const ir::Node& node) {
    const int32_t in = groups_.channels(node.in[0]), out = groups_.channels(node.out[0]);
    if (in == 0 || (in % out != 0 && out % in != 0)) return false;
    for (int32_t c = 0; c < std::max(in, out); ++c) {
      groups_.Tie(node.in[0], c % in, node.out[0], c % out);
    }
    return true;
  }

  bool TieElementwise(const ir::Node& node) {
    const int32_t out = groups_.channels(node.out[0]);
    for (ir::ValueId id : node.in) {
      const bool constant = id != ir::kNoValue && graph_.value(id).constant();
      if (!constant && (id == ir::kNoValue || groups_.channels(id) != out)) return false;
    }
    for (ir::ValueId id : node.in) {
      if (graph_.value(id).constant()) continue;
      for (int32_t c = 0; c < out; ++c) groups_.Tie(id, c, node.out[0], c);
    }
    return true;
  }

  void NeedWhole(const ir::Node& node) {
    for (ir::ValueId id : node.in) {
      if (id != ir::kNoValue) groups_.NeedAll(id);
    }
    for (ir::ValueId id : node.out) groups_.NeedAll(id);
  }

  const ir::Graph& graph_;
  ChannelGroups& groups_;
};

}  // namespace

int32_t ChannelsOf(const ir::TensorType& type) {
  const bool byte = type.elem == ir::ElemType::kInt8 || type.elem == ir::ElemType::kUInt8;
  return byte ? LastDim(type.shape) : 0;
}

ChannelGroups::ChannelGroups(const ir::Graph& graph) {
  first_.push_back(0);
  for (size_t id = 0; id < graph.value_count(); ++id) {
    const ir::Value& value = graph.value(static_cast<ir::ValueId>(id));
    const int32_t channels = value.constant() ? 0 : ChannelsOf(value.type);
    first_.push_back(first_.back() + static_cast<size_t>(channels));
  }
  for (size_t slot = 0; slot < first_.back(); ++slot) parent_.push_back(slot);
  needed_.assign(first_.back(), false);
}

int32_t ChannelGroups::channels(ir::ValueId id) const {
  const auto v = static_cast<size_t>(id);
  return static_cast<int32_t>(first_[v + 1] - first_[v]);
}

size_t ChannelGroups::Slot(ir::ValueId id, int32_t channel) const {
  return first_[static_cast<size_t>(id)] + static_cast<size_t>(channel);
}

size_t ChannelGroups::Root(size_t slot) const {
  while (parent_[slot] != slot) slot = parent_[slot] = parent_[parent_[slot]];
  return slot;
}

void ChannelGroups::Tie(ir::ValueId a, int32_t a_channel, ir::ValueId b, int32_t b_channel) {
  const size_t one = Root(Slot(a, a_channel)), other = Root(Slot(b, b_channel));
  const bool needed = needed_[one] || needed_[other];
  parent_[other] = one;
  needed_[one] = needed;
}

void ChannelGroups::Need(ir::ValueId id, int32_t channel) {
  needed_[Root(Slot(id, channel))] = true;
}

void ChannelGroups::NeedAll(ir::ValueId id) {
  for (int32_t c = 0; c < channels(id); ++c) Need(id, c);
}

bool ChannelGroups::Needed(ir::ValueId id, int32_t channel) const {
  return needed_[Root(Slot(id, channel))];
}

bool ChannelGroups::NeedsAny(ir::ValueId id) const {
  for (int32_t c = 0; c < channels(id); ++c) {
    if (Needed(id, c)) return true;
  }
  return false;
}

size_t ChannelGroups::GroupOf(ir::ValueId id, int32_t channel) const {
  return Root(Slot(id, channel));
}

void TieChannels(const ir::Graph& graph, ChannelGroups* groups) { Tier(graph, groups).Run(); }

}  // namespace iegen::passes
