// Adds channels where the target's kernels take them in blocks and a value has some beyond whole
// ones: zero weights make them, and zero weights read them. What the model has whole stays: graph
// inputs and outputs, and what operators read that need every channel.
//
// Channels complete a block (Target::channel_block) of one value, with what is tied to it. They are
// added where the operators that read or write these values gain more speed than they grow: where
// their estimated instructions, times the bytes of the values and of the operators' constants,
// become less, each with its fastest kernel.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "passes/channels/groups.h"
#include "passes/channels/rewriter.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// What stands where the last channel of some value stands, in all values that are tied to it.
class LastChannel {
 public:
  LastChannel(const ir::Graph& graph, const ChannelGroups& groups, ir::ValueId id)
      : graph_(graph), groups_(groups), group_(groups.GroupOf(id, groups.channels(id) - 1)) {}

  // Whether copies can stand behind it, and one of them makes one more channel of `id`: runs of a
  // group that reach the first channel of a value may go on in the position before.
  bool CanBeRepeated(ir::ValueId id) const {
    if (CountIn(id) != 1) return false;
    for (size_t v = 0; v < graph_.value_count(); ++v) {
      const auto tied = static_cast<ir::ValueId>(v);
      if (groups_.channels(tied) > 0 && groups_.GroupOf(tied, 0) == group_) return false;
    }
    return true;
  }

  // The channels of all values with `copies` more of this one, empty where there is none.
  std::vector<ChannelList> ListsWith(int32_t copies) const {
    std::vector<ChannelList> lists(graph_.value_count());
    for (size_t v = 0; v < lists.size(); ++v) {
      const auto id = static_cast<ir::ValueId>(v);
      if (CountIn(id) > 0) lists[v] = ListOf(id, copies);
    }
    return lists;
  }

 private:
  bool Is(ir::ValueId id, int32_t channel) const { return groups_.GroupOf(id, channel) == group_; }

  int32_t CountIn(ir::ValueId id) const {
    int32_t count = 0;
    for (int32_t c = 0; c < groups_.channels(id); ++c) count += Is(id, c);
    return count;
  }

  // Runs are repeated as a whole: those of a depthwise convolution that makes several channels of
  // one, and one in each position of an image that was made flat.
  ChannelList ListOf(ir::ValueId id, int32_t copies) const {
    ChannelList list;
    int32_t run = 0;
    for (int32_t c = 0; c < groups_.channels(id); ++c) {
      list.push_back({c});
      run = Is(id, c) ? run + 1 : 0;
      const bool ends = run > 0 && (c + 1 == groups_.channels(id) || !Is(id, c + 1));
      for (int32_t i = 0; ends && i < copies * run; ++i) {
        list.push_back({c - run + 1 + i % run, true});
      }
    }
    return list;
  }

  const ir::Graph& graph_;
  const ChannelGroups& groups_;
  const size_t group_;
};

// What changes, and the operators that read or write it.
class Surroundings {
 public:
  Surroundings(const ir::Graph& graph, const std::vector<ChannelList>& lists) {
    for (size_t v = 0; v < lists.size(); ++v) {
      if (!lists[v].empty()) values_.push_back(static_cast<ir::ValueId>(v));
    }
    const auto changes = [&](ir::ValueId id) { return absl::c_binary_search(values_, id); };
    for (size_t i = 0; i < graph.nodes().size(); ++i) {
      const ir::Node& node = graph.nodes()[i];
      if (absl::c_any_of(node.in, changes) || absl::c_any_of(node.out, changes)) {
        nodes_.push_back(i);
      }
    }
  }

  // Instructions times bytes, in a graph that differs from the other one in what changes alone.
  absl::StatusOr<double> CostIn(const ir::Graph& graph, const PassContext& context) const {
    ir::Graph part = graph;
    part.nodes().clear();
    for (size_t i : nodes_) part.nodes().push_back(graph.nodes()[i]);
    IEGEN_RETURN_IF_ERROR(FindPass("lower-quant")->run(part, context));
    double instructions = 0, bytes = 0;
    for (const ir::Node& node : part.nodes()) {
      const Cost cost = LeastCost(NodeView(part, node), *context.target);
      instructions += static_cast<double>(cost.instructions);
      bytes += static_cast<double>(cost.constant_bytes);
    }
    for (ir::ValueId id : values_) bytes += static_cast<double>(part.type(id).bytes());
    return instructions * bytes;
  }

 private:
  // Of the fastest kernel; markers have none.
  static Cost LeastCost(const NodeView& node, const Target& target) {
    absl::optional<Cost> least;
    for (const Candidate& candidate : CandidatesFor(node, target)) {
      if (!candidate.applicable) continue;
      if (!least || candidate.cost.instructions < least->instructions) least = candidate.cost;
    }
    return least.value_or(Cost());
  }

  std::vector<ir::ValueId> values_;  // ascending
  std::vector<size_t> nodes_;
};

// Pads one value after the other, with what is tied to it.
class Padder {
 public:
  Padder(ir::Graph* graph, const PassContext& context) : graph_(*graph), context_(context) {}

  // One round over all values; whether any got channels.
  absl::StatusOr<bool> Round() {
    bool changed = false;
    tried_.assign(graph_.value_count(), false);
    ChannelGroups groups = Tied();
    for (size_t v = 0; v < tried_.size(); ++v) {
      IEGEN_ASSIGN_OR_RETURN(const bool padded, Try(groups, static_cast<ir::ValueId>(v)));
      if (padded) groups = Tied();
      changed = changed || padded;
    }
    return changed;
  }

 private:
  ChannelGroups Tied() const {
    ChannelGroups groups(graph_);
    TieChannels(graph_, &groups);
    return groups;
  }

  absl::StatusOr<bool> Try(const ChannelGroups& groups, ir::ValueId id) {
    const int32_t channels = groups.channels(id), block = context_.target->channel_block;
    if (channels % block == 0 || tried_[static_cast<size_t>(id)]) return false;
    const LastChannel last(graph_, groups, id);
    if (groups.Needed(id, channels - 1) || !last.CanBeRepeated(id)) return false;
    const std::vector<ChannelList> lists = last.ListsWith(block - channels % block);
    for (size_t v = 0; v < tried_.size(); ++v) tried_[v] = tried_[v] || !lists[v].empty();
    ir::Graph padded = graph_;
    RewriteChannels(&padded, lists, nullptr);
    const Surroundings changed(graph_, lists);
    IEGEN_ASSIGN_OR_RETURN(const double before, changed.CostIn(graph_, context_));
    IEGEN_ASSIGN_OR_RETURN(const double after, changed.CostIn(padded, context_));
    if (after >= before) return false;
    graph_ = std::move(padded);
    return true;
  }

  ir::Graph& graph_;
  const PassContext& context_;
  std::vector<bool> tried_;  // by value, in this round
};

}  // namespace

absl::Status PadChannels(ir::Graph& graph, const PassContext& context) {
  if (context.target == nullptr || context.target->channel_block == 1) return absl::OkStatus();
  bool changed = true;
  while (changed) {
    IEGEN_ASSIGN_OR_RETURN(changed, Padder(&graph, context).Round());
  }
  graph.Compact();
  return absl::OkStatus();
}

}  // namespace iegen::passes
