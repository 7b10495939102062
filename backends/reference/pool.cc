// pool2d and mean with portable kernels.
#include <array>

#include "absl/algorithm/container.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "base/status.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/max_pool2d_s8.h"
#include "iegen/mean_s8.h"

namespace iegen::reference {
namespace {

struct PoolSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, channels = 1, out_height = 1, out_width = 1;
  int32_t kernel_height = 1, kernel_width = 1, stride_h = 1, stride_w = 1, pad_top = 0;
  int32_t pad_left = 0, act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("channels", s.channels);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("kernel_height", s.kernel_height);
    visit("kernel_width", s.kernel_width);
    visit("stride_h", s.stride_h);
    visit("stride_w", s.stride_w);
    visit("pad_top", s.pad_top);
    visit("pad_left", s.pad_left);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

// Loops over the kept and the reduced axes, at most three of each: mean_s8.h.
struct MeanSpec {
  int32_t k0 = 1, k1 = 1, k2 = 1, ks0 = 0, ks1 = 0, ks2 = 0;
  int32_t r0 = 1, r1 = 1, r2 = 1, rs0 = 0, rs1 = 0, rs2 = 0;
  int32_t in_offset = 0, out_zero_point = 0, multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("k0", s.k0);
    visit("k1", s.k1);
    visit("k2", s.k2);
    visit("ks0", s.ks0);
    visit("ks1", s.ks1);
    visit("ks2", s.ks2);
    visit("r0", s.r0);
    visit("r1", s.r1);
    visit("r2", s.r2);
    visit("rs0", s.rs0);
    visit("rs1", s.rs1);
    visit("rs2", s.rs2);
    visit("in_offset", s.in_offset);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

void RunAveragePool(const ir::Spec& spec, absl::Span<void* const> p) {
  AveragePool2dS8(FromSpec<PoolSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunMaxPool(const ir::Spec& spec, absl::Span<void* const> p) {
  MaxPool2dS8(FromSpec<PoolSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunMean(const ir::Spec& spec, absl::Span<void* const> p) {
  MeanS8(FromSpec<MeanSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}

constexpr Kernel kKernels[] = {
    {"average_pool2d_s8", "AveragePool2dS8", "iegen/average_pool2d_s8.h", RunAveragePool},
    {"max_pool2d_s8", "MaxPool2dS8", "iegen/max_pool2d_s8.h", RunMaxPool},
    {"mean_s8", "MeanS8", "iegen/mean_s8.h", RunMean},
};

absl::StatusOr<BoundCall> BindPool2d(const NodeView& node) {
  const auto& op = node.op<ir::Pool2d>();
  const ir::Shape &x = node.in_shape(0), &y = node.out_shape();
  const ClampRange clamp = ActivationClamp(op.act, node.out());
  PoolSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2], s.channels = x[3];
  s.out_height = y[1], s.out_width = y[2];
  s.kernel_height = op.kernel[0], s.kernel_width = op.kernel[1];
  s.stride_h = op.stride[0], s.stride_w = op.stride[1];
  s.pad_top = op.pad[0], s.pad_left = op.pad[2];
  s.act_min = clamp.min, s.act_max = clamp.max;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

// One loop nest: sizes and steps, innermost last.
struct Loops {
  std::vector<int32_t> sizes, steps;
};

// Neighbouring axes of the same kind become one loop; axes of size 1 vanish.
void SplitAxes(const ir::Shape& shape, const ir::IntList& axes, Loops* kept, Loops* reduced) {
  Loops* previous = nullptr;
  int32_t step = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    const int32_t size = shape[axis];
    if (size == 1) continue;
    Loops* loops = absl::c_linear_search(axes, axis) ? reduced : kept;
    if (loops == previous) {
      loops->sizes.front() *= size;
    } else {
      loops->sizes.insert(loops->sizes.begin(), size);
      loops->steps.insert(loops->steps.begin(), step);
    }
    previous = loops;
    step *= size;
  }
}

// Three loops, the unused ones in front.
absl::Status PadLoops(Loops* loops) {
  if (loops->sizes.size() > 3) return Unsupported("MEAN over axes that alternate with kept ones");
  while (loops->sizes.size() < 3) {
    loops->sizes.insert(loops->sizes.begin(), 1);
    loops->steps.insert(loops->steps.begin(), 0);
  }
  return absl::OkStatus();
}

absl::StatusOr<BoundCall> BindMean(const NodeView& node) {
  Loops kept, reduced;
  SplitAxes(node.in_shape(0), node.op<ir::Mean>().axes, &kept, &reduced);
  IEGEN_RETURN_IF_ERROR(PadLoops(&kept));
  IEGEN_RETURN_IF_ERROR(PadLoops(&reduced));
  const int32_t count = reduced.sizes[0] * reduced.sizes[1] * reduced.sizes[2];
  const QuantizedMultiplier m =
      MeanMultiplier(node.in(0).quant.scale(), node.out().quant.scale(), count);
  MeanSpec s;
  s.k0 = kept.sizes[0], s.k1 = kept.sizes[1], s.k2 = kept.sizes[2];
  s.ks0 = kept.steps[0], s.ks1 = kept.steps[1], s.ks2 = kept.steps[2];
  s.r0 = reduced.sizes[0], s.r1 = reduced.sizes[1], s.r2 = reduced.sizes[2];
  s.rs0 = reduced.steps[0], s.rs1 = reduced.steps[1], s.rs2 = reduced.steps[2];
  s.in_offset = static_cast<int32_t>(0u - static_cast<uint32_t>(node.in(0).quant.zero_point()) *
                                              static_cast<uint32_t>(count));
  s.out_zero_point = node.out().quant.zero_point();
  s.multiplier = m.multiplier, s.shift = m.shift;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
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

Offer OfferMean(const NodeView& node, const Target&) {
  const Cost cost{5 * node.in_shape(0).elements() + 40 * node.out_shape().elements(), 350, 0};
  return {{&kKernels[2], cost, "portable, any axes", true, 0, false, BindMean}};
}

absl::Span<const Kernel> PoolKernels() { return kKernels; }

}  // namespace iegen::reference
