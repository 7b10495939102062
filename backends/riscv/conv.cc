// conv2d with the vector extension.
#include "backends/conv_spec.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"
#include "backends/riscv/candidates.h"
#include "backends/riscv/packing.h"
#include "backends/riscv/right_spec.h"
#include "backends/riscv/rvv_model.h"
#include "iegen/conv2d_s8.h"

namespace iegen::riscv {
namespace {

// The model reads the fields of the general convolution; those that a pointwise spec leaves out
// keep their defaults.
void Run(const ir::Spec& spec, absl::Span<void* const> p, size_t out) {
  ModelConvS8Rvv(FromSpec<Right<ConvSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                 In<int32_t>(p[2]), Out<int8_t>(p[out]));
}
void RunPointwise(const ir::Spec& spec, absl::Span<void* const> p) { Run(spec, p, 3); }
void RunAnyFilter(const ir::Spec& spec, absl::Span<void* const> p) { Run(spec, p, 4); }

constexpr Kernel kPointwise = {"conv2d_1x1_s8_rvv", "Conv2d1x1S8Rvv", "iegen/conv2d_1x1_s8_rvv.h",
                               RunPointwise, OrderOfConv<3>};
constexpr Kernel kAnyFilter = {"conv2d_s8_rvv", "Conv2dS8Rvv", "iegen/conv2d_s8_rvv.h",
                               RunAnyFilter, OrderOfConv<3>};

// Everything of a call up to the packed constants.
template <class Base>
CallBuilder Begin(const NodeView& node, const Base& spec) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const bool right = ShiftsRight(filter);
  std::vector<int8_t> weights(static_cast<size_t>(filter.channels * filter.taps));
  std::vector<int32_t> stage(static_cast<size_t>(3 * filter.channels));
  PackRvvWeights(filter, weights.data());
  PackRvvStage(filter, right, stage.data());
  CallBuilder call(Right<Base>{spec, right ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  return call;
}

absl::StatusOr<BoundCall> BindPointwise(const NodeView& node) {
  CallBuilder call = Begin(node, PointwiseSpecOf(node));
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindAnyFilter(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  CallBuilder call = Begin(node, s);
  call.Scratch(Conv2dS8WindowsAreContiguous(s) ? 0 : 3 * int64_t{TapsOf(node)});
  call.Output(node);
  return call.Take();
}

// Measured with VLEN 128: three pixels with 32 channels, 10 instructions a tap, about 120 around
// them.
Cost CostOf(int64_t pixels, int32_t channels, int32_t taps) {
  const int64_t blocks = Ceil(pixels, 3), groups = Ceil(channels, 32);
  return {blocks * (25 + groups * (10 * int64_t{taps} + 120)), 900,
          int64_t{channels} * (taps + 12)};
}

// Instructions that collect the windows of `pixels` pixels.
int64_t CostOfWindows(const ConvSpec& s, int64_t pixels) {
  if (Conv2dS8WindowsAreContiguous(s)) return 0;
  const int64_t row = int64_t{s.kernel_width} * s.in_channels;
  return pixels * s.kernel_height * (45 + 2 * row);
}

Candidate OfferKernel(const NodeView& node, const Kernel& kernel, std::string why_not) {
  Candidate candidate = Offered(kernel, std::move(why_not));
  if (!candidate.applicable) return candidate;
  candidate.note = "a vector of channels at a time, any vector length";
  candidate.cost = CostOf(node.out_shape().elements(0, 3), node.in_shape(1)[0], TapsOf(node));
  return candidate;
}

}  // namespace

Offer OfferConv2d(const NodeView& node, const Target& target) {
  if (!target.rvv) return {};
  Candidate pointwise = OfferKernel(node, kPointwise, WhyNotPointwise(node));
  Candidate any = OfferKernel(node, kAnyFilter, WhyNotOneGroup(node));
  if (pointwise.applicable) pointwise.bind = BindPointwise;
  if (any.applicable) {
    const int64_t pixels = node.out_shape().elements(0, 3);
    any.cost.instructions += pixels * 20 + CostOfWindows(ConvSpecOf<ir::Conv2d>(node), pixels);
    any.cost.code_bytes += 600;
    any.bind = BindAnyFilter;
  }
  return {pointwise, any};
}

std::vector<const Kernel*> ConvKernels() { return {&kPointwise, &kAnyFilter}; }

}  // namespace iegen::riscv
