// pool2d with portable kernels.
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "backends/reference/pool_spec.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/max_pool2d_s8.h"

namespace iegen::reference {
namespace {

constexpr char kAverage[] = "iegen/average_pool2d_s8.h", kMax[] = "iegen/max_pool2d_s8.h";
constexpr Kernel kAverageBackward = {"average_pool2d_s8_backward", "AveragePool2dS8Backward",
                                     kAverage, RunKernel<AveragePool2dS8Backward<PoolSpec>>,
                                     OrderOfPool<1, true>};
constexpr Kernel kMaxBackward = {"max_pool2d_s8_backward", "MaxPool2dS8Backward", kMax,
                                 RunKernel<MaxPool2dS8Backward<PoolSpec>>, OrderOfPool<1, true>};
constexpr Kernel kKernels[] = {
    {"average_pool2d_s8", "AveragePool2dS8", kAverage, RunKernel<AveragePool2dS8<PoolSpec>>,
     OrderOfPool<1, false>, &kAverageBackward},
    {"max_pool2d_s8", "MaxPool2dS8", kMax, RunKernel<MaxPool2dS8<PoolSpec>>, OrderOfPool<1, false>,
     &kMaxBackward},
};

absl::StatusOr<BoundCall> BindPool2d(const NodeView& node) {
  return CallBuilder(PoolSpecOf(node)).Input(node, 0).Output(node).Take();
}

}  // namespace

Offer OfferPool2d(const NodeView& node, const Target&) {
  const auto& op = node.op<ir::Pool2d>();
  const int64_t taps = int64_t{op.kernel[0]} * op.kernel[1], outputs = node.out_shape().elements();
  const Kernel* kernel = &kKernels[op.kind == ir::PoolKind::kMax ? 1 : 0];
  return {{kernel,
           {outputs * (6 * taps + 25), 450, 0},
           "portable, any shape",
           true,
           0,
           false,
           BindPool2d}};
}

absl::Span<const Kernel> PoolKernels() { return kKernels; }

}  // namespace iegen::reference
