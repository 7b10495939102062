// depthwise_conv2d with the DSP instructions.
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/depthwise.h"
#include "backends/cortex_m/dsp_model.h"
#include "backends/cortex_m/fused_spec.h"
#include "backends/cortex_m/packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"
#include "iegen/depthwise_conv2d_s8.h"

namespace iegen::cortex_m {
namespace {

void RunDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwiseS8Dsp(FromSpec<Fused<ConvSpec>>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]),
                      In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

void RunDsp3x3(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<Fused<ConvSpec>>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  ModelDepthwise3x3S8Dsp(s, in.data(), In<int32_t>(p[1]), Out<int8_t>(p[3]));
}

// The portable kernel is the model, with the stage as that has it.
void RunBytesDsp(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<ConvSpec>(spec);
  const std::vector<int8_t> in = InputOf(s, p[0]);
  const auto* const stage = In<int32_t>(p[2]);
  std::vector<int32_t> bias, multipliers;
  std::vector<int8_t> shifts;
  for (int32_t c = 0; c < s.in_channels; ++c) {
    multipliers.push_back(stage[2 * c]);
    bias.push_back(stage[2 * c + 1] >> 8);
    shifts.push_back(static_cast<int8_t>(stage[2 * c + 1]));
  }
  DepthwiseConv2dS8(s, in.data(), In<int8_t>(p[1]), bias.data(), multipliers.data(), shifts.data(),
                    Out<int8_t>(p[4]));
}

template <bool kBackward>
void OrderOfTwoRows(const ir::Spec& spec, AccessOrder* order) {
  OrderOfRowPairs(FromSpec<ConvSpec>(spec), kBackward, order);
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
constexpr char kBytesHeader[] = "iegen/depthwise_conv2d_3x3_bytes_s8_dsp.h";
constexpr Kernel kBytesBackward = {"depthwise_conv2d_3x3_bytes_s8_dsp_backward",
                                   "DepthwiseConv2d3x3BytesS8DspBackward", kBytesHeader,
                                   RunBytesDsp, OrderOfTwoRows<true>};
constexpr Kernel kBytes = {"depthwise_conv2d_3x3_bytes_s8_dsp",
                           "DepthwiseConv2d3x3BytesS8Dsp",
                           kBytesHeader,
                           RunBytesDsp,
                           OrderOfTwoRows<false>,
                           &kBytesBackward};
constexpr Kernel kDsp = {"depthwise_conv2d_s8_dsp", "DepthwiseConv2dS8Dsp",
                         "iegen/depthwise_conv2d_s8_dsp.h", RunDsp, OrderOfDepthwiseConv};

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

// Words of the pairs of a column.
int64_t ColumnWords(const ConvSpec& s) { return s.stride_w == 1 ? 8 : 12; }

// Scratch for the pairs of four channels and a pixel of padding.
int64_t PairsBytes(const ConvSpec& s) {
  const int64_t columns = (int64_t{s.out_width} - 1) * s.stride_w + 3;
  return 4 * ColumnWords(s) * columns + s.in_channels;
}

absl::StatusOr<BoundCall> BindDsp3x3(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  std::vector<int32_t> weights = Words(9 * filter.channels);
  PackDspDepthwise3x3(filter, s.stride_w, weights.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt32, weights);
  call.Scratch(PairsBytes(s), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

absl::StatusOr<BoundCall> BindBytes(const NodeView& node) {
  const DenseLayer layer(node, ClampOf(node));
  const DenseFilter& filter = layer.filter();
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  std::vector<int32_t> stage = Words(2 * filter.channels);
  PackDspBytesStage(filter, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Input(node, 1);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Scratch(36 * int64_t{filter.channels} + PairsBytes(s), ir::ElemType::kInt32);
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
  return "needs right shifts of 2 to 12 bits or none, this layer has others";
}

// Measured: a pixel costs about 13 a tap to find; then four channels take 17 for two taps and 45.
Cost CostOf(const NodeView& node) {
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int32_t channels = node.in_shape(0)[3];
  const int64_t pixel = Ceil(channels, 4) * (17 * Ceil(taps, 2) + 45);
  const int64_t words = DspDepthwiseWeightWords(channels, TapsOf(node)) + DspStageWords(channels);
  return {pixels * (13 * taps + 60 + pixel), 900, 4 * words};
}

// Measured: see the kernel's header.
Cost CostOfDsp3x3(const NodeView& node) {
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const bool one = s.stride_w == 1;
  const int64_t rows = int64_t{s.batch} * Ceil(s.out_height, 2), channels = s.in_channels;
  const int64_t width = s.out_width, odd = width % 2, turns = Ceil(width, one ? 6 : 4);
  const int64_t pack = one ? 20 * (width + 1) : 27 * (2 * width + 1);
  const int64_t twos = one ? 50 : 55;  // two columns; of one that is left, four more than half
  const int64_t sweep = twos * width / 2 + 4 * odd + 3 * turns + 13;
  return {300 + rows * (150 + channels / 4 * (60 + pack + 4 * sweep)), 1700, 36 * channels};
}

Candidate OfferAnyFilter(const NodeView& node) {
  Candidate candidate = Offered(kDsp, WhyNotDepthwise(node, 4));
  if (!candidate.applicable) return candidate;
  candidate.note = "four channels at a time";
  candidate.cost = CostOf(node);
  candidate.bind = BindDsp;
  return candidate;
}

Candidate OfferDsp3x3(const NodeView& node) {
  Candidate candidate = Offered(kDsp3x3, WhyNotDsp3x3(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "two rows and four channels at a time";
  candidate.cost = CostOfDsp3x3(node);
  candidate.bind = BindDsp3x3;
  return candidate;
}

Candidate OfferBytes(const NodeView& node) {
  Candidate candidate = OfferDsp3x3(node);
  candidate.kernel = &kBytes;
  if (!candidate.applicable) return candidate;
  const DenseLayer layer(node, ClampOf(node));
  if (!DspBytesStageFits(layer.filter())) return Offered(kBytes, "needs biases of 24 bits");
  const int64_t channels = node.in_shape(0)[3];
  candidate.note = "two rows and four channels at a time, constants unpacked in RAM";
  candidate.cost.instructions += 45 * channels;
  candidate.cost.code_bytes += 150;
  candidate.cost.constant_bytes = 17 * channels;
  candidate.bind = BindBytes;
  return candidate;
}

}  // namespace

Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target) {
  if (!target.dsp) return OfferThumbDepthwiseConv2d(node, target);
  if (target.mve) return OfferMveDepthwiseConv2d(node);
  return {OfferAnyFilter(node), OfferDsp3x3(node), OfferBytes(node)};
}

std::vector<const Kernel*> DepthwiseKernels() {
  std::vector<const Kernel*> kernels = {&kDsp, &kDsp3x3, &kDsp3x3Backward, &kBytes,
                                        &kBytesBackward};
  for (const Kernel* kernel : MveDepthwiseKernels()) kernels.push_back(kernel);
  for (const Kernel* kernel : ThumbDepthwiseKernels()) kernels.push_back(kernel);
  return kernels;
}

}  // namespace iegen::cortex_m
