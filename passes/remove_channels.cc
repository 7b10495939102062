// Removes channels that nobody needs: those that no weight reads, and those that have one value
// whatever the inputs are, which goes into the bias of the layers that read it. Afterwards every
// value has at least one channel, and its other channels are those of before, byte for byte. Where
// the target's kernels take channels in blocks, channels are left over as padding: zero weights
// make them, and zero weights read them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ranges/ranges.h"
#include "passes/channels/groups.h"
#include "passes/channels/linear_node.h"
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
      if (groups_.channels(id) == 0 || !groups_.Kept(id).empty()) continue;
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

using Indices = std::vector<int32_t>;

Indices AllOf(int32_t count) {
  Indices all;
  for (int32_t i = 0; i < count; ++i) all.push_back(i);
  return all;
}

ir::Quant QuantOf(const ir::Quant& quant, const Indices& channels) {
  if (!quant.per_channel()) return quant;
  ir::Quant sliced{{}, {}, quant.axis};
  for (int32_t c : channels) {
    sliced.scales.push_back(quant.scales[static_cast<size_t>(c)]);
    sliced.zero_points.push_back(quant.zero_points[static_cast<size_t>(c)]);
  }
  return sliced;
}

class Rewriter {
 public:
  Rewriter(ir::Graph* graph, const ir::Ranges& ranges, const ChannelGroups& groups)
      : graph_(*graph), before_(*graph), ranges_(ranges), groups_(groups) {
    for (size_t v = 0; v < before_.value_count(); ++v) {
      kept_.push_back(groups.Kept(static_cast<ir::ValueId>(v)));
    }
  }

  void Run() {
    for (size_t i = 0; i < before_.nodes().size(); ++i) {
      Rewrite(before_.nodes()[i], &graph_.nodes()[i]);
    }
    for (size_t v = 0; v < kept_.size(); ++v) Shrink(static_cast<ir::ValueId>(v));
  }

 private:
  const Indices& Kept(ir::ValueId id) const { return kept_[static_cast<size_t>(id)]; }

  bool Shrinks(ir::ValueId id) const {
    return !Kept(id).empty() &&
           static_cast<int32_t>(Kept(id).size()) < ChannelsOf(before_.type(id));
  }

  void Shrink(ir::ValueId id) {
    if (!Shrinks(id)) return;
    ir::Shape& shape = graph_.value(id).type.shape;
    shape[shape.rank() - 1] = static_cast<int32_t>(Kept(id).size());
  }

  void Rewrite(const ir::Node& node, ir::Node* changed) {
    if (node.out.empty()) return;
    const bool out = Shrinks(node.out[0]);
    const bool in = !node.in.empty() && node.in[0] != ir::kNoValue && Shrinks(node.in[0]);
    if (!out && !in) return;
    if (const absl::optional<LinearNode> linear = LinearNodeOf(before_, node)) {
      RewriteLinear(node, *linear, changed);
    } else if (auto* reshape = std::get_if<ir::Reshape>(&changed->op)) {
      reshape->shape.back() = static_cast<int32_t>(Kept(node.out[0]).size());
    } else {
      for (ir::ValueId& id : changed->in) id = SlicedOperand(node, id);
    }
  }

  // A constant operand of an elementwise operator with an entry for each channel.
  ir::ValueId SlicedOperand(const ir::Node& node, ir::ValueId id) {
    const ir::Value& value = before_.value(id);
    const int32_t channels = ChannelsOf(before_.type(node.out[0]));
    const bool table = std::holds_alternative<ir::Table>(node.op);
    if (!value.constant() || table || ChannelsOf(value.type) != channels) return id;
    ir::TensorType type = value.type;
    type.shape[type.shape.rank() - 1] = static_cast<int32_t>(Kept(node.out[0]).size());
    std::string bytes;
    for (size_t row = 0; row < value.data->size(); row += static_cast<size_t>(channels)) {
      for (int32_t c : Kept(node.out[0]))
        bytes.push_back((*value.data)[row + static_cast<size_t>(c)]);
    }
    return graph_.AddConstant(value.name, type, std::move(bytes));
  }

  void RewriteLinear(const ir::Node& node, const LinearNode& linear, ir::Node* changed) {
    const Indices& out = Kept(node.out[0]);
    changed->in[1] = linear.window.depthwise ? DepthwiseFilter(node, linear, out)
                                             : DenseFilter(node, linear, out);
    const ir::ValueId bias = Bias(node, linear, out);
    if (bias == ir::kNoValue) return;
    changed->in.resize(3);
    changed->in[2] = bias;
  }

  ir::ValueId DepthwiseFilter(const ir::Node& node, const LinearNode& linear, const Indices& out) {
    std::string bytes;
    for (int32_t t = 0; t < linear.window.taps(); ++t) {
      for (int32_t o : out) {
        bytes.push_back(groups_.Needed(node.out[0], o) ? WeightByte(linear, o, t, 0) : '\0');
      }
    }
    ir::TensorType type = before_.type(node.in[1]);
    type.shape[3] = static_cast<int32_t>(out.size());
    type.quant = QuantOf(type.quant, out);
    return graph_.AddConstant(before_.value(node.in[1]).name, type, std::move(bytes));
  }

  ir::ValueId DenseFilter(const ir::Node& node, const LinearNode& linear, const Indices& out) {
    const Indices in = KeptDepth(node, linear);
    std::string bytes;
    for (int32_t o : out) {
      for (int32_t t = 0; t < linear.window.taps(); ++t) {
        for (int32_t k : in) {
          const bool live =
              groups_.Needed(node.out[0], o) && groups_.Needed(node.in[0], linear.InputChannel(k));
          bytes.push_back(live ? WeightByte(linear, o, t, k)
                               : static_cast<char>(linear.filter_zero_point));
        }
      }
    }
    ir::TensorType type = before_.type(node.in[1]);
    type.shape[0] = static_cast<int32_t>(out.size());
    type.shape[type.shape.rank() - 1] = static_cast<int32_t>(in.size());
    type.quant = QuantOf(type.quant, out);
    return graph_.AddConstant(before_.value(node.in[1]).name, type, std::move(bytes));
  }

  static char WeightByte(const LinearNode& linear, int32_t o, int32_t t, int32_t k) {
    return (*linear.filter)[static_cast<size_t>(linear.window.FilterIndex(o, t, k))];
  }

  // The indices of the window's depth whose input channel is kept.
  Indices KeptDepth(const ir::Node& node, const LinearNode& linear) const {
    Indices all = AllOf(linear.window.depth);
    const Indices& kept = Kept(node.in[0]);
    std::erase_if(all, [&](int32_t k) {
      return !std::binary_search(kept.begin(), kept.end(), linear.InputChannel(k));
    });
    return all;
  }

  // The kept biases, with what the removed channels add; absent where both are nothing.
  ir::ValueId Bias(const ir::Node& node, const LinearNode& linear, const Indices& out) {
    const bool given = node.in.size() > 2 && node.in[2] != ir::kNoValue;
    std::vector<int32_t> all(static_cast<size_t>(linear.window.out_channels), 0);
    if (given) all = ir::ElementsOf<int32_t>(before_.value(node.in[2]));
    if (!linear.window.depthwise) AddRemoved(node, linear, &all);
    std::vector<int32_t> kept;
    for (int32_t o : out) {
      kept.push_back(groups_.Needed(node.out[0], o) ? all[static_cast<size_t>(o)] : 0);
    }
    if (!given && std::all_of(kept.begin(), kept.end(), [](int32_t b) { return b == 0; })) {
      return ir::kNoValue;
    }
    const std::string name = given ? before_.value(node.in[2]).name
                                   : absl::StrCat(before_.value(node.out[0]).name, "_bias");
    ir::TensorType type{ir::ElemType::kInt32, ir::Shape{static_cast<int32_t>(kept.size())}, {}};
    if (given) type.quant = QuantOf(before_.type(node.in[2]).quant, out);
    return graph_.AddConstant(name, type, ir::BytesOf<int32_t>(kept));
  }

  // Modulo 2^32, as the kernels add.
  void AddRemoved(const ir::Node& node, const LinearNode& linear,
                  std::vector<int32_t>* bias) const {
    const int32_t zero_point = before_.type(node.in[0]).quant.zero_point();
    for (int32_t k = 0; k < linear.window.depth; ++k) {
      const int32_t channel = linear.InputChannel(k);
      if (groups_.Needed(node.in[0], channel)) continue;
      const auto value = FoldableValue(before_, ranges_, node, linear, channel);
      if (!value || *value == zero_point) continue;
      for (size_t o = 0; o < bias->size(); ++o) {
        const uint32_t sum = SumOfTaps(linear, static_cast<int32_t>(o), k);
        const auto add = sum * static_cast<uint32_t>(*value - zero_point);
        (*bias)[o] = static_cast<int32_t>(static_cast<uint32_t>((*bias)[o]) + add);
      }
    }
  }

  static uint32_t SumOfTaps(const LinearNode& linear, int32_t o, int32_t k) {
    int32_t sum = 0;
    for (int32_t t = 0; t < linear.window.taps(); ++t) sum += linear.Weight(o, t, k);
    return static_cast<uint32_t>(sum);
  }

  ir::Graph& graph_;
  const ir::Graph before_;
  const ir::Ranges& ranges_;
  const ChannelGroups& groups_;
  std::vector<Indices> kept_;
};

}  // namespace

absl::Status RemoveChannels(ir::Graph& graph, const PassContext& context) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Ranges ranges, ir::Ranges::Of(graph));
  ChannelGroups groups(graph);
  NeedFinder(graph, ranges, &groups).Run();
  if (context.target != nullptr) groups.RoundUp(context.target->channel_block);
  Rewriter(&graph, ranges, groups).Run();
  graph.Compact();
  return absl::OkStatus();
}

}  // namespace iegen::passes
