// pool2d with Helium.
#include <algorithm>

#include "backends/access_order.h"
#include "backends/cortex_m/candidates.h"
#include "backends/reference/pool_spec.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/max_pool2d_s8.h"

namespace iegen::cortex_m {
namespace {

using reference::PoolSpec;

// Some channels of a pixel at a time, each with all of its window.
template <int64_t kChannels>
void OrderOfPool(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<PoolSpec>(spec);
  const WindowShape shape = reference::WindowShapeOf(s);
  for (int64_t pixel = 0; pixel < s.batch * shape.pixels(); ++pixel) {
    const WindowBytes w = WindowAt(shape, pixel / shape.pixels(), pixel % shape.pixels());
    for (int64_t c = 0; c < s.channels; c += kChannels) {
      const int64_t end = std::min<int64_t>(c + kChannels, s.channels);
      if (!w.empty) order->Read(0, w.first + c, w.last + end);
      order->Write(pixel * s.channels + c, pixel * s.channels + end);
    }
  }
}

// There is nothing to pack: the portable kernels are the models.
constexpr Kernel kAverage = {"average_pool2d_s8_mve", "AveragePool2dS8Mve",
                             "iegen/average_pool2d_s8_mve.h", RunKernel<AveragePool2dS8<PoolSpec>>,
                             OrderOfPool<8>};
constexpr Kernel kMax = {"max_pool2d_s8_mve", "MaxPool2dS8Mve", "iegen/max_pool2d_s8_mve.h",
                         RunKernel<MaxPool2dS8<PoolSpec>>, OrderOfPool<16>};

absl::StatusOr<BoundCall> BindPool(const NodeView& node) {
  return CallBuilder(reference::PoolSpecOf(node)).Input(node, 0).Output(node).Take();
}

}  // namespace

Offer OfferPool2d(const NodeView& node, const Target& target) {
  if (!target.mve) return {};
  const PoolSpec s = reference::PoolSpecOf(node);
  const bool max = node.op<ir::Pool2d>().kind == ir::PoolKind::kMax;
  const int64_t taps = int64_t{s.kernel_height} * s.kernel_width, together = max ? 16 : 8;
  Candidate candidate;
  candidate.kernel = max ? &kMax : &kAverage;
  candidate.applicable = max || taps <= 256;
  candidate.note = max                    ? "sixteen channels at a time"
                   : candidate.applicable ? "eight channels at a time"
                                          : "needs windows of at most 256 taps";
  const int64_t pixels = node.out_shape().elements(0, 3);
  const int64_t parts = (s.channels + together - 1) / together;
  const int64_t part = 4 * taps + 4 * s.kernel_height + (max ? 12 : 45);
  candidate.cost = {pixels * (40 + parts * part), 400, 0};
  candidate.bind = BindPool;
  return {candidate};
}

std::vector<const Kernel*> PoolKernels() { return {&kAverage, &kMax}; }

}  // namespace iegen::cortex_m
