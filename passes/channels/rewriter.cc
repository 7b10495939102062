#include "passes/channels/rewriter.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "passes/channels/groups.h"

namespace iegen::passes {
namespace {

ir::Quant QuantOf(const ir::Quant& quant, const ChannelList& channels) {
  if (!quant.per_channel()) return quant;
  ir::Quant listed{{}, {}, quant.axis};
  for (const ChannelSource& channel : channels) {
    listed.scales.push_back(quant.scales[static_cast<size_t>(channel.from)]);
    listed.zero_points.push_back(quant.zero_points[static_cast<size_t>(channel.from)]);
  }
  return listed;
}

char WeightByte(const LinearNode& linear, int32_t o, int32_t t, int32_t k) {
  return (*linear.filter)[static_cast<size_t>(linear.window.FilterIndex(o, t, k))];
}

class Rewriter {
 public:
  Rewriter(ir::Graph* graph, const std::vector<ChannelList>& lists, const AdjustBias& adjust_bias)
      : graph_(*graph), before_(*graph), adjust_bias_(adjust_bias) {
    for (size_t v = 0; v < before_.value_count(); ++v) AddList(static_cast<ir::ValueId>(v), lists);
  }

  void Run() {
    for (size_t i = 0; i < before_.nodes().size(); ++i) {
      Rewrite(before_.nodes()[i], &graph_.nodes()[i]);
    }
    for (size_t v = 0; v < lists_.size(); ++v) {
      const auto id = static_cast<ir::ValueId>(v);
      if (changes_[v]) SetLastDim(id, &graph_.value(id).type.shape);
    }
  }

 private:
  void AddList(ir::ValueId id, const std::vector<ChannelList>& lists) {
    const auto v = static_cast<size_t>(id);
    changes_.push_back(v < lists.size() && !lists[v].empty());
    lists_.push_back(changes_.back() ? lists[v] : ChannelList());
    if (changes_.back()) return;
    for (int32_t c = 0; c < ChannelsOf(before_.type(id)); ++c) lists_.back().push_back({c});
  }

  const ChannelList& List(ir::ValueId id) const { return lists_[static_cast<size_t>(id)]; }
  bool Changes(ir::ValueId id) const {
    return id != ir::kNoValue && changes_[static_cast<size_t>(id)];
  }
  void SetLastDim(ir::ValueId id, ir::Shape* shape) const {
    (*shape)[shape->rank() - 1] = static_cast<int32_t>(List(id).size());
  }

  void Rewrite(const ir::Node& node, ir::Node* changed) {
    if (node.out.empty()) return;
    if (!Changes(node.out[0]) && (node.in.empty() || !Changes(node.in[0]))) return;
    if (const absl::optional<LinearNode> linear = LinearNodeOf(before_, node)) {
      RewriteLinear(node, *linear, changed);
    } else if (auto* reshape = std::get_if<ir::Reshape>(&changed->op)) {
      reshape->shape.back() = static_cast<int32_t>(List(node.out[0]).size());
    } else {
      for (ir::ValueId& id : changed->in) id = ListedOperand(node, id);
    }
  }

  // A constant operand of an elementwise operator with an entry for each channel.
  ir::ValueId ListedOperand(const ir::Node& node, ir::ValueId id) {
    const ir::Value& value = before_.value(id);
    const int32_t channels = ChannelsOf(before_.type(node.out[0]));
    const bool table = std::holds_alternative<ir::Table>(node.op);
    if (!value.constant() || table || ChannelsOf(value.type) != channels) return id;
    ir::TensorType type = value.type;
    SetLastDim(node.out[0], &type.shape);
    std::string bytes;
    for (size_t row = 0; row < value.data->size(); row += static_cast<size_t>(channels)) {
      for (const ChannelSource& c : List(node.out[0])) {
        bytes.push_back((*value.data)[row + static_cast<size_t>(c.from)]);
      }
    }
    return graph_.AddConstant(value.name, type, std::move(bytes));
  }

  void RewriteLinear(const ir::Node& node, const LinearNode& linear, ir::Node* changed) {
    changed->in[1] =
        linear.window.depthwise ? DepthwiseFilter(node, linear) : DenseFilter(node, linear);
    const ir::ValueId bias = Bias(node, linear);
    if (bias == ir::kNoValue) return;
    changed->in.resize(3);
    changed->in[2] = bias;
  }

  ir::ValueId DepthwiseFilter(const ir::Node& node, const LinearNode& linear) {
    const ChannelList& out = List(node.out[0]);
    const char zero = static_cast<char>(linear.filter_zero_point);
    std::string bytes;
    for (int32_t t = 0; t < linear.window.taps(); ++t) {
      for (const ChannelSource& o : out) {
        bytes.push_back(o.padding ? zero : WeightByte(linear, o.from, t, 0));
      }
    }
    ir::TensorType type = before_.type(node.in[1]);
    type.shape[3] = static_cast<int32_t>(out.size());
    type.quant = QuantOf(type.quant, out);
    return graph_.AddConstant(before_.value(node.in[1]).name, type, std::move(bytes));
  }

  ir::ValueId DenseFilter(const ir::Node& node, const LinearNode& linear) {
    const ChannelList& out = List(node.out[0]);
    const ChannelList in = DepthList(node, linear);
    const char zero = static_cast<char>(linear.filter_zero_point);
    std::string bytes;
    for (const ChannelSource& o : out) {
      for (int32_t t = 0; t < linear.window.taps(); ++t) {
        for (const ChannelSource& k : in) {
          bytes.push_back(o.padding || k.padding ? zero : WeightByte(linear, o.from, t, k.from));
        }
      }
    }
    ir::TensorType type = before_.type(node.in[1]);
    type.shape[0] = static_cast<int32_t>(out.size());
    type.shape[type.shape.rank() - 1] = static_cast<int32_t>(in.size());
    type.quant = QuantOf(type.quant, out);
    return graph_.AddConstant(before_.value(node.in[1]).name, type, std::move(bytes));
  }

  // The indices of the window's depth, which has the input's channels for each position of what a
  // fully connected layer sees side by side.
  ChannelList DepthList(const ir::Node& node, const LinearNode& linear) const {
    ChannelList list;
    for (int32_t first = 0; first < linear.window.depth; first += linear.in_channels) {
      for (const ChannelSource& c : List(node.in[0])) list.push_back({first + c.from, c.padding});
    }
    return list;
  }

  // The listed biases; absent where there were none and all are zero.
  ir::ValueId Bias(const ir::Node& node, const LinearNode& linear) {
    const bool given = node.in.size() > 2 && node.in[2] != ir::kNoValue;
    std::vector<int32_t> all(static_cast<size_t>(linear.window.out_channels), 0);
    if (given) all = ir::ElementsOf<int32_t>(before_.value(node.in[2]));
    if (adjust_bias_) adjust_bias_(node, linear, &all);
    std::vector<int32_t> listed;
    for (const ChannelSource& o : List(node.out[0])) {
      listed.push_back(o.padding ? 0 : all[static_cast<size_t>(o.from)]);
    }
    if (!given && std::all_of(listed.begin(), listed.end(), [](int32_t b) { return b == 0; })) {
      return ir::kNoValue;
    }
    const std::string name = given ? before_.value(node.in[2]).name
                                   : absl::StrCat(before_.value(node.out[0]).name, "_bias");
    ir::TensorType type{ir::ElemType::kInt32, ir::Shape{static_cast<int32_t>(listed.size())}, {}};
    if (given) type.quant = QuantOf(before_.type(node.in[2]).quant, List(node.out[0]));
    return graph_.AddConstant(name, type, ir::BytesOf<int32_t>(listed));
  }

  ir::Graph& graph_;
  const ir::Graph before_;
  const AdjustBias& adjust_bias_;
  std::vector<bool> changes_;
  std::vector<ChannelList> lists_;  // of all values that have channels
};

}  // namespace

void RewriteChannels(ir::Graph* graph, const std::vector<ChannelList>& lists,
                     const AdjustBias& adjust_bias) {
  Rewriter(graph, lists, adjust_bias).Run();
}

}  // namespace iegen::passes
