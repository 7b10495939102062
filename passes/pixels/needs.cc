#include "passes/pixels/needs.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>

namespace iegen::passes {
namespace {

template <class Op, class... Others>
constexpr bool kIsOneOf = (std::is_same_v<Op, Others> || ...);

template <class Op>
Windows Along(const Op& op, int64_t kernel, size_t axis) {
  Windows w;
  w.kernel = kernel;
  w.stride = op.stride[axis];
  if constexpr (!std::is_same_v<Op, ir::Pool2d>) w.dilation = op.dilation[axis];
  w.before = op.pad[2 * axis];
  w.after = op.pad[2 * axis + 1];
  return w;
}

}  // namespace

Windows WindowsOf(const ir::Graph& graph, const ir::Node& node, int dim) {
  const auto axis = static_cast<size_t>(dim - 1);
  if (const auto* pool = std::get_if<ir::Pool2d>(&node.op)) {
    return Along(*pool, pool->kernel[axis], axis);
  }
  const int64_t kernel = graph.type(node.in[1]).shape[dim];
  if (const auto* conv = std::get_if<ir::Conv2d>(&node.op)) return Along(*conv, kernel, axis);
  return Along(std::get<ir::DepthwiseConv2d>(node.op), kernel, axis);
}

bool PairDimensions(const ir::Shape& a, const ir::Shape& b,
                    std::vector<std::pair<int, int>>* pairs) {
  pairs->clear();
  int i = 0, j = 0;
  while (true) {
    while (i < a.rank() && a[i] == 1) ++i;
    while (j < b.rank() && b[j] == 1) ++j;
    if (i == a.rank() || j == b.rank()) return i == a.rank() && j == b.rank();
    if (a[i] != b[j]) return false;
    pairs->emplace_back(i++, j++);
  }
}

PixelNeeds::PixelNeeds(const ir::Graph& graph) : graph_(graph) {
  std::vector<bool> read(graph.value_count(), false);
  for (const ir::Node& node : graph.nodes()) {
    for (ir::ValueId id : node.in) {
      if (id != ir::kNoValue) read[static_cast<size_t>(id)] = true;
    }
  }
  for (size_t v = 0; v < graph.value_count(); ++v) {
    const auto id = static_cast<ir::ValueId>(v);
    needs_.emplace_back(static_cast<size_t>(graph.type(id).shape.rank()));
    const bool fixed = graph.value(id).constant() || graph.value(id).variable || !read[v];
    if (fixed || graph.IsInput(id) || graph.IsOutput(id)) AddAll(id);
  }
  do {
    changed_ = false;
    for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) Spread(*node);
  } while (changed_);
}

bool PixelNeeds::Whole(ir::ValueId id) const {
  for (int dim = 0; dim < graph_.type(id).shape.rank(); ++dim) {
    if (of(id, dim).count != graph_.type(id).shape[dim]) return false;
  }
  return true;
}

void PixelNeeds::Add(Place p, const Progression& more) {
  Progression& need = needs_[static_cast<size_t>(p.id)][static_cast<size_t>(p.dim)];
  const Progression all = Union(need, more);
  changed_ = changed_ || !(all == need);
  need = all;
}

void PixelNeeds::AddAll(ir::ValueId id) {
  if (id == ir::kNoValue) return;
  for (int dim = 0; dim < graph_.type(id).shape.rank(); ++dim) {
    Add({id, dim}, AllOf(graph_.type(id).shape[dim]));
  }
}

void PixelNeeds::Tie(const std::vector<Place>& places) {
  Progression all;
  for (const Place& p : places) all = Union(all, At(p));
  if (all.count == 0) return;
  for (const Place& p : places) Add(p, all);
}

void PixelNeeds::Spread(const ir::Node& node) {
  const auto rule = [&](const auto& op) {
    using Op = std::decay_t<decltype(op)>;
    if constexpr (kIsOneOf<Op, ir::Conv2d, ir::DepthwiseConv2d, ir::Pool2d>) {
      SpreadWindows(node);
    } else if constexpr (kIsOneOf<Op, ir::Cast, ir::Dequantize, ir::Logistic, ir::Quantize,
                                  ir::Relu, ir::Table, ir::Unary>) {
      SpreadElementwise(node, 1);
    } else if constexpr (kIsOneOf<Op, ir::Add, ir::Binary, ir::Compare>) {
      SpreadElementwise(node, 2);
    } else if constexpr (kIsOneOf<Op, ir::Concat>) {
      SpreadConcat(node, op.axis);
    } else if constexpr (kIsOneOf<Op, ir::Slice>) {
      SpreadSlice(node, op);
    } else if constexpr (kIsOneOf<Op, ir::Pad>) {
      SpreadPad(node, op);
    } else if constexpr (kIsOneOf<Op, ir::Reshape>) {
      SpreadReshape(node);
    } else {
      SpreadOther(node);
    }
  };
  std::visit(rule, node.op);
}

void PixelNeeds::SpreadOther(const ir::Node& node) {
  for (ir::ValueId id : node.in) AddAll(id);
  for (ir::ValueId id : node.out) AddAll(id);
}

// Images and channels are whole.
void PixelNeeds::SpreadWindows(const ir::Node& node) {
  for (size_t k = 1; k < node.in.size(); ++k) AddAll(node.in[k]);
  for (ir::ValueId id : {node.in[0], node.out[0]}) {
    for (int dim : {0, 3}) Add({id, dim}, AllOf(graph_.type(id).shape[dim]));
  }
  for (int dim : {1, 2}) {
    SpreadWindow(WindowsOf(graph_, node, dim), {node.in[0], dim}, {node.out[0], dim});
  }
}

void PixelNeeds::SpreadWindow(const Windows& w, Place in, Place out) {
  if (At(out).count == 0) return;
  const Progression read = ReadBy(w, At(out));
  const Progression inside = Inside(read, 0, SizeAt(in));
  Add(in, inside.count == 0 ? AllOf(SizeAt(in)) : inside);
  // Padding in front cannot be negative. Behind it can, but kernels for single pixels count on as
  // many outputs as inputs.
  const Windows cropped = Cropped(w, At(out), At(in));
  if (cropped.before < 0) Add(out, {FirstUsing(w, At(out), At(in)), 0, 1});
  if (cropped.after < 0 && w.kernel == 1) Add(out, {LastUsing(w, At(in)), 0, 1});
}

// Dimensions are counted from the last one.
void PixelNeeds::SpreadElementwise(const ir::Node& node, size_t operands) {
  const ir::ValueId out = node.out[0];
  for (int dim = 0; dim < graph_.type(out).shape.rank(); ++dim) {
    std::vector<Place> tied = {{out, dim}};
    for (size_t k = 0; k < operands; ++k) {
      const ir::Shape& shape = graph_.type(node.in[k]).shape;
      const int own = dim - graph_.type(out).shape.rank() + shape.rank();
      if (own >= 0 && shape[own] == SizeAt({out, dim})) tied.push_back({node.in[k], own});
    }
    Tie(tied);
  }
  for (size_t k = 0; k < node.in.size(); ++k) {
    const ir::Shape& shape = graph_.type(node.in[k]).shape;
    for (int dim = 0; dim < shape.rank(); ++dim) {
      if (shape[dim] == 1 || k >= operands) Add({node.in[k], dim}, AllOf(shape[dim]));
    }
  }
}

void PixelNeeds::SpreadConcat(const ir::Node& node, int axis) {
  for (int dim = 0; dim < graph_.type(node.out[0]).shape.rank(); ++dim) {
    std::vector<Place> places = {{node.out[0], dim}};
    for (ir::ValueId id : node.in) places.push_back({id, dim});
    if (dim != axis) {
      Tie(places);
    } else {
      for (const Place& p : places) Add(p, AllOf(SizeAt(p)));
    }
  }
}

void PixelNeeds::SpreadSlice(const ir::Node& node, const ir::Slice& slice) {
  for (size_t d = 0; d < slice.begin.size(); ++d) {
    const int dim = static_cast<int>(d);
    const Progression& out = of(node.out[0], dim);
    if (out.count == 0) continue;
    const int64_t a = slice.begin[d] + slice.stride[d] * out.first;
    const int64_t b = slice.begin[d] + slice.stride[d] * out.last();
    Add({node.in[0], dim}, {std::min(a, b), std::abs(slice.stride[d] * out.step), out.count});
  }
}

void PixelNeeds::SpreadPad(const ir::Node& node, const ir::Pad& pad) {
  for (size_t k = 1; k < node.in.size(); ++k) AddAll(node.in[k]);
  for (size_t d = 0; d < pad.before.size(); ++d) {
    const Place in = {node.in[0], static_cast<int>(d)}, out = {node.out[0], in.dim};
    if (At(out).count == 0) continue;
    const Progression inside = Inside(At(out), -pad.before[d], SizeAt(in));
    Add(in, inside.count == 0 ? AllOf(SizeAt(in)) : inside);
    Add(out, Inside(At(in), pad.before[d], SizeAt(out)));
  }
}

void PixelNeeds::SpreadReshape(const ir::Node& node) {
  std::vector<std::pair<int, int>> pairs;
  const ir::Shape &from = graph_.type(node.in[0]).shape, &to = graph_.type(node.out[0]).shape;
  if (!PairDimensions(from, to, &pairs)) return SpreadOther(node);
  for (ir::ValueId id : {node.in[0], node.out[0]}) {
    for (int dim = 0; dim < graph_.type(id).shape.rank(); ++dim) {
      if (SizeAt({id, dim}) == 1) Add({id, dim}, AllOf(1));
    }
  }
  for (const auto& [a, b] : pairs) Tie({{node.in[0], a}, {node.out[0], b}});
}

}  // namespace iegen::passes
