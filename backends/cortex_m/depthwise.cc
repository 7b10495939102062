// depthwise_conv2d with the DSP instructions and with Helium.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/dsp_model.h"
#include "backends/cortex_m/fused_spec.h"
#include "backends/cortex_m/mve_model.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "iegen/depthwise_3x3_scratch.h"
#include "iegen/depthwise_patches_scratch.h"
#include "iegen/window_taps.h"

namespace iegen::cortex_m {
namespace {

int64_t Ceil(int64_t a, int64_t b) { return (a + b - 1) / b; }

void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Dsp(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

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

// The kernel reads some channels of two rows before it writes them; the model, which goes pixel by
// pixel, reads all of the input before.
void RunPatchesMve(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<ConvSpec>(spec);
  const int8_t* const begin = In<int8_t>(p[0]);
  const std::vector<int8_t> in(begin,
                               begin + int64_t{s.batch} * s.in_height * s.in_width * s.in_channels);
  ModelDepthwisePatchesS8Mve(s, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[3]));
}

// The model goes from the first pixel to the last: it gets a copy of the input, over which kernels
// in either direction may write.
void RunDsp3x3(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<Fused<ConvSpec>>(spec);
  const auto* const first = In<int8_t>(p[0]);
  const std::vector<int8_t> in(first,
                               first + int64_t{s.batch} * s.in_height * s.in_width * s.in_channels);
  ModelDepthwise3x3S8Dsp(s, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[3]));
}

template <bool kBackward>
void OrderOfTwoRows(const ir::Spec& spec, AccessOrder* order) {
  OrderOfRowPairs(FromSpec<ConvSpec>(spec), kBackward, order);
}

// Two rows, or one where stride_w is 2: 16 channels of their windows, then those of the outputs.
void OrderOfSweep(const ConvSpec& s, int64_t image, int64_t oy, AccessOrder* order) {
  const WindowShape shape = WindowShapeOf(s);
  const int64_t rows = std::min<int64_t>(s.stride_w == 1 ? 2 : 1, s.out_height - oy);
  const int64_t begin = oy * s.out_width, end = begin + rows * s.out_width;
  const int64_t channels = s.in_channels, pixels = image * shape.pixels();
  for (int64_t c = 0; c < channels; c += 16) {
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
    OrderOfSweep(s, sweep / sweeps, sweep % sweeps * together, order);
  }
}

constexpr Kernel kDsp3x3Backward = {
    "depthwise_conv2d_3x3_s8_dsp_backward", "DepthwiseConv2d3x3S8DspBackward",
    "iegen/depthwise_conv2d_3x3_s8_dsp.h", RunDsp3x3, OrderOfTwoRows<true>};
constexpr Kernel kDsp3x3 = {"depthwise_conv2d_3x3_s8_dsp",
                            "DepthwiseConv2d3x3S8Dsp",
                            "iegen/depthwise_conv2d_3x3_s8_dsp.h",
                            RunDsp3x3,
                            OrderOfTwoRows<false>,
                            &kDsp3x3Backward};
constexpr Kernel kDsp = {"depthwise_conv2d_s8_dsp", "DepthwiseConv2dS8Dsp",
                         "iegen/depthwise_conv2d_s8_dsp.h", RunDsp, OrderOfDepthwiseConv};
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

std::vector<int32_t> Words(int32_t count) {
  return std::vector<int32_t>(static_cast<size_t>(count));
}

ClampRange ClampOf(const NodeView& node) {
  return ActivationClamp(node.op<ir::DepthwiseConv2d>().act, node.out());
}

// What both calls end in.
BoundCall Finish(const NodeView& node, CallBuilder call) {
  const int32_t words = WindowTapsWords(TapsOf(node), node.in_shape(0)[3]);
  call.Scratch(4 * words, ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindDsp(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const bool fused = RoundsTwiceByMultiplication(filter);
  std::vector<int32_t> weights = Words(DspDepthwiseWeightWords(filter.channels, filter.taps));
  std::vector<int32_t> stage = Words(DspStageWords(filter.channels));
  PackDspDepthwiseWeights(filter, weights.data());
  PackDspDepthwiseStage(filter, fused, stage.data());
  CallBuilder call(Fused<ConvSpec>{ConvSpecOf<ir::DepthwiseConv2d>(node), fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  return Finish(node, std::move(call));
}

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

Candidate OfferPatchesMve(const NodeView& node) {
  Candidate candidate;
  candidate.kernel = &kPatchesMve;
  candidate.note = WhyNotPatchesMve(node);
  candidate.applicable = candidate.note.empty();
  if (candidate.applicable) {
    candidate.note = "four outputs of a channel from each patch of 4 x 4";
    candidate.cost = CostOfPatchesMve(node);
    candidate.bind = BindPatchesMve;
  }
  return candidate;
}

// Words of the pairs of a column.
int64_t ColumnWords(const ConvSpec& s) { return s.stride_w == 1 ? 8 : 12; }

absl::StatusOr<BoundCall> BindDsp3x3(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  std::vector<int32_t> weights = Words(9 * filter.channels);
  PackDspDepthwise3x3(filter, s.stride_w, weights.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  const int64_t columns = (int64_t{s.out_width} - 1) * s.stride_w + 3;
  call.Scratch(4 * ColumnWords(s) * columns + s.in_channels, ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

std::string WhyNotDsp3x3(const NodeView& node) {
  std::string why = WhyNotDepthwise(node, 4);
  if (!why.empty()) return why;
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  why = WhyNot3x3(node);
  if (!why.empty()) return why;
  if (s.stride_h != s.stride_w || s.stride_w > 2 || s.dilation_h * s.dilation_w != 1) {
    return "needs equal strides of 1 or 2 and no dilation";
  }
  if (s.act_min != -128 || s.act_max != 127) return "needs outputs clamped to int8 alone";
  const DenseLayer layer(node, ClampOf(node));
  if (RoundsTwiceByMultiplication(layer.filter())) return "";
  return "needs right shifts from 2 to 12 bits, this layer has others";
}

// Measured: a pixel costs about 13 a tap to find; then four channels take 17 for two taps and 45
// (DSP), sixteen channels 13 a tap and 70 (Helium).
Cost CostOf(const NodeView& node, bool mve) {
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int32_t channels = node.in_shape(0)[3];
  const int64_t pixel =
      mve ? Ceil(channels, 16) * (13 * taps + 70) : Ceil(channels, 4) * (17 * Ceil(taps, 2) + 45);
  const int64_t constants =
      mve ? channels * taps + 4 * MveDepthwiseStageWords(channels, true)
          : 4 * (DspDepthwiseWeightWords(channels, TapsOf(node)) + DspStageWords(channels));
  return {pixels * (13 * taps + 60 + pixel), 900, constants};
}

// Measured: see the kernel's header.
Cost CostOfDsp3x3(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const bool one = s.stride_w == 1;
  const int64_t rows = int64_t{s.batch} * Ceil(s.out_height, 2), channels = s.in_channels;
  const int64_t width = s.out_width, turns = Ceil(width, one ? 6 : 4);
  const int64_t pack = one ? 20 * (width + 1) : 27 * (2 * width + 1);
  const int64_t sweep = (one ? 27 : 29) * width + 3 * turns + 19;
  return {300 + rows * (150 + channels / 4 * (60 + pack + 4 * sweep)), 1700, 36 * channels};
}

Candidate OfferDsp3x3(const NodeView& node) {
  Candidate candidate;
  candidate.kernel = &kDsp3x3;
  candidate.note = WhyNotDsp3x3(node);
  candidate.applicable = candidate.note.empty();
  if (candidate.applicable) {
    candidate.note = "two rows and four channels at a time";
    candidate.cost = CostOfDsp3x3(node);
    candidate.bind = BindDsp3x3;
  }
  return candidate;
}

}  // namespace

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  if (!target.dsp) return OfferThumbDepthwiseConv2d(node, target);
  Candidate candidate;
  candidate.kernel = target.mve ? &kMve : &kDsp;
  candidate.note = WhyNotDepthwise(node, target.mve ? 1 : 4);
  candidate.applicable = candidate.note.empty();
  if (candidate.applicable) {
    candidate.note = target.mve ? "sixteen channels at a time" : "four channels at a time";
    candidate.cost = CostOf(node, target.mve);
    candidate.bind = target.mve ? BindMve : BindDsp;
  }
  if (!target.mve) return {candidate, OfferDsp3x3(node)};
  Candidate rows;
  rows.kernel = &k3x3Mve;
  rows.note = WhyNot3x3Mve(node);
  rows.applicable = rows.note.empty();
  if (rows.applicable) {
    rows.note = "sixteen channels at a time, from three padded rows";
    rows.cost = CostOf3x3Mve(node);
    rows.bind = Bind3x3Mve;
  }
  return {candidate, rows, OfferPatchesMve(node)};
}

std::vector<const Kernel*> DepthwiseKernels() {
  std::vector<const Kernel*> kernels = {&kDsp,    &kMve,        &kDsp3x3,         &kDsp3x3Backward,
                                        &k3x3Mve, &kPatchesMve, &kPatchesBackward};
  for (const Kernel* kernel : ThumbDepthwiseKernels()) kernels.push_back(kernel);
  return kernels;
}

}  // namespace iegen::cortex_m
