// Which channels of a graph live and die together. The channels of a value are the indices of its
// last dimension; only 8-bit values that are not constant have any.
#ifndef IEGEN_PASSES_CHANNELS_GROUPS_H_
#define IEGEN_PASSES_CHANNELS_GROUPS_H_

#include <cstdint>
#include <vector>

#include "ir/graph.h"

namespace iegen::passes {

// Channels of `type`; 0 where it has none.
int32_t ChannelsOf(const ir::TensorType& type);

// A union-find over all channels of all values, with a mark for each group: whether it is needed.
class ChannelGroups {
 public:
  explicit ChannelGroups(const ir::Graph& graph);

  // 0 for constants and values that are not 8-bit.
  int32_t channels(ir::ValueId id) const;

  // From here on both are needed, or neither is.
  void Tie(ir::ValueId a, int32_t a_channel, ir::ValueId b, int32_t b_channel);
  void Need(ir::ValueId id, int32_t channel);
  void NeedAll(ir::ValueId id);
  bool Needed(ir::ValueId id, int32_t channel) const;
  bool NeedsAny(ir::ValueId id) const;

  // The same number for all channels of a group, and for no other; Tie() changes it.
  size_t GroupOf(ir::ValueId id, int32_t channel) const;

 private:
  size_t Slot(ir::ValueId id, int32_t channel) const;
  size_t Root(size_t slot) const;

  std::vector<size_t> first_;  // slot of each value's channel 0; one more entry at the end
  mutable std::vector<size_t> parent_;
  std::vector<bool> needed_;  // of roots
};

// Ties what the operators of `graph` tie, and marks what they need whole: the channels of operators
// without a rule, of graph inputs and of graph outputs. Convolutions and fully connected layers
// with constant operands leave their two sides apart.
void TieChannels(const ir::Graph& graph, ChannelGroups* groups);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_CHANNELS_GROUPS_H_
