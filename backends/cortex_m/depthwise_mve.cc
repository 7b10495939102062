// depthwise_conv2d with Helium.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/depthwise.h"
#include "backends/cortex_m/fused_spec.h"
#include "backends/cortex_m/mve_model.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"
#include "iegen/depthwise_3x3_scratch.h"
#include "iegen/depthwise_patches_scratch.h"

namespace iegen::cortex_m {
namespace {

void RunMve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Mve(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

// The spec of depthwise_conv2d_s8_mve.
struct PairsSpec : Fused<ConvSpec> {
  int32_t pairs = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Fused<ConvSpec>::Fields(s, visit);
    visit("pairs", s.pairs);
  }
};

void Run3x3Mve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwise3x3S8Mve(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                         Out<int8_t>(p[3]));
}

void RunPatchesMve(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<ConvSpec>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  ModelDepthwisePatchesS8Mve(s, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[3]));
}

// Two rows, or one where stride_w is 2: 16 channels of their windows, then those of the outputs.
template <bool kBackward>
void OrderOfSweep(const ConvSpec& s, int64_t image, int64_t oy, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t rows = std::min<int64_t>(s.stride_w == 1 ? 2 : 1, s.out_height - oy);
  const int64_t begin = oy * s.out_width, end = begin + rows * s.out_width;
  const int64_t channels = s.in_channels, pixels = image * shape.pixels();
  const int64_t blocks = Ceil(channels, 16);
  for (int64_t i = 0; i < blocks; ++i) {
    const int64_t c = 16 * InOrder(i, blocks, kBackward);
    const int64_t last = std::min<int64_t>(c + 16, channels);
    for (int64_t pixel = begin; pixel < end; ++pixel) {
      const WindowBytes w = WindowAt(shape, image, pixel);
      if (!w.empty) order->Read(0, w.first + c, w.last + last);
    }
    order->Write((pixels + begin) * channels + c, (pixels + end - 1) * channels + last);
  }
}

template <bool kBackward>
void OrderOfPatches(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConvSpec>(spec);
  const int64_t together = s.stride_w == 1 ? 2 : 1, sweeps = Ceil(s.out_height, together);
  for (int64_t i = 0; i < s.batch * sweeps; ++i) {
    const int64_t sweep = InOrder(i, s.batch * sweeps, kBackward);
    OrderOfSweep<kBackward>(s, sweep / sweeps, sweep % sweeps * together, order);
  }
}

constexpr Kernel kMve = {"depthwise_conv2d_s8_mve", "DepthwiseConv2dS8Mve",
                         "iegen/depthwise_conv2d_s8_mve.h", RunMve, OrderOfDepthwiseConv};

constexpr Kernel k3x3Mve = {"depthwise_conv2d_3x3_s8_mve", "DepthwiseConv2d3x3S8Mve",
                            "iegen/depthwise_conv2d_3x3_s8_mve.h", Run3x3Mve, OrderOfDepthwiseConv};

constexpr Kernel kPatchesBackward = {
    "depthwise_conv2d_patches_s8_mve_backward", "DepthwiseConv2dPatchesS8MveBackward",
    "iegen/depthwise_conv2d_patches_s8_mve.h", RunPatchesMve, OrderOfPatches<true>};
constexpr Kernel kPatchesMve = {"depthwise_conv2d_patches_s8_mve",
                                "DepthwiseConv2dPatchesS8Mve",
                                "iegen/depthwise_conv2d_patches_s8_mve.h",
                                RunPatchesMve,
                                OrderOfPatches<false>,
                                &kPatchesBackward};

absl::StatusOr<BoundCall> BindMve(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = MveFused(filter);
  std::vector<int32_t> stage = Words(MveDepthwiseStageWords(filter.channels, fused));
  PackMveDepthwiseStage(filter, fused, stage.data());
  const int32_t pairs = MveDepthwisePairsFit(filter) ? 1 : 0;
  CallBuilder call(PairsSpec{{ConvSpecOf<ir::DepthwiseConv2d>(node), fused ? 1 : 0}, pairs});
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  return Finish(node, std::move(call));
}

absl::StatusOr<BoundCall> Bind3x3Mve(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = MveFused(filter);
  const Fused<ConvSpec> s{ConvSpecOf<ir::DepthwiseConv2d>(node), fused ? 1 : 0};
  std::vector<int32_t> constants = Words(MveDepthwise3x3Words(filter.channels, fused));
  PackMveDepthwise3x3(filter, fused, DepthwiseTakesPairs(s), constants.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, constants);
  call.Scratch(DepthwiseScratchBytes(s));
  call.Output(node);
  return call.Take();
}

std::string WhyNot3x3Mve(const NodeView& node) {
  std::string why = WhyNotDepthwise(node, 1);
  if (!why.empty()) return why;
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  why = WhyNot3x3(node);
  if (!why.empty()) return why;
  if (s.dilation_h != 1 || s.dilation_w != 1) return "needs a filter without dilation";
  if (s.stride_w > 2) return absl::StrCat("needs a stride of 1 or 2, this layer has ", s.stride_w);
  const DenseLayer layer(node, ClampOf(node));
  return MveDepthwise3x3Fits(layer.filter()) ? "" : "needs weights above -128";
}

// The kernel's budget: 16 channels of a pixel, and the copy of the input.
Cost CostOf3x3Mve(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const bool pairs = s.in_channels == 8 && s.stride_w == 1;
  const int64_t groups = pairs ? 1 : (s.in_channels + 15) / 16;
  const int64_t pixels = pairs ? (s.out_width + 1) / 2 : s.out_width;
  const int64_t in_pixels = int64_t{s.batch} * s.in_height * s.in_width;
  const int64_t rows = int64_t{s.batch} * s.out_height;
  return {rows * groups * (60 + 123 * pixels) + in_pixels * groups * 5 + 200, 1000,
          4 * MveDepthwise3x3Words(s.in_channels, true)};
}

absl::StatusOr<BoundCall> BindPatchesMve(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  std::vector<int32_t> constants = Words(MvePatchWords(s.in_channels));
  PackMvePatches(layer.filter(), constants.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, constants);
  call.Scratch(PatchScratchBytes(s), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

std::string WhyNotPatchesMve(const NodeView& node) {
  std::string why = WhyNotDepthwise(node, 1);
  if (!why.empty()) return why;
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  why = WhyNot3x3(node);
  if (!why.empty()) return why;
  if (s.dilation_h != 1 || s.dilation_w != 1) return "needs a filter without dilation";
  if (s.stride_w > 2 || (s.stride_w == 1 && s.stride_h != 1)) {
    return absl::StrCat("needs strides of 1, or of 2 to the right, this layer has ", s.stride_h,
                        " and ", s.stride_w);
  }
  const int32_t least = s.stride_w == 1 ? 2 : 4;
  if (s.out_width < least) {
    return absl::StrCat("needs at least ", least, " columns of outputs, this layer has ",
                        s.out_width);
  }
  if ((int64_t{s.out_width} + 8) * s.in_channels > 65535) {
    return "needs rows below 64 KB";  // offsets have 16 bits
  }
  if (s.act_min != -128 || s.act_max != 127) return "needs outputs clamped to int8 alone";
  const DenseLayer layer(node, ClampOf(node));
  return MveFused(layer.filter()) ? "" : "needs right shifts from 1 to 11 bits";
}

// Instructions for a channel of a sweep: the kernel's budget.
int64_t CostOfPatchSweep(const ConvSpec& s) {
  const int64_t width = s.out_width;
  if (s.stride_w == 2) {
    const int64_t narrow = Ceil(width % 8, 4);
    return 13 + width / 8 * 33 + (narrow == 0 ? 0 : 3 + 22 * narrow);
  }
  if ((width == 5 || width == 6) && s.in_channels != 8) return 49;
  const int64_t narrow = Ceil(width % 4, 2);
  return 15 + width / 4 * 27 + (narrow == 0 ? 0 : 3 + 18 * narrow);
}

Cost CostOfPatchesMve(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const int64_t sweeps = int64_t{s.batch} * Ceil(s.out_height, s.stride_w == 1 ? 2 : 1);
  const int64_t columns = s.in_channels == 8 ? Ceil(s.in_width, 2) : s.in_width;
  const int64_t sixteen = 90 + 14 * columns;
  const int64_t sweep =
      60 + s.in_channels * CostOfPatchSweep(s) + Ceil(s.in_channels, 16) * sixteen;
  return {200 + sweeps * sweep, 1100, 4 * MvePatchWords(s.in_channels)};
}

// Measured: a pixel costs about 13 a tap to find; then sixteen channels take 13 a tap and 70.
Cost CostOf(const NodeView& node) {
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int32_t channels = node.in_shape(0)[3];
  const int64_t pixel = Ceil(channels, 16) * (13 * taps + 70);
  const int64_t bytes = channels * taps + 4 * MveDepthwiseStageWords(channels, true);
  return {pixels * (13 * taps + 60 + pixel), 900, bytes};
}

Candidate OfferAnyFilter(const NodeView& node) {
  Candidate candidate = Offered(kMve, WhyNotDepthwise(node, 1));
  if (!candidate.applicable) return candidate;
  candidate.note = "sixteen channels at a time";
  candidate.cost = CostOf(node);
  candidate.bind = BindMve;
  return candidate;
}

Candidate Offer3x3(const NodeView& node) {
  Candidate candidate = Offered(k3x3Mve, WhyNot3x3Mve(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "sixteen channels at a time, from three padded rows";
  candidate.cost = CostOf3x3Mve(node);
  candidate.bind = Bind3x3Mve;
  return candidate;
}

Candidate OfferPatchesMve(const NodeView& node) {
  Candidate candidate = Offered(kPatchesMve, WhyNotPatchesMve(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "four outputs of a channel from each patch of 4 x 4";
  candidate.cost = CostOfPatchesMve(node);
  candidate.bind = BindPatchesMve;
  return candidate;
}

}  // namespace

Offer OfferMveDepthwiseConv2d(const NodeView& node) {
  return {OfferAnyFilter(node), Offer3x3(node), OfferPatchesMve(node)};
}

std::vector<const Kernel*> MveDepthwiseKernels() {
  return {&kMve, &k3x3Mve, &kPatchesMve, &kPatchesBackward};
}

}  // namespace iegen::cortex_m
