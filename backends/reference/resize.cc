// resize with portable kernels.
#include <algorithm>
#include <cmath>

#include "backends/reference/candidates.h"
#include "iegen/resize_bilinear_s8.h"
#include "iegen/resize_nearest.h"

namespace iegen::reference {
namespace {

struct BilinearSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, out_height = 1, out_width = 1, channels = 1;
  int32_t height_scale = 1024, width_scale = 1024, height_offset = 0, width_offset = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("channels", s.channels);
    visit("height_scale", s.height_scale);
    visit("width_scale", s.width_scale);
    visit("height_offset", s.height_offset);
    visit("width_offset", s.width_offset);
  }
};

struct NearestSpec {
  int32_t batch = 1, in_height = 1, in_width = 1, out_height = 1, out_width = 1, pixel_bytes = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batch", s.batch);
    visit("in_height", s.in_height);
    visit("in_width", s.in_width);
    visit("out_height", s.out_height);
    visit("out_width", s.out_width);
    visit("pixel_bytes", s.pixel_bytes);
  }
};

void RunBilinear(const ir::Spec& spec, absl::Span<void* const> p) {
  ResizeBilinearS8(FromSpec<BilinearSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunNearest(const ir::Spec& spec, absl::Span<void* const> p) {
  ResizeNearest(FromSpec<NearestSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]), In<int32_t>(p[2]),
                Out<int8_t>(p[3]));
}

constexpr Kernel kKernels[] = {
    {"resize_bilinear_s8", "ResizeBilinearS8", "iegen/resize_bilinear_s8.h", RunBilinear},
    {"resize_nearest", "ResizeNearest", "iegen/resize_nearest.h", RunNearest},
};

// Where each output pixel of one axis comes from; TensorFlow Lite's rounding, in float.
std::vector<int32_t> NearestPlaces(const ir::Resize& op, int32_t in, int32_t out) {
  const bool corners = op.align_corners && out > 1;
  const float scale = corners ? static_cast<float>(in - 1) / static_cast<float>(out - 1)
                              : static_cast<float>(in) / static_cast<float>(out);
  const float offset = op.half_pixel_centers ? 0.5f : 0.0f;
  std::vector<int32_t> places;
  for (int32_t i = 0; i < out; ++i) {
    const float exact = (static_cast<float>(i) + offset) * scale;
    const float place = op.align_corners ? std::round(exact) : std::floor(exact);
    places.push_back(std::clamp(static_cast<int32_t>(place), 0, in - 1));
  }
  return places;
}

// Input pixels an output pixel along one axis, in 1/1024.
int32_t BilinearScale(const ir::Resize& op, int32_t in, int32_t out) {
  if (op.align_corners && out > 1) return (1024 * (in - 1) + (out - 1) / 2) / (out - 1);
  return (1024 * in + out / 2) / out;
}

int32_t BilinearOffset(const ir::Resize& op, int32_t scale) {
  return op.half_pixel_centers ? scale / 2 - 512 : 0;
}

absl::StatusOr<BoundCall> BindBilinear(const NodeView& node) {
  const auto& op = node.op<ir::Resize>();
  const ir::Shape& x = node.in_shape(0);
  BilinearSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2], s.channels = x[3];
  s.out_height = op.size[0], s.out_width = op.size[1];
  s.height_scale = BilinearScale(op, s.in_height, s.out_height);
  s.width_scale = BilinearScale(op, s.in_width, s.out_width);
  s.height_offset = BilinearOffset(op, s.height_scale);
  s.width_offset = BilinearOffset(op, s.width_scale);
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

// The kernel moves bytes, whatever these are.
absl::StatusOr<BoundCall> BindNearest(const NodeView& node) {
  const auto& op = node.op<ir::Resize>();
  const ir::Shape& x = node.in_shape(0);
  NearestSpec s;
  s.batch = x[0], s.in_height = x[1], s.in_width = x[2];
  s.out_height = op.size[0], s.out_width = op.size[1];
  s.pixel_bytes = x[3] * static_cast<int32_t>(ir::BytesOf(node.in(0).elem));
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("rows", ir::ElemType::kInt32, NearestPlaces(op, s.in_height, s.out_height));
  call.Constant("columns", ir::ElemType::kInt32, NearestPlaces(op, s.in_width, s.out_width));
  call.Output(node);
  BoundCall bound = call.Take();
  bound.operands.front().elem = bound.operands.back().elem = ir::ElemType::kInt8;
  return bound;
}

}  // namespace

Offer OfferResize(const NodeView& node, const Target&) {
  const auto& op = node.op<ir::Resize>();
  if (op.kind == ir::ResizeKind::kBilinear) {
    const Cost cost{20 * node.out_shape().elements(), 400, 0};
    return {{&kKernels[0], cost, "portable, fixed point", true, 0, false, BindBilinear}};
  }
  const Cost cost{3 * node.out().bytes(), 150, 4 * (int64_t{op.size[0]} + op.size[1])};
  return {{&kKernels[1], cost, "portable, tables of places", true, 0, false, BindNearest}};
}

absl::Span<const Kernel> ResizeKernels() { return kKernels; }

}  // namespace iegen::reference
