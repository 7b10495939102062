// batch_matmul with a portable kernel.
#include <array>

#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/batch_matmul_s8.h"

namespace iegen::reference {
namespace {

struct BatchMatMulSpec {
  int32_t d0 = 1, d1 = 1, d2 = 1, a0 = 0, a1 = 0, a2 = 0, b0 = 0, b1 = 0, b2 = 0;
  int32_t rows = 1, columns = 1, depth = 1, a_row = 1, a_depth = 1, b_depth = 1, b_column = 1;
  int32_t a_zero_point = 0, b_zero_point = 0, out_zero_point = 0, multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("a0", s.a0);
    visit("a1", s.a1);
    visit("a2", s.a2);
    visit("b0", s.b0);
    visit("b1", s.b1);
    visit("b2", s.b2);
    visit("rows", s.rows);
    visit("columns", s.columns);
    visit("depth", s.depth);
    visit("a_row", s.a_row);
    visit("a_depth", s.a_depth);
    visit("b_depth", s.b_depth);
    visit("b_column", s.b_column);
    visit("a_zero_point", s.a_zero_point);
    visit("b_zero_point", s.b_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

void RunBatchMatMul(const ir::Spec& spec, absl::Span<void* const> p) {
  BatchMatMulS8(FromSpec<BatchMatMulSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                Out<int8_t>(p[2]));
}

constexpr Kernel kKernels[] = {
    {"batch_matmul_s8", "BatchMatMulS8", "iegen/batch_matmul_s8.h", RunBatchMatMul}};

using Three = std::array<int32_t, 3>;

// Batch dimension `i` of three, right-aligned; 1 where there is none.
int32_t BatchDim(const ir::Shape& shape, int i) {
  const int axis = shape.rank() - 5 + i;
  return axis < 0 ? 1 : shape[axis];
}

// Elements from one batch of an operand to the next, 0 where it is broadcast.
Three BatchSteps(const ir::Shape& shape) {
  Three steps{};
  int32_t step = shape[shape.rank() - 1] * shape[shape.rank() - 2];
  for (int i = 2; i >= 0; --i) {
    const int32_t dim = BatchDim(shape, i);
    steps[static_cast<size_t>(i)] = dim == 1 ? 0 : step;
    step *= dim;
  }
  return steps;
}

void SetMatrices(const NodeView& node, BatchMatMulSpec* s) {
  const auto& op = node.op<ir::BatchMatMul>();
  const ir::Shape &x = node.in_shape(0), &y = node.in_shape(1), &out = node.out_shape();
  const int32_t x_columns = x[x.rank() - 1], y_columns = y[y.rank() - 1];
  s->rows = out[out.rank() - 2], s->columns = out[out.rank() - 1];
  s->depth = op.adj_x ? x[x.rank() - 2] : x_columns;
  s->a_row = op.adj_x ? 1 : x_columns;
  s->a_depth = op.adj_x ? x_columns : 1;
  s->b_depth = op.adj_y ? 1 : y_columns;
  s->b_column = op.adj_y ? y_columns : 1;
}

absl::StatusOr<BoundCall> BindBatchMatMul(const NodeView& node) {
  BatchMatMulSpec s;
  SetMatrices(node, &s);
  const Three a = BatchSteps(node.in_shape(0)), b = BatchSteps(node.in_shape(1));
  s.d0 = BatchDim(node.out_shape(), 0);
  s.d1 = BatchDim(node.out_shape(), 1);
  s.d2 = BatchDim(node.out_shape(), 2);
  s.a0 = a[0], s.a1 = a[1], s.a2 = a[2];
  s.b0 = b[0], s.b1 = b[1], s.b2 = b[2];
  const ir::Quant &x = node.in(0).quant, &y = node.in(1).quant, &out = node.out().quant;
  const QuantizedMultiplier m = ProductMultiplier(node);
  s.a_zero_point = x.zero_point(), s.b_zero_point = y.zero_point();
  s.out_zero_point = out.zero_point();
  s.multiplier = m.multiplier, s.shift = m.shift;
  return CallBuilder(s).Input(node, 0).Input(node, 1).Output(node).Take();
}

}  // namespace

Offer OfferBatchMatMul(const NodeView& node, const Target& target) {
  constexpr int64_t kSlowerThanPacked = 2;  // both zero points are taken off in the inner loop
  const int64_t macs = MacsOf(node) * kSlowerThanPacked;
  const Cost cost{MacCost(target, macs, node.out_shape().elements()), 350, 0};
  return {{&kKernels[0], cost, "portable, broadcasts", true, 0, false, BindBatchMatMul}};
}

absl::Span<const Kernel> BatchMatMulKernels() { return kKernels; }

}  // namespace iegen::reference
