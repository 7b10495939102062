#include "passes/channels/linear_node.h"

#include "passes/channels/groups.h"

namespace iegen::passes {
namespace {

bool HasConstants(const ir::Graph& graph, const ir::Node& node) {
  // With requantisation operands it is too late: they have an entry for each channel.
  if (node.in.size() > 3 || !graph.value(node.in[1]).constant()) return false;
  return node.in.size() < 3 || node.in[2] == ir::kNoValue || graph.value(node.in[2]).constant();
}

// Rows and columns are independent: a tap is reached where its row and its column are.
void FindTaps(LinearNode* node) {
  const ir::Window& w = node->window;
  for (int32_t t = 0; t < w.taps(); ++t) {
    int32_t rows = 0, columns = 0;
    for (int32_t y = 0; y < w.out_height; ++y) {
      const int32_t row = w.Row(y, t);
      rows += row >= 0 && row < w.in_height;
    }
    for (int32_t x = 0; x < w.out_width; ++x) {
      const int32_t column = w.Column(x, t);
      columns += column >= 0 && column < w.in_width;
    }
    node->reached.push_back(rows > 0 && columns > 0);
    node->padded = node->padded || rows < w.out_height || columns < w.out_width;
  }
}

}  // namespace

absl::optional<LinearNode> LinearNodeOf(const ir::Graph& graph, const ir::Node& node) {
  const absl::optional<ir::Window> window = ir::WindowOf(graph, node);
  if (!window || !HasConstants(graph, node)) return absl::nullopt;
  LinearNode linear;
  linear.window = *window;
  linear.in_channels = ChannelsOf(graph.type(node.in[0]));
  if (linear.in_channels == 0) return absl::nullopt;
  if (!window->depthwise && window->depth % linear.in_channels != 0) return absl::nullopt;
  const ir::Value& filter = graph.value(node.in[1]);
  linear.filter = filter.data.get();
  linear.filter_zero_point = filter.type.quant.zero_point();
  FindTaps(&linear);
  return linear;
}

}  // namespace iegen::passes
