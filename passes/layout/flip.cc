#include "passes/layout/flip.h"

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

using Result = absl::optional<Flip>;

// A node and the order that is asked for.
struct Case {
  const ir::Graph& graph;
  const ir::Node& node;
  const Perm& perm;

  const ir::Shape& in(size_t k) const { return graph.type(node.in[k]).shape; }
  const ir::Shape& out() const { return graph.type(node.out[0]).shape; }
  bool keeps_last() const { return perm.back() == static_cast<int32_t>(perm.size()) - 1; }
};

// Operands [0, count) follow, but for single elements, which are the same in any order.
Flip Following(const Case& c, ir::Op op, size_t count, Perm out) {
  Flip flip{std::move(op), std::vector<Perm>(c.node.in.size()), std::move(out)};
  for (size_t k = 0; k < count; ++k) {
    const bool single = count > 1 && c.in(k).elements() == 1;
    if (!single) flip.in[k] = c.perm;
  }
  return flip;
}

// Every operand is read at the place of the output's element.
Result Elementwise(const Case& c, const ir::Op& op, size_t count) {
  return Following(c, op, count, c.perm);
}

// One operand, and each row along the last dimension for itself.
Result ByRows(const Case& c, const ir::Op& op) {
  if (!c.keeps_last()) return absl::nullopt;
  return Following(c, op, 1, c.perm);
}

// The order of the dimensions that are left when `axes` go.
Perm Without(const Perm& perm, const ir::IntList& axes) {
  Perm left;
  for (int32_t axis : perm) {
    if (absl::c_linear_search(axes, axis)) continue;
    const auto gone = absl::c_count_if(axes, [&](int32_t a) { return a < axis; });
    left.push_back(axis - static_cast<int32_t>(gone));
  }
  return left;
}

// Those of `axes`, in the order in which they come in `perm`.
ir::IntList Only(const Perm& perm, const ir::IntList& axes) {
  ir::IntList order;
  for (int32_t axis : perm) {
    if (absl::c_linear_search(axes, axis)) order.push_back(axis);
  }
  return order;
}

template <class Reduction>
Result Reducing(const Case& c, Reduction op) {
  // Sums of float32 depend on their order.
  const ir::IntList reduced = Only(c.perm, op.axes);
  const bool real = c.graph.type(c.node.in[0]).elem == ir::ElemType::kFloat32;
  if (real && !absl::c_is_sorted(reduced)) return absl::nullopt;
  const Perm out = op.keep_dims ? c.perm : Without(c.perm, op.axes);
  for (int32_t& axis : op.axes) axis = AxisAfter(c.perm, axis);
  absl::c_sort(op.axes);
  return Following(c, op, 1, out);
}

// Groups of dimensions of both sides of a reshape with as many elements each, as small as can be;
// dimensions of one element are in none.
struct Group {
  std::vector<int32_t> from, to;
};

std::vector<int32_t> AxesWithElements(const ir::Shape& shape) {
  std::vector<int32_t> axes;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] != 1) axes.push_back(axis);
  }
  return axes;
}

std::vector<Group> GroupsOf(const ir::Shape& from, const ir::Shape& to) {
  const std::vector<int32_t> a = AxesWithElements(from), b = AxesWithElements(to);
  std::vector<Group> groups;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    Group group;
    int64_t left = 1, right = 1;
    do {
      if (left <= right && i < a.size()) {
        left *= from[a[i]];
        group.from.push_back(a[i++]);
      } else {
        right *= to[b[j]];
        group.to.push_back(b[j++]);
      }
    } while (left != right);
    groups.push_back(std::move(group));
  }
  return groups;
}

// The order of the output's dimensions of a reshape from `from` to `to` whose input is permuted;
// none where groups are torn apart. Dimensions of one element come first.
absl::optional<Perm> ThroughReshape(const ir::Shape& from, const ir::Shape& to, const Perm& perm) {
  std::vector<int32_t> order;
  for (int32_t axis : perm) {
    if (from[axis] != 1) order.push_back(axis);
  }
  const std::vector<Group> groups = GroupsOf(from, to);
  Perm out;
  for (int axis = 0; axis < to.rank(); ++axis) {
    if (to[axis] == 1) out.push_back(axis);
  }
  for (size_t at = 0; at < order.size();) {
    const auto group =
        absl::c_find_if(groups, [&](const Group& g) { return g.from[0] == order[at]; });
    if (group == groups.end() || group->from.size() > order.size() - at) return absl::nullopt;
    for (int32_t axis : group->from) {
      if (order[at++] != axis) return absl::nullopt;
    }
    out.insert(out.end(), group->to.begin(), group->to.end());
  }
  return out;
}

// THE table: what each operator becomes. One that is not here has no other order.

template <class Op>
Result Rule(const Op&, const Case&) {
  return absl::nullopt;
}

Result Rule(const ir::Add& op, const Case& c) { return Elementwise(c, op, 2); }
Result Rule(const ir::AddN& op, const Case& c) { return Elementwise(c, op, c.node.in.size()); }
Result Rule(const ir::Binary& op, const Case& c) { return Elementwise(c, op, 2); }
Result Rule(const ir::Cast& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Compare& op, const Case& c) { return Elementwise(c, op, 2); }
Result Rule(const ir::Dequantize& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Logical& op, const Case& c) { return Elementwise(c, op, 2); }
Result Rule(const ir::Logistic& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Quantize& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Relu& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Select& op, const Case& c) { return Elementwise(c, op, 3); }
Result Rule(const ir::Table& op, const Case& c) { return Elementwise(c, op, 1); }
Result Rule(const ir::Unary& op, const Case& c) { return Elementwise(c, op, 1); }

Result Rule(const ir::L2Normalize& op, const Case& c) { return ByRows(c, op); }
Result Rule(const ir::LogSoftmax& op, const Case& c) { return ByRows(c, op); }
Result Rule(const ir::Softmax& op, const Case& c) { return ByRows(c, op); }
Result Rule(const ir::FullyConnected& op, const Case& c) {
  return op.keep_dims ? ByRows(c, op) : absl::nullopt;
}

Result Rule(ir::ArgReduce op, const Case& c) {
  const Perm out = Without(c.perm, {op.axis});
  op.axis = AxisAfter(c.perm, op.axis);
  return Following(c, op, 1, out);
}

Result Rule(const ir::BatchMatMul& op, const Case& c) {
  const size_t rank = c.perm.size();
  if (!c.keeps_last() || c.perm[rank - 2] != static_cast<int32_t>(rank) - 2) return absl::nullopt;
  return Elementwise(c, op, 2);
}

Result Rule(ir::BroadcastTo op, const Case& c) {
  op.shape = Permuted(op.shape, c.perm);
  return Elementwise(c, op, 1);
}

Result Rule(ir::Concat op, const Case& c) {
  op.axis = AxisAfter(c.perm, op.axis);
  Flip flip = Following(c, op, 0, c.perm);
  absl::c_fill(flip.in, c.perm);
  return flip;
}

Result Rule(ir::CumSum op, const Case& c) {
  op.axis = AxisAfter(c.perm, op.axis);
  return Following(c, op, 1, c.perm);
}

Result Rule(ir::Gather op, const Case& c) {
  if (op.batch_dims != 0) return absl::nullopt;
  const int places = c.in(1).rank();
  Perm out;
  for (int32_t axis : c.perm) {
    if (axis != op.axis) out.push_back(axis < op.axis ? axis : axis + places - 1);
    for (int i = 0; axis == op.axis && i < places; ++i) out.push_back(axis + i);
  }
  op.axis = AxisAfter(c.perm, op.axis);
  return Following(c, op, 1, std::move(out));
}

Result Rule(const ir::Mean& op, const Case& c) { return Reducing(c, op); }
Result Rule(const ir::Reduce& op, const Case& c) { return Reducing(c, op); }

template <class Padding>
Result Padded(Padding op, const Case& c) {
  op.before = Permuted(op.before, c.perm);
  op.after = Permuted(op.after, c.perm);
  return Following(c, op, 1, c.perm);
}
Result Rule(const ir::MirrorPad& op, const Case& c) { return Padded(op, c); }
Result Rule(const ir::Pad& op, const Case& c) { return Padded(op, c); }

Result Rule(ir::Reshape op, const Case& c) {
  absl::optional<Perm> out = ThroughReshape(c.in(0), c.out(), c.perm);
  if (!out) return absl::nullopt;
  op.shape = Permuted(op.shape, *out);
  return Following(c, op, 1, *std::move(out));
}

Result Rule(ir::Slice op, const Case& c) {
  op.begin = Permuted(op.begin, c.perm);
  op.size = Permuted(op.size, c.perm);
  op.stride = Permuted(op.stride, c.perm);
  return Following(c, op, 1, c.perm);
}

bool BroadcastsInput(const ir::Op& op) { return std::holds_alternative<ir::BroadcastTo>(op); }

// The number of dimensions that FlipOf() permutes.
int RankOf(const ir::Graph& graph, const ir::Node& node) {
  const int in = graph.type(node.in[0]).shape.rank(), out = graph.type(node.out[0]).shape.rank();
  const bool by_output = node.in.size() > 1 && !std::holds_alternative<ir::Gather>(node.op) &&
                         !std::holds_alternative<ir::FullyConnected>(node.op);
  return by_output || BroadcastsInput(node.op) ? out : in;
}

}  // namespace

absl::optional<Flip> FlipOf(const ir::Graph& graph, const ir::Node& node, const Perm& perm) {
  if (node.out.size() != 1 || node.in.empty() || perm.empty()) return absl::nullopt;
  if (RankOf(graph, node) != static_cast<int>(perm.size())) return absl::nullopt;
  const Case c{graph, node, perm};
  return std::visit([&](const auto& op) { return Rule(op, c); }, node.op);
}

absl::optional<Perm> PermForInput(const ir::Graph& graph, const ir::Node& node, size_t operand,
                                  const Perm& wanted) {
  if (node.out.size() != 1) return absl::nullopt;
  Perm perm = Extended(wanted, std::max(RankOf(graph, node), static_cast<int>(wanted.size())));
  const absl::optional<Flip> flip = FlipOf(graph, node, perm);
  if (!flip || flip->in[operand] != perm) return absl::nullopt;
  return perm;
}

absl::optional<Perm> PermForOutput(const ir::Graph& graph, const ir::Node& node,
                                   const Perm& wanted) {
  if (std::holds_alternative<ir::Reshape>(node.op)) {
    return ThroughReshape(graph.type(node.out[0]).shape, graph.type(node.in[0]).shape, wanted);
  }
  const absl::optional<Flip> flip = FlipOf(graph, node, wanted);
  if (!flip || flip->out != wanted) return absl::nullopt;
  return wanted;
}

}  // namespace iegen::passes
