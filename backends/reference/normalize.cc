// l2_normalize, log_softmax and float32 softmax with portable kernels.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/l2_normalize_s8.h"
#include "iegen/log_softmax_s8.h"
#include "iegen/softmax_f32.h"

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

struct SoftmaxF32Spec {
  int32_t rows = 1, depth = 1;
  float beta = 1.0f;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("depth", s.depth);
    visit("beta", s.beta);
  }
};

void RunL2Normalize(const ir::Spec& spec, absl::Span<void* const> p) {
  L2NormalizeS8(FromSpec<L2NormalizeSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunLogSoftmax(const ir::Spec& spec, absl::Span<void* const> p) {
  LogSoftmaxS8(FromSpec<LogSoftmaxSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
               Out<int8_t>(p[2]));
}

enum Row { kL2NormalizeS8, kLogSoftmaxS8, kSoftmaxF32, kLogSoftmaxF32 };
constexpr Kernel kKernels[] = {
    {"l2_normalize_s8", "L2NormalizeS8", "iegen/l2_normalize_s8.h", RunL2Normalize},
    {"log_softmax_s8", "LogSoftmaxS8", "iegen/log_softmax_s8.h", RunLogSoftmax},
    {"softmax_f32", "SoftmaxF32", "iegen/softmax_f32.h", RunKernel<SoftmaxF32<SoftmaxF32Spec>>},
    {"log_softmax_f32", "LogSoftmaxF32", "iegen/softmax_f32.h",
     RunKernel<LogSoftmaxF32<SoftmaxF32Spec>>},
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

absl::StatusOr<BoundCall> BindSoftmaxF32(const NodeView& node) {
  SoftmaxF32Spec s{RowsOf(node), DepthOf(node)};
  if (const auto* softmax = std::get_if<ir::Softmax>(&node.node().op)) s.beta = softmax->beta;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

}  // namespace

Offer OfferSoftmaxF32(const NodeView& node) {
  const bool log = std::holds_alternative<ir::LogSoftmax>(node.node().op);
  const Cost cost{600 * node.out_shape().elements() + (log ? 600 : 0) * RowsOf(node), 900, 0};
  return {{&kKernels[log ? kLogSoftmaxF32 : kSoftmaxF32], cost, "float32 arithmetic", true,
           node.constant(0) ? 0u : 1u, false, BindSoftmaxF32}};
}

Offer OfferL2Normalize(const NodeView& node, const Target&) {
  const Cost cost{30 * node.out_shape().elements() + 300 * RowsOf(node), 500, 0};
  return {{&kKernels[kL2NormalizeS8], cost, "portable", true, 0, false, BindL2Normalize}};
}

Offer OfferLogSoftmax(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kFloat32) return OfferSoftmaxF32(node);
  const Cost cost{40 * node.out_shape().elements() + 600 * RowsOf(node), 900, 1024};
  return {{&kKernels[kLogSoftmaxS8], cost, "portable, table of exponentials", true, 0, false,
           BindLogSoftmax}};
}

absl::Span<const Kernel> NormalizeKernels() { return kKernels; }

}  // namespace iegen::reference
