// An operator with a constant filter as the removal of channels sees it: which input channels an
// output channel reads with a weight that matters.
#ifndef IEGEN_PASSES_CHANNELS_LINEAR_NODE_H_
#define IEGEN_PASSES_CHANNELS_LINEAR_NODE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "ir/graph.h"
#include "ir/ranges/window.h"

namespace iegen::passes {

struct LinearNode {
  ir::Window window;
  int32_t in_channels = 0;              // of the input value: its last dimension
  const std::string* filter = nullptr;  // int8
  int32_t filter_zero_point = 0;
  std::vector<bool> reached;  // by tap: whether it lies inside the image anywhere
  bool padded = false;        // whether any tap lies outside anywhere

  // The weight of tap `t` and channel `k` of the window's depth, without its zero point.
  int32_t Weight(int32_t o, int32_t t, int32_t k) const {
    const auto at = static_cast<size_t>(window.FilterIndex(o, t, k));
    return static_cast<int8_t>((*filter)[at]) - filter_zero_point;
  }
  // The channel of the input value that index `k` of the window's depth reads: a fully connected
  // layer sees all positions of an image side by side.
  int32_t InputChannel(int32_t k) const { return k % in_channels; }
};

// Nothing for other operators, for convolutions in groups, and where filter or bias is no constant.
// `graph` outlives the result.
absl::optional<LinearNode> LinearNodeOf(const ir::Graph& graph, const ir::Node& node);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_CHANNELS_LINEAR_NODE_H_
