// Images in another size.
#ifndef IEGEN_IR_OPS_RESIZE_H_
#define IEGEN_IR_OPS_RESIZE_H_

#include "ir/ops/attr.h"

namespace iegen::ir {

enum class ResizeKind : uint8_t { kBilinear, kNearest };
constexpr std::array<absl::string_view, 2> kResizeKindNames = {"bilinear", "nearest"};
inline absl::Span<const absl::string_view> NamesOf(ResizeKind) { return kResizeKindNames; }

// x [N, H, W, C] to [N, size[0], size[1], C]; scale and zero point stay. align_corners: the corner
// pixels of both images lie on each other; half_pixel_centers: a pixel's place is its centre.
struct Resize {
  static constexpr absl::string_view kName = "resize";
  static constexpr Arity kInputs{1, 1};
  ResizeKind kind = ResizeKind::kNearest;
  Int2 size{1, 1};
  bool align_corners = false, half_pixel_centers = false;

  template <class Self, class V>
  static void Fields(Self& self, V&& visit) {
    visit("kind", self.kind);
    visit("size", self.size);
    visit("align_corners", self.align_corners);
    visit("half_pixel_centers", self.half_pixel_centers);
  }
  absl::StatusOr<Types> Infer(TypeSpan in) const;
  absl::Status Check(TypeSpan in, TypeSpan out) const;
  bool operator==(const Resize&) const = default;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_RESIZE_H_
