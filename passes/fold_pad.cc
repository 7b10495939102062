// Moves a pad operator into the padding of the convolution that reads it: exporters write "same"
// padding as an operator of its own, which costs a buffer and a copy. Padding of both holds the
// input's zero point. Pools are no candidates: they do not count their padding.
// Afterwards no pad over height and width alone feeds only one convolution.
#include "absl/algorithm/container.h"
#include "passes/pass.h"
#include "passes/rewrite.h"

namespace iegen::passes {
namespace {

constexpr int32_t kMostPadding = 1 << 20;  // that a convolution may have

bool OverHeightAndWidth(const ir::Pad& pad) {
  return pad.before.size() == 4 && pad.before[0] == 0 && pad.after[0] == 0 && pad.before[3] == 0 &&
         pad.after[3] == 0;
}

// The sum of both paddings, or false where it is out of range.
bool AddPadding(const ir::Pad& pad, ir::Int4& sum) {
  const ir::Int4 more = {pad.before[1], pad.after[1], pad.before[2], pad.after[2]};
  ir::Int4 result = sum;
  for (size_t side = 0; side < result.size(); ++side) {
    if (more[side] > kMostPadding - result[side]) return false;
    result[side] += more[side];
  }
  sum = result;
  return true;
}

template <class Convolution>
bool FoldInto(ir::Graph& graph, ir::Node& node) {
  auto* convolution = std::get_if<Convolution>(&node.op);
  if (convolution == nullptr) return false;
  const ir::Node* producer = SoleProducer(graph, node, 0);
  const ir::Pad* pad = producer == nullptr ? nullptr : std::get_if<ir::Pad>(&producer->op);
  if (pad == nullptr || producer->in.size() > 1 || !OverHeightAndWidth(*pad)) return false;
  if (!AddPadding(*pad, convolution->pad)) return false;
  node.in[0] = producer->in[0];
  node.loc = ir::Merge(producer->loc, node.loc);
  return true;
}

}  // namespace

absl::Status FoldPad(ir::Graph& graph, const PassContext&) {
  for (size_t i = 0; i < graph.nodes().size();) {
    ir::Node& node = graph.nodes()[i];
    const ir::ValueId padded = node.in.empty() ? ir::kNoValue : node.in[0];
    const bool folded =
        FoldInto<ir::Conv2d>(graph, node) || FoldInto<ir::DepthwiseConv2d>(graph, node);
    // The pad stood before this node: the next one, or a further pad, is at the same index now.
    if (!folded) {
      ++i;
      continue;
    }
    graph.EraseNodes([&](const ir::Node& n) { return absl::c_linear_search(n.out, padded); });
    --i;
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
