// conv2d with the DSP instructions and with Helium.
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
#include "backends/offers.h"
#include "iegen/conv2d_s8.h"

namespace iegen::cortex_m {
namespace {

// The kernel reads two pixels before it writes one, so that it may write over them. The model
// doesn't: it gets a copy.
std::vector<int8_t> InputOf(const ConvSpec& s, const void* in) {
  const auto* const first = static_cast<const int8_t*>(in);
  return {first, first + int64_t{s.batch} * s.in_height * s.in_width * s.in_channels};
}

// The models read the fields of the general convolution; those that a pointwise spec leaves out
// keep their defaults.
template <bool kWide>
void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<Fused<ConvSpec>>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  ModelConvS8Dsp(s, {4, s.kernel_height, kWide}, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[3]));
}

void RunEight(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<Fused<ConvSpec>>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  ModelConvEightS8Dsp(s, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[2]));
}

void RunPointwiseMve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConvS8Mve(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                 Out<int8_t>(p[2]));
}

void RunMve(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConvS8Mve(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                 Out<int8_t>(p[3]));
}

// The spec of conv2d_s8_mve.
struct MveSpec : Fused<ConvSpec> {
  int32_t windows = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Fused<ConvSpec>::Fields(s, visit);
    visit("windows", s.windows);
  }
};

void RunWinograd(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<Fused<ConvSpec>>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  ModelConvWinogradS8Dsp(s, in.data(), In<int32_t>(p[1]), In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

void OrderOfPairs(const ir::Spec& spec, AccessOrder* order) {
  OrderOfPixelPairs(FromSpec<ConvSpec>(spec), order);
}

void OrderOfWinograd(const ir::Spec& spec, AccessOrder* order) {
  OrderOfTiles(FromSpec<ConvSpec>(spec), 2, 8, order);
}

constexpr Kernel kWinograd = {"conv2d_winograd_s8_dsp", "Conv2dWinogradS8Dsp",
                              "iegen/conv2d_winograd_s8_dsp.h", RunWinograd, OrderOfWinograd};
constexpr Kernel kPointwiseDsp = {"conv2d_1x1_s8_dsp", "Conv2d1x1S8Dsp",
                                  "iegen/conv2d_1x1_s8_dsp.h", RunDsp<false>, OrderOfPairs};
constexpr Kernel kPointwiseWide = {"conv2d_1x1_wide_s8_dsp", "Conv2d1x1WideS8Dsp",
                                   "iegen/conv2d_1x1_wide_s8_dsp.h", RunDsp<true>, OrderOfPairs};
constexpr Kernel kEight = {"conv2d_1x1x8_s8_dsp", "Conv2d1x1x8S8Dsp", "iegen/conv2d_1x1x8_s8_dsp.h",
                           RunEight, OrderOfPairs};
constexpr Kernel kPointwiseMve = {"conv2d_1x1_s8_mve", "Conv2d1x1S8Mve",
                                  "iegen/conv2d_1x1_s8_mve.h", RunPointwiseMve, OrderOfConv<2>};
constexpr Kernel kDsp = {"conv2d_s8_dsp", "Conv2dS8Dsp", "iegen/conv2d_s8_dsp.h", RunDsp<false>,
                         OrderOfPairs};
constexpr Kernel kWide = {"conv2d_wide_s8_dsp", "Conv2dWideS8Dsp", "iegen/conv2d_wide_s8_dsp.h",
                          RunDsp<true>, OrderOfPairs};
constexpr Kernel kMve = {"conv2d_s8_mve", "Conv2dS8Mve", "iegen/conv2d_s8_mve.h", RunMve,
                         OrderOfConv<2>};

// A call with its input and the packed constants.
template <class Base>
CallBuilder BeginDsp(const NodeView& node, const Base& spec, const DspLayout& layout) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const bool fused = RoundsTwiceByMultiplication(filter);
  std::vector<int32_t> weights = Words(DspWords(layout, filter.channels, filter.taps));
  PackDsp(filter, layout, fused, weights.data());
  CallBuilder call(Fused<Base>{spec, fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  return call;
}

// The constants of a call, and whether their stage is fused.
std::vector<int32_t> MveConstantsOf(const NodeView& node, bool* fused) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  *fused = MveFused(filter);
  std::vector<int32_t> constants = Words(MveWords(filter.channels, filter.taps, *fused));
  PackMve(filter, *fused, constants.data());
  return constants;
}

template <bool kWide>
absl::StatusOr<BoundCall> BindPointwiseDsp(const NodeView& node) {
  CallBuilder call = BeginDsp(node, PointwiseSpecOf(node), {4, 1, kWide});
  call.Scratch(4 * DspRowWords(node.in_shape(1)[3]), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindEight(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  std::vector<int32_t> weights = Words(7 * layer.filter().channels);
  PackDspEight(layer.filter(), weights.data());
  CallBuilder call(PointwiseSpecOf(node));
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindPointwiseMve(const NodeView& node) {
  bool fused = false;
  const std::vector<int32_t> constants = MveConstantsOf(node, &fused);
  CallBuilder call(Fused<PointwiseSpec>{PointwiseSpecOf(node), fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, constants);
  call.Output(node);
  return call.Take();
}

template <bool kWide>
absl::StatusOr<BoundCall> BindDsp(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int32_t taps = TapsOf(node);
  CallBuilder call = BeginDsp(node, s, {4, s.kernel_height, kWide});
  const int32_t windows = Conv2dS8WindowsAreContiguous(s) ? 0 : (taps + 3) / 4 * 2;
  call.Scratch(4 * (DspRowWords(taps) + windows), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

// Windows that are collected before they are multiplied: as many as fit into 768 bytes.
int32_t WindowsAtATime(const ConvSpec& s, int32_t taps) {
  if (Conv2dS8WindowsAreContiguous(s)) return 0;
  const int32_t all = s.batch * s.out_height * s.out_width;
  return std::max(std::min(768 / taps, all + 1) / 2 * 2, 2);
}

absl::StatusOr<BoundCall> BindMve(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int32_t taps = TapsOf(node), windows = WindowsAtATime(s, taps);
  bool fused = false;
  const std::vector<int32_t> constants = MveConstantsOf(node, &fused);
  CallBuilder call(MveSpec{{s, fused ? 1 : 0}, windows});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, constants);
  call.Scratch(int64_t{windows} * taps);
  call.Output(node);
  return call.Take();
}

// Measured: blocks of two pixels; see iegen/gemm_s8_dsp.h and iegen/gemm_wide_s8_dsp.h.
Cost CostOfDsp(int64_t pixels, int32_t channels, int32_t taps, bool wide) {
  const int64_t words = Ceil(taps, 4), quads = Ceil(channels, 4);
  const int64_t quad = (wide ? 43 + 22 * words : 51 + 24 * words) + 3 * Ceil(words, 8);
  const int64_t block = 70 + 9 * words + quads * quad;
  return {Ceil(pixels, 2) * block, 1400, 4 * DspWords({4, 1, wide}, channels, taps)};
}

// The budgets of iegen/gemm_s8_mve.h and iegen/gemm_short_s8_mve.h: two pixels with four channels.
Cost CostOfMve(const ConvSpec& s, int32_t taps) {
  const int64_t pixels = int64_t{s.batch} * s.out_height * s.out_width;
  const int64_t pairs = Ceil(pixels, 2), quads = Ceil(s.out_channels, 4), steps = Ceil(taps, 16);
  const bool clamped = s.act_min != -128 || s.act_max != 127;
  int64_t quad = 14 * steps + 25 + (taps % 16 != 0 ? 3 : 0) + (taps > 144 ? steps / 2 : 0);
  if (taps <= 144 && !clamped) quad = 20 + 13 * steps + steps / 3 + (steps > 4 ? steps - 4 : 0);
  return {100 + pairs * (21 + quads * quad), 1000, 4 * MveWords(s.out_channels, taps, true)};
}

// Output rows (columns) whose windows reach over an edge of the input.
int64_t RowsAtEdges(int64_t out, int64_t in, int64_t stride, int64_t reach, int64_t before) {
  const int64_t first = Ceil(before, stride), inside = (in - reach + before) / stride + 1;
  return out - std::max<int64_t>(0, std::min(out, inside) - first);
}

// Instructions that find the windows' runs, and copy those that have none.
int64_t CostOfWindows(const ConvSpec& s) {
  const int64_t row = int64_t{s.kernel_width} * s.in_channels;
  const int64_t rows = s.out_height, columns = s.out_width;
  const int64_t inner_rows =
      rows - RowsAtEdges(rows, s.in_height, s.stride_h, s.kernel_height, s.pad_top);
  const int64_t inner_columns =
      columns - RowsAtEdges(columns, s.in_width, s.stride_w, s.kernel_width, s.pad_left);
  const bool runs = s.dilation_w == 1 || s.kernel_width == 1;
  const int64_t copied = runs ? rows * columns - inner_rows * inner_columns : rows * columns;
  const bool colours = row % 4 == 1 && s.kernel_height == 3;  // see WidenRestDsp
  const int64_t rest = colours ? 10 : 8 * s.kernel_height * (row % 4);
  const int64_t pixel = 15 + 3 * s.kernel_height + rest;
  return s.batch * (rows * columns * pixel + copied * s.kernel_height * (35 + 5 * row / 4));
}

// The same with Helium.
int64_t CostOfWindowsMve(const ConvSpec& s, int64_t pixels) {
  if (Conv2dS8WindowsAreContiguous(s)) return 0;
  const int64_t row = int64_t{s.kernel_width} * s.in_channels;
  return pixels * (10 + s.kernel_height * (4 + 2 * Ceil(row, 16)));
}

constexpr char kNarrowNote[] = "two products an instruction";
constexpr char kWideNote[] = "two products an instruction, weights of two bytes";

std::string WhyNotNarrow(const NodeView& node) {
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  return NarrowDspFits(layer.filter()) ? "" : "needs sums below 2^23 and weights above -128";
}

// Two bytes a weight save about 0.09 instructions a product, so that a byte of flash buys ten of
// them from some 100 pixels on. Small layers don't matter.
std::string WhyNotWide(const NodeView& node) {
  constexpr int64_t kLeastPixels = 100, kSmallWeights = 8 * 1024;
  const int64_t pixels = node.out_shape().elements(0, 3), weights = node.in_shape(1).elements();
  if (pixels >= kLeastPixels || weights <= kSmallWeights || !WhyNotNarrow(node).empty()) return "";
  return absl::StrCat("needs ", kLeastPixels, " pixels or at most ", kSmallWeights,
                      " weights, this layer has ", pixels, " and ", weights);
}

Candidate OfferPointwiseMve(const NodeView& node) {
  Candidate candidate = Offered(kPointwiseMve, WhyNotPointwise(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "16 products an instruction";
  candidate.cost = CostOfMve(ConvSpecOf<ir::Conv2d>(node), TapsOf(node));
  candidate.bind = BindPointwiseMve;
  return candidate;
}

Candidate OfferPointwiseDsp(const NodeView& node, bool wide) {
  std::string why = WhyNotPointwise(node);
  if (why.empty()) why = wide ? WhyNotWide(node) : WhyNotNarrow(node);
  Candidate candidate = Offered(wide ? kPointwiseWide : kPointwiseDsp, std::move(why));
  if (!candidate.applicable) return candidate;
  candidate.note = wide ? kWideNote : kNarrowNote;
  candidate.cost =
      CostOfDsp(node.out_shape().elements(0, 3), node.in_shape(1)[0], TapsOf(node), wide);
  candidate.bind = wide ? BindPointwiseDsp<true> : BindPointwiseDsp<false>;
  return candidate;
}

std::string WhyNotEight(const NodeView& node) {
  std::string why = WhyNotPointwise(node);
  if (!why.empty()) return why;
  const PointwiseSpec s = PointwiseSpecOf(node);
  if (s.in_channels != 8 || s.out_channels % 4 != 0) {
    return absl::StrCat(
        "needs 8 input channels and a multiple of 4 output channels, this layer has ",
        s.in_channels, " and ", s.out_channels);
  }
  if (s.stride_h * s.stride_w != 1) return "needs strides of 1";
  if (s.act_min != -128 || s.act_max != 127) return "needs outputs clamped to int8 alone";
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  if (RoundsTwiceByMultiplication(layer.filter())) return "";
  return "needs right shifts of 2 to 12 bits or none, this layer has others";
}

Candidate OfferEight(const NodeView& node) {
  Candidate candidate = Offered(kEight, WhyNotEight(node));
  if (!candidate.applicable) return candidate;
  const int64_t channels = node.in_shape(1)[0], pixels = node.out_shape().elements(0, 3);
  candidate.note = "a pixel stays in registers";
  candidate.cost = {30 + pixels * (12 + 9 * channels + 3 * channels / 4), 300, 28 * channels};
  candidate.bind = BindEight;
  return candidate;
}

Candidate OfferAnyFilterMve(const NodeView& node) {
  Candidate candidate = Offered(kMve, WhyNotOneGroup(node));
  if (!candidate.applicable) return candidate;
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int64_t pixels = node.out_shape().elements(0, 3);
  candidate.note = "16 products an instruction";
  candidate.cost = CostOfMve(s, TapsOf(node));
  candidate.cost.instructions += CostOfWindowsMve(s, pixels);
  candidate.cost.code_bytes += 500;
  candidate.bind = BindMve;
  return candidate;
}

Candidate OfferAnyFilterDsp(const NodeView& node, bool wide) {
  std::string why = WhyNotOneGroup(node);
  if (why.empty()) why = wide ? WhyNotWide(node) : WhyNotNarrow(node);
  Candidate candidate = Offered(wide ? kWide : kDsp, std::move(why));
  if (!candidate.applicable) return candidate;
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  candidate.note = wide ? kWideNote : kNarrowNote;
  candidate.cost = CostOfDsp(node.out_shape().elements(0, 3), s.out_channels, TapsOf(node), wide);
  candidate.cost.instructions += CostOfWindows(s);
  candidate.cost.code_bytes += 500;
  candidate.bind = wide ? BindDsp<true> : BindDsp<false>;
  return candidate;
}

absl::StatusOr<BoundCall> BindWinograd(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const DenseFilter& filter = layer.filter();
  const bool fused = RoundsTwiceByMultiplication(filter);
  std::vector<int32_t> weights = Words(WinogradWeightWords(filter.channels, s.in_channels));
  std::vector<int32_t> stage = Words(WinogradStageWords(filter.channels));
  PackWinogradWeights(filter, weights.data());
  PackWinogradStage(filter, fused, stage.data());
  CallBuilder call(Fused<ConvSpec>{s, fused ? 1 : 0});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Scratch(4 * (128 + 32 * s.in_channels + s.in_channels / 4), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

// Weights take 3.6 times the bytes: above this, flash is worth more than the instructions. 64 to 64
// channels, 128 KB, still fit.
constexpr int64_t kMostWinogradBytes = 144 * 1024;

std::string WhyNotWinograd(const NodeView& node) {
  std::string why = WhyNotOneGroup(node);
  if (!why.empty()) return why;
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  why = WhyNot3x3(node);
  if (!why.empty()) return why;
  if (s.stride_h * s.stride_w * s.dilation_h * s.dilation_w != 1) {
    return "needs strides and dilations of 1";
  }
  if (s.in_channels % 4 != 0 || s.out_channels % 2 != 0) {
    return absl::StrCat("needs multiples of 4 and 2 channels, this layer has ", s.in_channels,
                        " and ", s.out_channels);
  }
  const int64_t bytes = 4 * int64_t{WinogradWeightWords(s.out_channels, s.in_channels)};
  if (bytes <= kMostWinogradBytes) return "";
  return absl::StrCat("needs weights of at most ", kMostWinogradBytes, " bytes, those of this ",
                      "layer would be ", bytes);
}

// Measured: tiles of 2 x 8 outputs; see the kernel's header.
Cost CostOfWinograd(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int64_t tiles = int64_t{s.batch} * Ceil(s.out_height, 2) * Ceil(s.out_width, 8);
  const int64_t pairs = s.in_channels / 2, channels = s.out_channels;
  const int64_t products = 16 * (11 * pairs + 3 * Ceil(pairs - 1, 16) + 10) + 640;
  const int64_t tile = 800 + s.in_channels * 160 + channels / 2 * products;
  const int64_t words = int64_t{WinogradWeightWords(s.out_channels, s.in_channels)} +
                        WinogradStageWords(s.out_channels);
  return {tiles * tile, 2200, 4 * words};
}

Candidate OfferWinograd(const NodeView& node) {
  Candidate candidate = Offered(kWinograd, WhyNotWinograd(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "16 products for four outputs, exactly";
  candidate.cost = CostOfWinograd(node);
  candidate.bind = BindWinograd;
  return candidate;
}

}  // namespace

Offer OfferConv2d(const NodeView& node, const Target& target) {
  if (!target.dsp) return OfferThumbConv2d(node, target);
  if (target.mve) return {OfferPointwiseMve(node), OfferAnyFilterMve(node)};
  return {OfferPointwiseDsp(node, false), OfferPointwiseDsp(node, true), OfferEight(node),
          OfferAnyFilterDsp(node, false), OfferAnyFilterDsp(node, true), OfferWinograd(node)};
}

std::vector<const Kernel*> ConvKernels() {
  std::vector<const Kernel*> kernels = {&kPointwiseDsp, &kPointwiseWide, &kEight, &kPointwiseMve,
                                        &kDsp,          &kWide,          &kMve,   &kWinograd};
  for (const Kernel* kernel : ThumbConvKernels()) kernels.push_back(kernel);
  return kernels;
}

}  // namespace iegen::cortex_m
