// Operators that move elements, made fewer: a transpose that keeps the order of elements and a
// broadcast that repeats nothing become reshapes; of two transposes or two slices in a row, and of
// a slice of what a concatenation has from one input alone, only one operator is left.
// Afterwards no slice or transpose reads its own kind.
#include <algorithm>

#include "passes/pass.h"

namespace iegen::passes {
namespace {

const ir::Node* ProducerOf(const ir::Graph& graph, ir::ValueId value) {
  const int producer = graph.Producer(value);
  return producer < 0 ? nullptr : &graph.nodes()[static_cast<size_t>(producer)];
}

// Dimensions of one element may go anywhere.
bool KeepsOrder(const ir::Transpose& transpose, const ir::Shape& shape) {
  int32_t last = -1;
  for (int32_t axis : transpose.perm) {
    if (shape[axis] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

bool ToReshape(const ir::Graph& graph, ir::Node& node) {
  const ir::Shape &from = graph.type(node.in[0]).shape, &to = graph.type(node.out[0]).shape;
  const auto* transpose = std::get_if<ir::Transpose>(&node.op);
  const bool keeps = transpose != nullptr && KeepsOrder(*transpose, from);
  const bool repeats_nothing =
      std::holds_alternative<ir::BroadcastTo>(node.op) && from.elements() == to.elements();
  if (!keeps && !repeats_nothing) return false;
  node.op = ir::Reshape{to.dims()};
  return true;
}

// Whether `node` may read what `producer` reads at `input`: the types agree but for their shapes.
bool SameElements(const ir::Graph& graph, const ir::Node& producer, size_t input) {
  const ir::TensorType &from = graph.type(producer.in[input]), &to = graph.type(producer.out[0]);
  return from.elem == to.elem && from.quant == to.quant;
}

// Reads what `producer`, whose work is done by `node` from now on, reads at `input`.
void Skip(const ir::Node& producer, size_t input, ir::Node& node) {
  node.in[0] = producer.in[input];
  node.loc = ir::Merge(producer.loc, node.loc);
}

bool JoinTransposes(const ir::Node& producer, ir::Node& node) {
  const auto* first = std::get_if<ir::Transpose>(&producer.op);
  auto* second = std::get_if<ir::Transpose>(&node.op);
  if (first == nullptr || second == nullptr) return false;
  for (int32_t& axis : second->perm) axis = first->perm[static_cast<size_t>(axis)];
  Skip(producer, 0, node);
  return true;
}

bool JoinSlices(const ir::Node& producer, ir::Node& node) {
  const auto* first = std::get_if<ir::Slice>(&producer.op);
  auto* second = std::get_if<ir::Slice>(&node.op);
  if (first == nullptr || second == nullptr) return false;
  for (size_t i = 0; i < second->begin.size(); ++i) {
    second->begin[i] = first->begin[i] + second->begin[i] * first->stride[i];
    second->stride[i] = second->size[i] == 1 ? 1 : second->stride[i] * first->stride[i];
  }
  Skip(producer, 0, node);
  return true;
}

// The slice lies within one of the inputs of the concatenation before it.
bool SliceOneInput(const ir::Graph& graph, const ir::Node& producer, ir::Node& node) {
  const auto* concat = std::get_if<ir::Concat>(&producer.op);
  auto* slice = std::get_if<ir::Slice>(&node.op);
  if (concat == nullptr || slice == nullptr) return false;
  const auto axis = static_cast<size_t>(concat->axis);
  const int32_t begin = slice->begin[axis];
  const int32_t end = begin + (slice->size[axis] - 1) * slice->stride[axis];
  int32_t start = 0;
  for (size_t i = 0; i < producer.in.size(); ++i) {
    const int32_t size = graph.type(producer.in[i]).shape[concat->axis];
    const bool inside = std::min(begin, end) >= start && std::max(begin, end) < start + size;
    if (inside && SameElements(graph, producer, i)) {
      slice->begin[axis] = begin - start;
      Skip(producer, i, node);
      return true;
    }
    start += size;
  }
  return false;
}

bool Simplify(const ir::Graph& graph, ir::Node& node) {
  if (node.in.empty() || node.out.size() != 1) return false;
  if (ToReshape(graph, node)) return true;
  const ir::Node* producer = ProducerOf(graph, node.in[0]);
  if (producer == nullptr || producer->in.empty()) return false;
  const bool joined = SameElements(graph, *producer, 0) &&
                      (JoinTransposes(*producer, node) || JoinSlices(*producer, node));
  return joined || SliceOneInput(graph, *producer, node);
}

bool Moves(const ir::Node& node) {
  return std::holds_alternative<ir::Transpose>(node.op) ||
         std::holds_alternative<ir::Slice>(node.op) || std::holds_alternative<ir::Concat>(node.op);
}

}  // namespace

absl::Status SimplifyMovement(ir::Graph& graph, const PassContext&) {
  for (ir::Node& node : graph.nodes()) {
    while (Simplify(graph, node)) {
    }
  }
  // What nobody reads any more, from the end, so that whole chains go.
  for (size_t i = graph.nodes().size(); i-- > 0;) {
    const ir::Node& node = graph.nodes()[i];
    const bool unread =
        Moves(node) && !graph.IsOutput(node.out[0]) && graph.Users(node.out[0]).empty();
    if (!unread) continue;
    graph.nodes().erase(graph.nodes().begin() + static_cast<std::ptrdiff_t>(i));
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
