// Gives the values of a graph other channels: some of those they have, in any number.
#ifndef IEGEN_PASSES_CHANNELS_REWRITER_H_
#define IEGEN_PASSES_CHANNELS_REWRITER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "ir/graph.h"
#include "passes/channels/linear_node.h"

namespace iegen::passes {

// A channel as it will be: the channel `from` of before, or padding in its likeness, which is made
// with weights and a bias of zero and read with weights of zero.
struct ChannelSource {
  int32_t from = 0;
  bool padding = false;
};
using ChannelList = std::vector<ChannelSource>;

// Gives every value id the channels of `lists[id]`; an empty list leaves a value as it is. Channels
// that are tied (groups.h) stand in the lists of all their values, in matching order. `adjust_bias`
// (or null) may change the biases that a layer had before, one for each of its output channels:
// for input channels that are in no list. Ids of values stay valid.
using AdjustBias =
    std::function<void(const ir::Node&, const LinearNode&, std::vector<int32_t>* bias)>;
void RewriteChannels(ir::Graph* graph, const std::vector<ChannelList>& lists,
                     const AdjustBias& adjust_bias);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_CHANNELS_REWRITER_H_
