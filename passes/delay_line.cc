// Sums up what each frame of a window adds to a fully connected layer, or to a convolution with one
// position, as soon as the frame is there (ir::DelayedFullyConnected): where such a layer is the
// only reader of a window, its partial sums take less memory than the frames. Needs the windows of
// window-state and the requantisation operands of lower-quant.
// Afterwards no window whose frames are larger than four bytes for each output is read by one such
// layer alone.
#include "absl/algorithm/container.h"
#include "absl/types/optional.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// The nodes of a window of which each inference brings one frame.
struct Window {
  ir::ValueId variable = ir::kNoValue, x = ir::kNoValue;
  size_t update = 0, read = 0, shift = 0;
  int32_t taps = 0, features = 0;
};

absl::optional<Window> WindowOf(const ir::Graph& graph, ir::ValueId variable) {
  const std::vector<ir::Use> uses = graph.Users(variable);
  if (!graph.value(variable).state() || uses.size() != 3) return absl::nullopt;
  Window w{variable};
  w.update = uses[0].node, w.read = uses[1].node, w.shift = uses[2].node;
  const auto* update = std::get_if<ir::UpdateVariable>(&graph.nodes()[w.update].op);
  const auto* shift = std::get_if<ir::ShiftVariable>(&graph.nodes()[w.shift].op);
  const bool read = std::holds_alternative<ir::ReadVariable>(graph.nodes()[w.read].op);
  if (update == nullptr || shift == nullptr || !read) return absl::nullopt;
  w.x = graph.nodes()[w.update].in[1];
  w.features = static_cast<int32_t>(graph.type(w.x).shape.elements());
  const int64_t elements = graph.type(variable).shape.elements();
  w.taps = static_cast<int32_t>(elements / w.features);
  const bool one_frame = shift->by == w.features && update->at == (w.taps - 1) * w.features &&
                         elements == int64_t{w.taps} * w.features;
  const bool same = graph.type(w.x).quant == graph.type(variable).quant;
  if (!one_frame || !same || w.taps < 2) return absl::nullopt;
  return w;
}

// The only node that needs what `read` gives, reshapes on the way passed over and added to `path`.
absl::optional<size_t> Consumer(const ir::Graph& graph, size_t read, std::vector<size_t>* path) {
  for (size_t node = read;;) {
    const ir::ValueId value = graph.nodes()[node].out[0];
    const std::vector<ir::Use> users = graph.Users(value);
    if (users.size() != 1 || users[0].operand != 0 || graph.IsOutput(value)) return absl::nullopt;
    node = users[0].node;
    if (!std::holds_alternative<ir::Reshape>(graph.nodes()[node].op)) return node;
    path->push_back(node);
  }
}

// The activation of a layer that takes its whole input at once; nothing for others.
absl::optional<ir::Activation> TakesAll(const ir::Graph& graph, const ir::Node& node) {
  if (node.in.size() != 5 || !graph.value(node.in[1]).constant()) return absl::nullopt;
  const ir::TensorType &x = graph.type(node.in[0]), &filter = graph.type(node.in[1]);
  if (absl::c_any_of(filter.quant.zero_points, [](int32_t zero) { return zero != 0; }) ||
      filter.elem != ir::ElemType::kInt8) {
    return absl::nullopt;
  }
  if (const auto* layer = std::get_if<ir::FullyConnected>(&node.op)) {
    return filter.shape[1] == x.shape.elements() ? absl::make_optional(layer->act) : absl::nullopt;
  }
  const auto* layer = std::get_if<ir::Conv2d>(&node.op);
  if (layer == nullptr) return absl::nullopt;
  const bool whole = x.shape[0] == 1 && filter.shape[1] == x.shape[1] &&
                     filter.shape[2] == x.shape[2] && filter.shape[3] == x.shape[3] &&
                     layer->pad == ir::Int4{0, 0, 0, 0} && layer->dilation == ir::Int2{1, 1};
  return whole ? absl::make_optional(layer->act) : absl::nullopt;
}

// bias[o] less what the zero point adds to all sums, as ir::DelayedFullyConnected says.
std::vector<uint32_t> FirstSums(const ir::Graph& graph, const ir::Node& node, int64_t row) {
  const std::vector<int8_t> filter = ir::ElementsOf<int8_t>(graph.value(node.in[1]));
  const auto zero = static_cast<uint32_t>(graph.type(node.in[0]).quant.zero_point());
  std::vector<uint32_t> sums;
  for (auto from = filter.begin(); from != filter.end(); from += row) {
    uint32_t sum = 0;
    for (auto at = from; at != from + row; ++at) sum -= zero * static_cast<uint32_t>(*at);
    sums.push_back(sum);
  }
  if (node.in[2] == ir::kNoValue) return sums;
  const std::vector<int32_t> bias = ir::ElementsOf<int32_t>(graph.value(node.in[2]));
  for (size_t o = 0; o < sums.size(); ++o) sums[o] += static_cast<uint32_t>(bias[o]);
  return sums;
}

// What the frames that the window begins with add to the outputs of the first inferences.
std::string InitialSums(const ir::Graph& graph, const ir::Node& node, const Window& w) {
  const std::vector<int8_t> filter = ir::ElementsOf<int8_t>(graph.value(node.in[1]));
  const std::string& frames = *graph.value(w.variable).initial;
  const int64_t row = int64_t{w.taps} * w.features;
  const std::vector<uint32_t> first = FirstSums(graph, node, row);
  std::vector<uint32_t> sums;
  for (int64_t j = 0; j < w.taps - 1; ++j) {
    const int64_t skipped = j * w.features;  // the window has moved on by j frames
    for (size_t o = 0; o < first.size(); ++o) {
      uint32_t sum = first[o];
      const auto taps = filter.begin() + static_cast<int64_t>(o) * row;
      for (int64_t i = skipped; i < row - w.features; ++i) {
        const auto frame = static_cast<int8_t>(frames[static_cast<size_t>(i)]);
        sum += static_cast<uint32_t>(taps[i - skipped] * frame);
      }
      sums.push_back(sum);
    }
  }
  return ir::BytesOf<uint32_t>(sums);
}

ir::ValueId ReshapedFilter(ir::Graph& graph, ir::ValueId filter, const Window& w) {
  ir::TensorType type = graph.type(filter);
  type.shape = {static_cast<int32_t>(type.shape.elements() / (int64_t{w.taps} * w.features)),
                w.taps, w.features};
  if (type.quant.per_channel()) type.quant.axis = 0;
  const std::string name = graph.value(filter).name;
  const ir::ValueId reshaped = graph.AddConstant(name, std::move(type), *graph.value(filter).data);
  graph.value(reshaped).original = graph.value(filter).original;
  return reshaped;
}

ir::ValueId BiasOf(ir::Graph& graph, const ir::Node& layer, int32_t outputs) {
  if (layer.in[2] != ir::kNoValue) return layer.in[2];
  const std::string zeros(4 * static_cast<size_t>(outputs), '\0');
  return graph.AddConstant(graph.value(layer.out[0]).name + "_bias",
                           {ir::ElemType::kInt32, {outputs}, {}}, zeros);
}

void Rewrite(ir::Graph& graph, const Window& w, size_t consumer, ir::Activation act,
             const std::vector<size_t>& path) {
  const ir::Node layer = graph.nodes()[consumer];
  const auto outputs = static_cast<int32_t>(graph.type(layer.out[0]).shape.elements());
  const std::string name = graph.value(w.variable).name;
  const ir::ValueId sums =
      graph.AddState(name + "_sums", {ir::ElemType::kInt32, {w.taps - 1, outputs}, {}},
                     InitialSums(graph, layer, w));
  graph.value(sums).original = graph.value(w.variable).original;
  const ir::ValueId bias = BiasOf(graph, layer, outputs);
  ir::Node& node = graph.nodes()[consumer];
  node.op = ir::DelayedFullyConnected{graph.type(layer.out[0]).shape.dims(), act};
  node.in = {w.x, ReshapedFilter(graph, layer.in[1], w), bias, layer.in[3], layer.in[4], sums};
  node.loc = ir::Merge(graph.nodes()[w.update].loc, node.loc);
  std::vector<ir::Node> kept;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const bool gone =
        i == w.update || i == w.read || i == w.shift || absl::c_linear_search(path, i);
    if (!gone) kept.push_back(std::move(graph.nodes()[i]));
  }
  graph.nodes() = std::move(kept);
}

}  // namespace

absl::Status DelayLine(ir::Graph& graph, const PassContext&) {
  for (ir::ValueId variable : graph.Variables()) {
    const absl::optional<Window> window = WindowOf(graph, variable);
    if (!window) continue;
    std::vector<size_t> path;
    const absl::optional<size_t> consumer = Consumer(graph, window->read, &path);
    if (!consumer) continue;
    const ir::Node& layer = graph.nodes()[*consumer];
    const absl::optional<ir::Activation> act = TakesAll(graph, layer);
    const bool same = graph.type(layer.in[0]).quant == graph.type(window->x).quant;
    if (!act || !same || 4 * graph.type(layer.out[0]).shape.elements() >= window->features) {
      continue;
    }
    Rewrite(graph, *window, *consumer, *act, path);
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
