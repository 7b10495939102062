#include "passes/file_macs.h"

#include <algorithm>

#include "backends/linear.h"
#include "ir/ranges/window.h"

namespace iegen::passes {

FileMacs FileMacsOf(const ir::Graph& graph) {
  FileMacs macs;
  for (const ir::Node& node : graph.nodes()) {
    for (const ir::Origin& origin : node.loc.origins) {
      macs[{origin.index, origin.op, origin.name}] += MacsOf(NodeView(graph, node));
    }
  }
  return macs;
}

int64_t LiveMacsOf(const NodeView& node) {
  const int64_t macs = MacsOf(node);
  const absl::optional<ir::Window> window = ir::WindowOf(node.graph(), node.node());
  if (!window || !node.constant(1)) return macs;
  const std::vector<int8_t> filter = node.elements<int8_t>(1);
  const int32_t zero_point = node.in(1).quant.zero_point();
  std::vector<bool> out(static_cast<size_t>(window->out_channels), false);
  std::vector<bool> in(static_cast<size_t>(window->depth), false);
  for (int32_t o = 0; o < window->out_channels; ++o) {
    for (int32_t k = 0; k < window->taps() * window->depth; ++k) {
      const int32_t at = window->FilterIndex(o, k / window->depth, k % window->depth);
      if (filter[static_cast<size_t>(at)] == zero_point) continue;
      out[static_cast<size_t>(o)] = true;
      in[static_cast<size_t>(k % window->depth)] = true;
    }
  }
  const auto live = [](const std::vector<bool>& channels) {
    return std::count(channels.begin(), channels.end(), true);
  };
  return macs / window->out_channels * live(out) / window->depth * live(in);
}

void SetFileMacs(const FileMacs& macs, ir::Program* program) {
  const auto key = [](const ir::Origin& origin) {
    return FileMacs::key_type{origin.index, origin.op, origin.name};
  };
  // An operator may have become several calls, the steps of a recurrent layer: they share its MACs.
  FileMacs calls;
  for (const ir::KernelCall& call : program->calls) {
    for (const ir::Origin& origin : call.loc.origins) ++calls[key(origin)];
  }
  for (ir::KernelCall& call : program->calls) {
    if (call.loc.origins.empty()) continue;
    call.macs = 0;
    for (const ir::Origin& origin : call.loc.origins) {
      const auto found = macs.find(key(origin));
      if (found != macs.end()) call.macs += found->second / calls[key(origin)];
    }
  }
}

}  // namespace iegen::passes
