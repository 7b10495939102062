// l2_normalize and log_softmax with portable kernels.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/l2_normalize_s8.h"
#include "iegen/log_softmax_s8.h"

namespace iegen::reference {
namespace {

struct L2NormalizeSpec {
  int32_t rows = 1, depth = 1, zero_point = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("depth", s.depth);
    visit("zero_point", s.zero_point);
  }
};

struct LogSoftmaxSpec {
  int32_t rows = 1, depth = 1, multiplier = 0, shift = 0;
  int32_t reverse_multiplier = 0, reverse_shift = 0, least = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("depth", s.depth);
    visit("least", s.least);
    visit("reverse_multiplier", s.reverse_multiplier);
    visit("reverse_shift", s.reverse_shift);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

void RunL2Normalize(const ir::Spec& spec, absl::Span<void* const> p) {
  L2NormalizeS8(FromSpec<L2NormalizeSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunLogSoftmax(const ir::Spec& spec, absl::Span<void* const> p) {
  LogSoftmaxS8(FromSpec<LogSoftmaxSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
               Out<int8_t>(p[2]));
}

constexpr Kernel kKernels[] = {
    {"l2_normalize_s8", "L2NormalizeS8", "iegen/l2_normalize_s8.h", RunL2Normalize},
    {"log_softmax_s8", "LogSoftmaxS8", "iegen/log_softmax_s8.h", RunLogSoftmax},
};

int32_t DepthOf(const NodeView& node) { return node.out_shape()[node.out_shape().rank() - 1]; }
int32_t RowsOf(const NodeView& node) {
  return static_cast<int32_t>(node.out_shape().elements() / DepthOf(node));
}

absl::StatusOr<BoundCall> BindL2Normalize(const NodeView& node) {
  const L2NormalizeSpec s{RowsOf(node), DepthOf(node), node.in(0).quant.zero_point()};
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

absl::StatusOr<BoundCall> BindLogSoftmax(const NodeView& node) {
  const LogSoftmaxScaling scaling = MakeLogSoftmaxScaling(node.in(0).quant.scale());
  LogSoftmaxSpec s;
  s.rows = RowsOf(node), s.depth = DepthOf(node);
  s.multiplier = scaling.to_q5.multiplier, s.shift = scaling.to_q5.shift;
  s.reverse_multiplier = scaling.from_q5.multiplier, s.reverse_shift = scaling.from_q5.shift;
  s.least = scaling.least;
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("exp_table", ir::ElemType::kInt32,
                std::vector<int32_t>(scaling.exponentials.begin(), scaling.exponentials.end()));
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferL2Normalize(const NodeView& node, const Target&) {
  const Cost cost{30 * node.out_shape().elements() + 300 * RowsOf(node), 500, 0};
  return {{&kKernels[0], cost, "portable", true, 0, false, BindL2Normalize}};
}

Offer OfferLogSoftmax(const NodeView& node, const Target&) {
  const Cost cost{40 * node.out_shape().elements() + 600 * RowsOf(node), 900, 1024};
  return {{&kKernels[1], cost, "portable, table of exponentials", true, 0, false, BindLogSoftmax}};
}

absl::Span<const Kernel> NormalizeKernels() { return kKernels; }

}  // namespace iegen::reference
