// Moves a pad operator into the padding of the convolution or pool that reads it: exporters write
// "same" padding as an operator of its own, which costs a buffer and a copy. A convolution's
// padding holds the input's zero point; to a maximum pool padding with the least value is as good
// as none. Average pools do not count their padding and keep the operator. Afterwards no pad over
// height and width alone, with these values, feeds only one of the two.
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

// The stored value that the operator pads with; none for types of more than a byte.
absl::optional<int32_t> PaddingValue(const ir::Graph& graph, const ir::Node& pad) {
  const ir::TensorType& type = graph.type(pad.in[0]);
  if (type.elem != ir::ElemType::kInt8) return absl::nullopt;
  if (pad.in.size() < 2 || pad.in[1] == ir::kNoValue) return type.quant.zero_point();
  return ir::ElementsOf<int8_t>(graph.value(pad.in[1]))[0];
}

bool PadsWithNothing(const ir::Graph& graph, const ir::Node& pad, const ir::TensorType& type,
                     bool pool) {
  const absl::optional<int32_t> value = PaddingValue(graph, pad);
  return value && *value == (pool ? ir::RangeOf(type.elem).low : type.quant.zero_point());
}

// Whether every window has an element that is no padding.
bool ReachesInput(const ir::Pool2d& pool) {
  return pool.kind == ir::PoolKind::kMax && pool.pad[0] < pool.kernel[0] &&
         pool.pad[1] < pool.kernel[0] && pool.pad[2] < pool.kernel[1] &&
         pool.pad[3] < pool.kernel[1];
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

template <class Windowed>
bool FoldInto(ir::Graph& graph, ir::Node& node) {
  constexpr bool kPool = std::is_same_v<Windowed, ir::Pool2d>;
  auto* windowed = std::get_if<Windowed>(&node.op);
  if (windowed == nullptr) return false;
  const ir::Node* producer = SoleProducer(graph, node, 0);
  const ir::Pad* pad = producer == nullptr ? nullptr : std::get_if<ir::Pad>(&producer->op);
  if (pad == nullptr || !OverHeightAndWidth(*pad)) return false;
  if (!PadsWithNothing(graph, *producer, graph.type(node.in[0]), kPool)) return false;
  Windowed padded = *windowed;
  if (!AddPadding(*pad, padded.pad)) return false;
  if constexpr (kPool) {
    if (!ReachesInput(padded)) return false;
  }
  *windowed = padded;
  node.in[0] = producer->in[0];
  node.loc = ir::Merge(producer->loc, node.loc);
  return true;
}

}  // namespace

absl::Status FoldPad(ir::Graph& graph, const PassContext&) {
  for (size_t i = 0; i < graph.nodes().size();) {
    ir::Node& node = graph.nodes()[i];
    const ir::ValueId padded = node.in.empty() ? ir::kNoValue : node.in[0];
    const bool folded = FoldInto<ir::Conv2d>(graph, node) ||
                        FoldInto<ir::DepthwiseConv2d>(graph, node) ||
                        FoldInto<ir::Pool2d>(graph, node);
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
