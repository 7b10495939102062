#include "tools/reduce/shrink.h"

#include <algorithm>
#include <memory>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/algorithm/container.h"

namespace iegen {
namespace {

// Gives attribute number `index` the value that `from` has; `count` is left at the number of
// attributes, `changed` tells whether the value was another one.
struct AttributeCopy {
  size_t index, count = 0;
  bool changed = false;

  template <class Operator>
  void Apply(const Operator& from, Operator* to) {
    std::vector<const void*> source;
    Operator::Fields(from, [&](absl::string_view, const auto& field) { source.push_back(&field); });
    Operator::Fields(*to, [&](absl::string_view, auto& field) {
      using T = std::decay_t<decltype(field)>;
      const T& value = *static_cast<const T*>(source[count]);
      if (count++ != index || field == value) return;
      field = value;
      changed = true;
    });
  }
};

// One dimension's size everywhere, or in one value alone.
struct Cut {
  int32_t from, to;
  ir::ValueId only = ir::kNoValue;
  int axis = -1;
};

// The elements of `data` that the first `to` indices of `axis` name.
std::string Sliced(const std::string& data, const ir::TensorType& type, int axis, int32_t to) {
  const auto run = static_cast<size_t>(type.shape.elements(axis + 1, type.shape.rank()) *
                                       ir::BytesOf(type.elem));
  const auto dim = static_cast<size_t>(type.shape[axis]);
  std::string sliced;
  for (size_t at = 0; at < data.size(); at += dim * run) {
    sliced.append(data, at, static_cast<size_t>(to) * run);
  }
  return sliced;
}

void CutAxis(int axis, int32_t to, ir::Value* value) {
  if (value->constant()) {
    value->data = std::make_shared<const std::string>(Sliced(*value->data, value->type, axis, to));
  }
  ir::Quant& quant = value->type.quant;
  if (quant.per_channel() && quant.axis == axis) {
    quant.scales.resize(static_cast<size_t>(to));
    quant.zero_points.resize(static_cast<size_t>(to));
    if (to == 1) quant.axis = 0;
  }
  value->type.shape[axis] = to;
}

void CutLists(const Cut& cut, ir::Op* op) {
  std::visit(
      [&](auto& o) {
        std::decay_t<decltype(o)>::Fields(o, [&](absl::string_view, auto& field) {
          if constexpr (std::is_same_v<std::decay_t<decltype(field)>, ir::IntList>) {
            for (int32_t& number : field) number = number == cut.from ? cut.to : number;
          }
        });
      },
      *op);
}

// Shapes of everything behind the inputs, anew; false where an operator does not take them.
bool InferAgain(ir::Graph* graph) {
  for (const ir::Node& node : graph->nodes()) {
    const absl::StatusOr<ir::Types> types = ir::Infer(node.op, graph->InputTypes(node));
    if (!types.ok() || types->size() != node.out.size()) return false;
    for (size_t i = 0; i < node.out.size(); ++i) {
      graph->value(node.out[i]).type.shape = (*types)[i].shape;
    }
  }
  return true;
}

bool IsSource(const ir::Graph& graph, ir::ValueId id) {
  return graph.value(id).constant() || graph.IsInput(id);
}

bool Apply(const Cut& cut, ir::Graph* graph) {
  for (size_t i = 0; i < graph->value_count(); ++i) {
    const auto id = static_cast<ir::ValueId>(i);
    if (!IsSource(*graph, id) || (cut.only != ir::kNoValue && cut.only != id)) continue;
    for (int axis = 0; axis < graph->type(id).shape.rank(); ++axis) {
      const bool here = cut.only == ir::kNoValue || cut.axis == axis;
      if (here && graph->type(id).shape[axis] == cut.from) {
        CutAxis(axis, cut.to, &graph->value(id));
      }
    }
  }
  if (cut.only == ir::kNoValue) {
    for (ir::Node& node : graph->nodes()) CutLists(cut, &node.op);
  }
  return InferAgain(graph);
}

std::set<int32_t> SmallerThan(int32_t size) {
  std::set<int32_t> sizes = {1, size / 2, size - 1};
  sizes.erase(0);
  sizes.erase(size);
  return sizes;
}

// Of all values at once first: it takes more away.
std::vector<Cut> CutsOf(const ir::Graph& graph) {
  std::vector<Cut> all, single;
  std::set<int32_t> seen;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    const auto id = static_cast<ir::ValueId>(i);
    if (!IsSource(graph, id)) continue;
    for (int axis = 0; axis < graph.type(id).shape.rank(); ++axis) {
      const int32_t size = graph.type(id).shape[axis];
      for (const int32_t to : SmallerThan(size)) {
        if (seen.count(size) == 0) all.push_back({size, to});
        single.push_back({size, to, id, axis});
      }
      seen.insert(size);
    }
  }
  all.insert(all.end(), single.begin(), single.end());
  return all;
}

template <class T>
void AddFilled(const ir::Graph& graph, ir::ValueId id, std::vector<ir::Graph>* candidates) {
  const std::vector<T> elements = ir::ElementsOf<T>(graph.value(id));
  const size_t zeros = static_cast<size_t>(absl::c_count(elements, T{0}));
  const size_t ones = static_cast<size_t>(absl::c_count(elements, T{1}));
  const auto add = [&](T value) {
    candidates->push_back(graph);
    candidates->back().value(id).data =
        std::make_shared<const std::string>(ir::BytesOf<T>(std::vector<T>(elements.size(), value)));
  };
  if (zeros == elements.size()) return;
  add(T{0});
  if (ones != elements.size()) add(T{1});
}

}  // namespace

std::vector<ir::Graph> ShrinkAttributes(const ir::Graph& graph) {
  std::vector<ir::Graph> candidates;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    std::visit(
        [&](const auto& op) {
          const std::decay_t<decltype(op)> defaults{};
          for (AttributeCopy copy{0}; copy.index == 0 || copy.index < copy.count; ++copy.index) {
            auto changed = op;
            copy.count = 0;
            copy.changed = false;
            copy.Apply(defaults, &changed);
            if (!copy.changed) continue;
            candidates.push_back(graph);
            candidates.back().nodes()[i].op = changed;
            if (!InferAgain(&candidates.back())) candidates.pop_back();
          }
        },
        graph.nodes()[i].op);
  }
  return candidates;
}

std::vector<ir::Graph> ShrinkShapes(const ir::Graph& graph) {
  std::vector<ir::Graph> candidates;
  for (const Cut& cut : CutsOf(graph)) {
    ir::Graph candidate = graph;
    if (Apply(cut, &candidate)) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

std::vector<ir::Graph> ShrinkConstants(const ir::Graph& graph) {
  std::vector<ir::Graph> candidates;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    const auto id = static_cast<ir::ValueId>(i);
    if (!graph.value(id).constant()) continue;
    switch (graph.type(id).elem) {
      case ir::ElemType::kInt32:
        AddFilled<int32_t>(graph, id, &candidates);
        break;
      case ir::ElemType::kFloat32:
        AddFilled<float>(graph, id, &candidates);
        break;
      case ir::ElemType::kInt64:
        AddFilled<int64_t>(graph, id, &candidates);
        break;
      case ir::ElemType::kInt16:
        AddFilled<int16_t>(graph, id, &candidates);
        break;
      default:
        AddFilled<int8_t>(graph, id, &candidates);
    }
  }
  return candidates;
}

}  // namespace iegen
