// Removes channels that nobody needs: those that no weight reads, and those that have one value
// whatever the inputs are, which goes into the bias of the layers that read it. Afterwards every
// value has at least one channel, and its other channels are those of before, byte for byte.
#include "base/status.h"
#include "ir/ranges/ranges.h"
#include "passes/channels/groups.h"
#include "passes/channels/linear_node.h"
#include "passes/channels/rewriter.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// A channel of constant value `v` can be folded into the bias of a layer unless the layer's padding
// shows through: there the same tap reads the zero point.
absl::optional<int16_t> FoldableValue(const ir::Graph& graph, const ir::Ranges& ranges,
                                      const ir::Node& node, const LinearNode& linear,
                                      int32_t channel) {
  const absl::optional<int16_t> value =
      ranges.of(node.in[0]).UniformChannel(channel, linear.in_channels);
  const bool same = value && *value == graph.type(node.in[0]).quant.zero_point();
  return same || !linear.padded ? value : absl::nullopt;
}

// Marks what is needed, from the outputs to the inputs.
class NeedFinder {
 public:
  NeedFinder(const ir::Graph& graph, const ir::Ranges& ranges, ChannelGroups* groups)
      : graph_(graph), ranges_(ranges), groups_(*groups) {
    for (const ir::Node& node : graph.nodes()) {
      const absl::optional<LinearNode> linear = LinearNodeOf(graph, node);
      if (!linear || linear->window.depthwise) continue;
      layers_.push_back({&node, *linear, {}});
      for (int32_t c = 0; c < linear->in_channels; ++c) {
        const auto value = FoldableValue(graph, ranges, node, *linear, c);
        layers_.back().foldable.push_back(value.has_value());
      }
    }
  }

  void Run() {
    TieChannels(graph_, &groups_);
    do {
      while (Spread()) {
      }
    } while (KeepOneEverywhere());
  }

 private:
  struct Layer {
    const ir::Node* node = nullptr;
    LinearNode linear;
    std::vector<bool> foldable;  // by input channel
  };

  // One round over all layers, last first; whether anything was marked.
  bool Spread() {
    bool changed = false;
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
      for (int32_t c = 0; c < layer->linear.in_channels; ++c) {
        if (groups_.Needed(layer->node->in[0], c) || !Reads(*layer, c)) continue;
        groups_.Need(layer->node->in[0], c);
        changed = true;
      }
    }
    return changed;
  }

  bool Reads(const Layer& layer, int32_t channel) const {
    if (layer.foldable[static_cast<size_t>(channel)]) return false;
    const ir::Window& w = layer.linear.window;
    for (int32_t o = 0; o < w.out_channels; ++o) {
      if (groups_.Needed(layer.node->out[0], o) && ReadsFor(layer.linear, o, channel)) return true;
    }
    return false;
  }

  static bool ReadsFor(const LinearNode& linear, int32_t o, int32_t channel) {
    for (int32_t t = 0; t < linear.window.taps(); ++t) {
      if (!linear.reached[static_cast<size_t>(t)]) continue;
      for (int32_t k = channel; k < linear.window.depth; k += linear.in_channels) {
        if (linear.Weight(o, t, k) != 0) return true;
      }
    }
    return false;
  }

  bool KeepOneEverywhere() {
    bool changed = false;
    for (size_t v = 0; v < graph_.value_count(); ++v) {
      const auto id = static_cast<ir::ValueId>(v);
      if (groups_.channels(id) == 0 || groups_.NeedsAny(id)) continue;
      groups_.Need(id, 0);
      changed = true;
    }
    return changed;
  }

  const ir::Graph& graph_;
  const ir::Ranges& ranges_;
  ChannelGroups& groups_;
  std::vector<Layer> layers_;
};

// What the channels that go add to the biases of the layers that read them.
class BiasAdjuster {
 public:
  BiasAdjuster(const ir::Graph& graph, const ir::Ranges& ranges, const ChannelGroups& groups)
      : graph_(graph), ranges_(ranges), groups_(groups) {}

  // Modulo 2^32, as the kernels add.
  void Adjust(const ir::Node& node, const LinearNode& linear, std::vector<int32_t>* bias) const {
    if (linear.window.depthwise) return;
    const int32_t zero_point = graph_.type(node.in[0]).quant.zero_point();
    for (int32_t k = 0; k < linear.window.depth; ++k) {
      const int32_t channel = linear.InputChannel(k);
      if (groups_.Needed(node.in[0], channel)) continue;
      const auto value = FoldableValue(graph_, ranges_, node, linear, channel);
      if (!value || *value == zero_point) continue;
      for (size_t o = 0; o < bias->size(); ++o) {
        const uint32_t sum = SumOfTaps(linear, static_cast<int32_t>(o), k);
        const auto add = sum * static_cast<uint32_t>(*value - zero_point);
        (*bias)[o] = static_cast<int32_t>(static_cast<uint32_t>((*bias)[o]) + add);
      }
    }
  }

 private:
  static uint32_t SumOfTaps(const LinearNode& linear, int32_t o, int32_t k) {
    int32_t sum = 0;
    for (int32_t t = 0; t < linear.window.taps(); ++t) sum += linear.Weight(o, t, k);
    return static_cast<uint32_t>(sum);
  }

  const ir::Graph& graph_;
  const ir::Ranges& ranges_;
  const ChannelGroups& groups_;
};

// The needed channels of each value that has others too.
std::vector<ChannelList> NeededLists(const ir::Graph& graph, const ChannelGroups& groups) {
  std::vector<ChannelList> lists(graph.value_count());
  for (size_t v = 0; v < lists.size(); ++v) {
    const auto id = static_cast<ir::ValueId>(v);
    for (int32_t c = 0; c < groups.channels(id); ++c) {
      if (groups.Needed(id, c)) lists[v].push_back({c});
    }
    if (static_cast<int32_t>(lists[v].size()) == groups.channels(id)) lists[v].clear();
  }
  return lists;
}

}  // namespace

absl::Status RemoveChannels(ir::Graph& graph, const PassContext&) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Ranges ranges, ir::Ranges::Of(graph));
  ChannelGroups groups(graph);
  NeedFinder(graph, ranges, &groups).Run();
  const ir::Graph before = graph;
  const BiasAdjuster adjuster(before, ranges, groups);
  const auto adjust = [&](const ir::Node& node, const LinearNode& linear,
                          std::vector<int32_t>* bias) { adjuster.Adjust(node, linear, bias); };
  RewriteChannels(&graph, NeededLists(before, groups), adjust);
  graph.Compact();
  return absl::OkStatus();
}

}  // namespace iegen::passes
