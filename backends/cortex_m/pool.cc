// pool2d with the DSP instructions and with Helium.
#include "backends/cortex_m/candidates.h"
#include "backends/offers.h"
#include "backends/reference/pool_spec.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/max_pool2d_s8.h"

namespace iegen::cortex_m {
namespace {

using reference::OrderOfPool;
using reference::PoolSpec;

// There is nothing to pack: the portable kernels are the models.
constexpr Kernel kAverage = {"average_pool2d_s8_mve", "AveragePool2dS8Mve",
                             "iegen/average_pool2d_s8_mve.h", RunKernel<AveragePool2dS8<PoolSpec>>,
                             OrderOfPool<8, false>};
constexpr Kernel kMax = {"max_pool2d_s8_mve", "MaxPool2dS8Mve", "iegen/max_pool2d_s8_mve.h",
                         RunKernel<MaxPool2dS8<PoolSpec>>, OrderOfPool<16, false>};
constexpr char kDspHeader[] = "iegen/average_pool2d_s8_dsp.h";
constexpr Kernel kAverageDspBackward = {
    "average_pool2d_s8_dsp_backward", "AveragePool2dS8DspBackward", kDspHeader,
    RunKernel<AveragePool2dS8Backward<PoolSpec>>, OrderOfPool<4, true>};
constexpr Kernel kAverageDsp = {
    "average_pool2d_s8_dsp", "AveragePool2dS8Dsp", kDspHeader, RunKernel<AveragePool2dS8<PoolSpec>>,
    OrderOfPool<4, false>,   &kAverageDspBackward};
constexpr char kMaxDspHeader[] = "iegen/max_pool2d_s8_dsp.h";
constexpr Kernel kMaxDspBackward = {"max_pool2d_s8_dsp_backward", "MaxPool2dS8DspBackward",
                                    kMaxDspHeader, RunKernel<MaxPool2dS8Backward<PoolSpec>>,
                                    OrderOfPool<4, true, 1>};
constexpr Kernel kMaxDsp = {
    "max_pool2d_s8_dsp",      "MaxPool2dS8Dsp", kMaxDspHeader, RunKernel<MaxPool2dS8<PoolSpec>>,
    OrderOfPool<4, false, 1>, &kMaxDspBackward};

absl::StatusOr<BoundCall> BindPool(const NodeView& node) {
  return CallBuilder(reference::PoolSpecOf(node)).Input(node, 0).Output(node).Take();
}

int64_t TapsOf(const PoolSpec& s) { return int64_t{s.kernel_height} * s.kernel_width; }

Candidate OfferMve(const NodeView& node) {
  const PoolSpec s = reference::PoolSpecOf(node);
  const bool max = node.op<ir::Pool2d>().kind == ir::PoolKind::kMax;
  const int64_t taps = TapsOf(s), pixels = node.out_shape().elements(0, 3);
  Candidate candidate =
      Offered(max ? kMax : kAverage, max || taps <= 256 ? "" : "needs windows of at most 256 taps");
  if (!candidate.applicable) return candidate;
  candidate.note = max ? "sixteen channels at a time" : "eight channels at a time";
  const int64_t part = 4 * taps + 4 * s.kernel_height + (max ? 12 : 45);
  candidate.cost = {pixels * (40 + Ceil(s.channels, max ? 16 : 8) * part), 400, 0};
  candidate.bind = BindPool;
  return candidate;
}

Candidate OfferAverageDsp(const NodeView& node) {
  const PoolSpec s = reference::PoolSpecOf(node);
  const int64_t taps = TapsOf(s), pixels = node.out_shape().elements(0, 3);
  const bool fits = s.channels % 4 == 0 && taps <= 255;
  Candidate candidate = Offered(
      kAverageDsp, fits ? "" : "needs a multiple of 4 channels and windows of at most 255 taps");
  if (!candidate.applicable) return candidate;
  candidate.note = "four channels at a time";
  const int64_t rows = s.kernel_width == s.in_width ? 1 : s.kernel_height;
  candidate.cost = {pixels * (50 + s.channels / 4 * (6 * taps + 6 * rows + 210)), 350, 0};
  candidate.bind = BindPool;
  return candidate;
}

Candidate OfferMaxDsp(const NodeView& node) {
  const PoolSpec s = reference::PoolSpecOf(node);
  const int64_t taps = TapsOf(s), pixels = node.out_shape().elements(0, 3);
  Candidate candidate = Offered(kMaxDsp, s.channels >= 4 ? "" : "needs at least 4 channels");
  if (!candidate.applicable) return candidate;
  candidate.note = "four channels at a time";
  // The compiler unrolls windows of four taps.
  const int64_t four = taps <= 4 ? 4 * taps : 6 * taps + 12 * s.kernel_height + 15;
  const int64_t one = 5 * taps + 15;
  candidate.cost = {pixels * (12 + s.channels / 4 * four + s.channels % 4 * one), 300, 0};
  candidate.bind = BindPool;
  return candidate;
}

}  // namespace

Offer OfferPool2d(const NodeView& node, const Target& target) {
  if (target.mve) return {OfferMve(node)};
  const bool average = node.op<ir::Pool2d>().kind == ir::PoolKind::kAverage;
  if (!target.dsp) return {};
  return {average ? OfferAverageDsp(node) : OfferMaxDsp(node)};
}

std::vector<const Kernel*> PoolKernels() {
  return {&kAverage, &kMax, &kAverageDsp, &kAverageDspBackward, &kMaxDsp, &kMaxDspBackward};
}

}  // namespace iegen::cortex_m
