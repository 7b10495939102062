// mean, reduce, arg_reduce and cum_sum with portable kernels.
#include "iegen/reduce.h"

#include <array>

#include "absl/algorithm/container.h"
#include "backends/access_order.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "base/status.h"
#include "iegen/arg_reduce.h"
#include "iegen/cum_sum.h"
#include "iegen/mean_s8.h"

namespace iegen::reference {
namespace {

// Loops over the kept and the reduced axes, at most three of each: mean_s8.h.
struct LoopsSpec {
  int32_t k0 = 1, k1 = 1, k2 = 1, ks0 = 0, ks1 = 0, ks2 = 0;
  int32_t r0 = 1, r1 = 1, r2 = 1, rs0 = 0, rs1 = 0, rs2 = 0;

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
  }
};

struct MeanSpec : LoopsSpec {
  int32_t in_offset = 0, out_zero_point = 0, multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    LoopsSpec::Fields(s, visit);
    visit("in_offset", s.in_offset);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

struct MeanFloatSpec : LoopsSpec {
  float count = 1.0f;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    LoopsSpec::Fields(s, visit);
    visit("count", s.count);
  }
};

// The tensor is [outer, size, inner].
struct AxisSpec {
  int32_t outer = 1, size = 1, inner = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("outer", s.outer);
    visit("size", s.size);
    visit("inner", s.inner);
  }
};

struct CumSumFloatSpec : AxisSpec {
  int32_t exclusive = 0, reverse = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    AxisSpec::Fields(s, visit);
    visit("exclusive", s.exclusive);
    visit("reverse", s.reverse);
  }
};

struct CumSumSpec : CumSumFloatSpec {
  int32_t in_zero_point = 0, out_zero_point = 0, multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    CumSumFloatSpec::Fields(s, visit);
    visit("in_zero_point", s.in_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

void RunMean(const ir::Spec& spec, absl::Span<void* const> p) {
  MeanS8(FromSpec<MeanSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunMeanF32(const ir::Spec& spec, absl::Span<void* const> p) {
  MeanF32(FromSpec<MeanFloatSpec>(spec), In<float>(p[0]), Out<float>(p[1]));
}
void RunAll(const ir::Spec& spec, absl::Span<void* const> p) {
  ReduceAll(FromSpec<LoopsSpec>(spec), In<uint8_t>(p[0]), Out<uint8_t>(p[1]));
}
template <class T>
void RunMax(const ir::Spec& spec, absl::Span<void* const> p) {
  ReduceMax(FromSpec<LoopsSpec>(spec), In<T>(p[0]), Out<T>(p[1]));
}
template <class T>
void RunMin(const ir::Spec& spec, absl::Span<void* const> p) {
  ReduceMin(FromSpec<LoopsSpec>(spec), In<T>(p[0]), Out<T>(p[1]));
}
template <class T>
void RunArgMax(const ir::Spec& spec, absl::Span<void* const> p) {
  ArgMax(FromSpec<AxisSpec>(spec), In<T>(p[0]), Out<int32_t>(p[1]));
}
template <class T>
void RunArgMin(const ir::Spec& spec, absl::Span<void* const> p) {
  ArgMin(FromSpec<AxisSpec>(spec), In<T>(p[0]), Out<int32_t>(p[1]));
}
void RunCumSum(const ir::Spec& spec, absl::Span<void* const> p) {
  CumSumS8(FromSpec<CumSumSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunCumSumF32(const ir::Spec& spec, absl::Span<void* const> p) {
  CumSumF32(FromSpec<CumSumFloatSpec>(spec), In<float>(p[0]), Out<float>(p[1]));
}

// What is reduced is read as a whole for each element of the output. Steps count elements.
template <class T>
void OrderOfLoops(const ir::Spec& spec, AccessOrder* order) {
  constexpr int64_t kBytes = sizeof(T);
  const auto s = FromSpec<LoopsSpec>(spec);
  const int64_t reach =
      int64_t{s.r0 - 1} * s.rs0 + int64_t{s.r1 - 1} * s.rs1 + int64_t{s.r2 - 1} * s.rs2;
  int64_t out = 0;
  for (int64_t i0 = 0; i0 < s.k0; ++i0) {
    for (int64_t i1 = 0; i1 < s.k1; ++i1) {
      for (int64_t i2 = 0; i2 < s.k2; ++i2, out += kBytes) {
        const int64_t first = i0 * s.ks0 + i1 * s.ks1 + i2 * s.ks2;
        order->Read(0, first * kBytes, (first + reach + 1) * kBytes);
        order->Write(out, out + kBytes);
      }
    }
  }
}

// In rows of three where an operator has kernels of int8, int32 and float32.
constexpr Kernel kKernels[] = {
    {"arg_max_s8", "ArgMax", "iegen/arg_reduce.h", RunArgMax<int8_t>},
    {"arg_max_s32", "ArgMax", "iegen/arg_reduce.h", RunArgMax<int32_t>},
    {"arg_max_f32", "ArgMax", "iegen/arg_reduce.h", RunArgMax<float>},
    {"arg_min_s8", "ArgMin", "iegen/arg_reduce.h", RunArgMin<int8_t>},
    {"arg_min_s32", "ArgMin", "iegen/arg_reduce.h", RunArgMin<int32_t>},
    {"arg_min_f32", "ArgMin", "iegen/arg_reduce.h", RunArgMin<float>},
    {"reduce_max_s8", "ReduceMax", "iegen/reduce.h", RunMax<int8_t>, OrderOfLoops<int8_t>},
    {"reduce_max_s32", "ReduceMax", "iegen/reduce.h", RunMax<int32_t>, OrderOfLoops<int32_t>},
    {"reduce_max_f32", "ReduceMax", "iegen/reduce.h", RunMax<float>, OrderOfLoops<float>},
    {"reduce_min_s8", "ReduceMin", "iegen/reduce.h", RunMin<int8_t>, OrderOfLoops<int8_t>},
    {"reduce_min_s32", "ReduceMin", "iegen/reduce.h", RunMin<int32_t>, OrderOfLoops<int32_t>},
    {"reduce_min_f32", "ReduceMin", "iegen/reduce.h", RunMin<float>, OrderOfLoops<float>},
    {"reduce_all", "ReduceAll", "iegen/reduce.h", RunAll, OrderOfLoops<int8_t>},
    {"mean_s8", "MeanS8", "iegen/mean_s8.h", RunMean, OrderOfLoops<int8_t>},
    {"mean_f32", "MeanF32", "iegen/reduce.h", RunMeanF32, OrderOfLoops<float>},
    {"cum_sum_s8", "CumSumS8", "iegen/cum_sum.h", RunCumSum},
    {"cum_sum_f32", "CumSumF32", "iegen/cum_sum.h", RunCumSumF32},
};
constexpr size_t kArgMax = 0, kArgMin = 3, kMax = 6, kMin = 9, kAll = 12, kMean = 13, kMeanF32 = 14,
                 kCumSum = 15, kCumSumF32 = 16;

bool IsFloat(const NodeView& node) { return node.in(0).elem == ir::ElemType::kFloat32; }

// Of a row of three kernels, the one for the node's input.
size_t ByType(size_t first, const NodeView& node) {
  if (IsFloat(node)) return first + 2;
  return node.in(0).elem == ir::ElemType::kInt32 ? first + 1 : first;
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
  if (loops->sizes.size() > 3) {
    return Unsupported("a reduction over axes that alternate with kept ones");
  }
  while (loops->sizes.size() < 3) {
    loops->sizes.insert(loops->sizes.begin(), 1);
    loops->steps.insert(loops->steps.begin(), 0);
  }
  return absl::OkStatus();
}

absl::Status SetLoops(const NodeView& node, const ir::IntList& axes, LoopsSpec* s) {
  Loops kept, reduced;
  SplitAxes(node.in_shape(0), axes, &kept, &reduced);
  IEGEN_RETURN_IF_ERROR(PadLoops(&kept));
  IEGEN_RETURN_IF_ERROR(PadLoops(&reduced));
  s->k0 = kept.sizes[0], s->k1 = kept.sizes[1], s->k2 = kept.sizes[2];
  s->ks0 = kept.steps[0], s->ks1 = kept.steps[1], s->ks2 = kept.steps[2];
  s->r0 = reduced.sizes[0], s->r1 = reduced.sizes[1], s->r2 = reduced.sizes[2];
  s->rs0 = reduced.steps[0], s->rs1 = reduced.steps[1], s->rs2 = reduced.steps[2];
  return absl::OkStatus();
}

int32_t CountOf(const LoopsSpec& s) { return s.r0 * s.r1 * s.r2; }

// Sum or mean; `divided` tells which.
absl::StatusOr<BoundCall> BindSum(const NodeView& node, const ir::IntList& axes, bool divided) {
  MeanSpec s;
  IEGEN_RETURN_IF_ERROR(SetLoops(node, axes, &s));
  const int32_t count = CountOf(s);
  const ir::Quant &in = node.in(0).quant, &out = node.out().quant;
  const QuantizedMultiplier m = divided ? MeanMultiplier(in.scale(), out.scale(), count)
                                        : RescaleMultiplier(in.scale(), out.scale());
  s.in_offset = static_cast<int32_t>(0u - static_cast<uint32_t>(in.zero_point()) *
                                              static_cast<uint32_t>(count));
  s.out_zero_point = out.zero_point();
  s.multiplier = m.multiplier, s.shift = m.shift;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

absl::StatusOr<BoundCall> BindSumF32(const NodeView& node, const ir::IntList& axes, bool divided) {
  MeanFloatSpec s;
  IEGEN_RETURN_IF_ERROR(SetLoops(node, axes, &s));
  s.count = divided ? static_cast<float>(CountOf(s)) : 1.0f;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

absl::StatusOr<BoundCall> BindMean(const NodeView& node) {
  const ir::IntList& axes = node.op<ir::Mean>().axes;
  return IsFloat(node) ? BindSumF32(node, axes, true) : BindSum(node, axes, true);
}

absl::StatusOr<BoundCall> BindReduce(const NodeView& node) {
  const auto& op = node.op<ir::Reduce>();
  if (op.kind == ir::ReduceKind::kSum) {
    return IsFloat(node) ? BindSumF32(node, op.axes, false) : BindSum(node, op.axes, false);
  }
  LoopsSpec s;
  IEGEN_RETURN_IF_ERROR(SetLoops(node, op.axes, &s));
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

const Kernel* ReduceKernel(const NodeView& node) {
  switch (node.op<ir::Reduce>().kind) {
    case ir::ReduceKind::kAll:
      return &kKernels[kAll];
    case ir::ReduceKind::kMax:
      return &kKernels[ByType(kMax, node)];
    case ir::ReduceKind::kMin:
      return &kKernels[ByType(kMin, node)];
    case ir::ReduceKind::kSum:
      break;
  }
  return &kKernels[IsFloat(node) ? kMeanF32 : kMean];
}

void SetAxis(const NodeView& node, int axis, AxisSpec* s) {
  const ir::Shape& x = node.in_shape(0);
  s->outer = static_cast<int32_t>(x.elements(0, axis));
  s->size = x[axis];
  s->inner = static_cast<int32_t>(x.elements(axis + 1, x.rank()));
}

absl::StatusOr<BoundCall> BindArg(const NodeView& node) {
  AxisSpec s;
  SetAxis(node, node.op<ir::ArgReduce>().axis, &s);
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

void SetCumSum(const NodeView& node, CumSumFloatSpec* s) {
  const auto& op = node.op<ir::CumSum>();
  SetAxis(node, op.axis, s);
  s->exclusive = op.exclusive ? 1 : 0;
  s->reverse = op.reverse ? 1 : 0;
}

absl::StatusOr<BoundCall> BindCumSum(const NodeView& node) {
  constexpr double kSteps = 1 << 19;  // a step of the input, in those of the sum
  CumSumSpec s;
  SetCumSum(node, &s);
  const ir::Quant &in = node.in(0).quant, &out = node.out().quant;
  const QuantizedMultiplier m = QuantizeMultiplier(static_cast<double>(in.scale()) /
                                                   (kSteps * static_cast<double>(out.scale())));
  s.in_zero_point = in.zero_point(), s.out_zero_point = out.zero_point();
  s.multiplier = m.multiplier, s.shift = m.shift;
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

absl::StatusOr<BoundCall> BindCumSumF32(const NodeView& node) {
  CumSumFloatSpec s;
  SetCumSum(node, &s);
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

// `each`: instructions of one element of the input.
Cost CostOf(const NodeView& node, int64_t each) {
  constexpr int64_t kSoftFloat = 8;
  const int64_t factor = IsFloat(node) ? kSoftFloat : 1;
  return {factor * each * node.in_shape(0).elements() + 40 * node.out_shape().elements(), 350, 0};
}

}  // namespace

Offer OfferMean(const NodeView& node, const Target&) {
  const Kernel* kernel = &kKernels[IsFloat(node) ? kMeanF32 : kMean];
  return {{kernel, CostOf(node, 5), "portable, any axes", true, 0, false, BindMean}};
}

Offer OfferReduce(const NodeView& node, const Target&) {
  return {{ReduceKernel(node), CostOf(node, 5), "portable, any axes", true, 0, false, BindReduce}};
}

Offer OfferArgReduce(const NodeView& node, const Target&) {
  const bool max = node.op<ir::ArgReduce>().kind == ir::ArgKind::kMax;
  const Kernel* kernel = &kKernels[ByType(max ? kArgMax : kArgMin, node)];
  return {{kernel, CostOf(node, 5), "portable, any axis", true, 0, false, BindArg}};
}

Offer OfferCumSum(const NodeView& node, const Target&) {
  const Kernel* kernel = &kKernels[IsFloat(node) ? kCumSumF32 : kCumSum];
  const auto bind = IsFloat(node) ? BindCumSumF32 : BindCumSum;
  return {{kernel, CostOf(node, 8), "portable, any axis", true, 0, false, bind}};
}

absl::Span<const Kernel> ReduceKernels() { return kKernels; }

}  // namespace iegen::reference
