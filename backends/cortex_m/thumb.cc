// Convolutions on cores without the DSP extension: Cortex-M0 and M3.
#include "absl/strings/str_cat.h"
#include "backends/conv_spec.h"
#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/thumb_model.h"
#include "backends/cortex_m/thumb_packing.h"
#include "backends/dense_layer.h"
#include "backends/filter_order.h"
#include "backends/offers.h"

namespace iegen::cortex_m {
namespace {

// The spec of a kernel with the form of its stage.
template <class Base>
struct Formed : Base {
  int32_t form = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Base::Fields(s, visit);
    visit("form", s.form);
  }
};

void RunConv(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelConvS8Thumb(FromSpec<Formed<ConvSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                   In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

// Where the core adds a number to elements or weights.
template <class Base>
struct Shifted : Formed<Base> {
  int32_t offset = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Formed<Base>::Fields(s, visit);
    visit("offset", s.offset);
  }
};

void RunDepthwise3x3(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelDepthwise3x3S8Thumb(FromSpec<Shifted<ConvSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                           In<int32_t>(p[2]), Out<int8_t>(p[4]));
}

void RunFullyConnected(const ir::Spec& spec, absl::Span<void* const> p) {
  ModelFullyConnectedS8Thumb(FromSpec<Shifted<DenseSpec>>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
                             In<int32_t>(p[2]), Out<int8_t>(p[3]));
}

constexpr Kernel kFullyConnected = {"fully_connected_s8_thumb", "FullyConnectedS8Thumb",
                                    "iegen/fully_connected_s8_thumb.h", RunFullyConnected,
                                    OrderOfDense<1>};
constexpr Kernel kConv = {"conv2d_s8_thumb", "Conv2dS8Thumb", "iegen/conv2d_s8_thumb.h", RunConv,
                          OrderOfConv<8>};

// Outputs of a column that are computed together, see the kernel.
int32_t StripRows(const ConvSpec& s) { return s.stride_h == 1 ? 14 : 6; }

// All outputs of a strip may be written before its last window is read.
void OrderOfStrips(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConvSpec>(spec);
  OrderOfPixelBlocks(s, int64_t{StripRows(s)} * s.out_width, order);
}

constexpr Kernel kDepthwise3x3 = {"depthwise_conv2d_3x3_s8_thumb", "DepthwiseConv2d3x3S8Thumb",
                                  "iegen/depthwise_conv2d_3x3_s8_thumb.h", RunDepthwise3x3,
                                  OrderOfStrips};

bool HasThumb2(const Target& target) { return target.isa != "Armv6-M"; }

// The constants of a layer whose taps are in groups.
struct Groups {
  int32_t form = 0;
  int64_t groups = 0;  // of all channels
  std::vector<int8_t> weights;
  std::vector<int32_t> stage;
};

Groups PackGroups(const DenseFilter& dense, bool thumb2) {
  const ThumbFilter filter = ThumbDense(dense);
  Groups g;
  g.form = ThumbForm(filter, thumb2);
  g.weights.resize(static_cast<size_t>(PackThumbGroups(filter, nullptr)));
  PackThumbGroups(filter, g.weights.data());
  g.stage = Words(ThumbStageWords(dense.channels, g.form));
  PackThumbGroupStage(filter, g.form, g.stage.data());
  g.groups = static_cast<int64_t>(g.weights.size()) - int64_t{dense.channels} * (dense.taps + 1);
  return g;
}

absl::StatusOr<BoundCall> BindConv(const NodeView& node, bool thumb2) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const Groups g = PackGroups(layer.filter(), thumb2);
  CallBuilder call(Formed<ConvSpec>{s, g.form});
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, g.weights);
  call.Constant("stage", ir::ElemType::kInt32, g.stage);
  call.Scratch(16 * TapsOf(node) + (s.in_channels + 3) / 4 * 4, ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

// Measured: blocks of eight pixels, the instructions for a tap, a group and a channel of which are
// in the kernels' headers; and what it takes to pack them.
Cost CostOfConv(const NodeView& node, const Groups& g, bool thumb2) {
  const ConvSpec s = ConvSpecOf<ir::Conv2d>(node);
  const int64_t pixels = node.out_shape().elements(0, 3), taps = TapsOf(node);
  const int64_t channels = s.out_channels;
  const int64_t outputs = g.form != 0 ? 0 : channels * (thumb2 ? 240 : 560);
  const int64_t block =
      thumb2 ? 18 * taps + 300 * s.kernel_height + channels * (6 * taps + 104) + 17 * g.groups
             : 36 * taps + 500 * s.kernel_height + channels * (11 * taps + 220) + 33 * g.groups;
  const auto bytes = static_cast<int64_t>(g.weights.size() + 4 * g.stage.size());
  return {Ceil(pixels, 8) * (block + outputs), 2000, bytes};
}

Candidate OfferConv(const NodeView& node, bool thumb2) {
  Candidate candidate = Offered(kConv, WhyNotOneGroup(node));
  if (!candidate.applicable) return candidate;
  const DenseLayer layer(node, ActivationClamp(node.op<ir::Conv2d>().act, node.out()));
  const Groups g = PackGroups(layer.filter(), thumb2);
  candidate.note = absl::StrCat("two products a multiplication, ",
                                g.form != 0 ? "outputs in short form" : "outputs in general form");
  candidate.cost = CostOfConv(node, g, thumb2);
  candidate.bind = [thumb2](const NodeView& n) { return BindConv(n, thumb2); };
  return candidate;
}

absl::StatusOr<BoundCall> BindDepthwise3x3(const NodeView& node, bool thumb2) {
  Shifted<ConvSpec> s;
  static_cast<ConvSpec&>(s) = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const DenseLayer layer(node, ActivationClamp(node.op<ir::DepthwiseConv2d>().act, node.out()));
  const ThumbFilter filter = ThumbDepthwise(layer.filter());
  const int32_t channels = s.out_channels;
  s.form = ThumbForm(filter, thumb2);
  s.offset = thumb2 ? 0 : 128;
  std::vector<int8_t> weights(static_cast<size_t>(9 * channels));
  PackThumb3x3Weights(filter, weights.data());
  std::vector<int32_t> stage = Words(ThumbStageWords(channels, s.form) - channels);
  PackThumb3x3Stage(filter, s.form, s.offset, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  const int64_t columns = (int64_t{s.out_width} - 1) * s.stride_w + 3;
  call.Scratch(16 * columns + 12 + 4 * int64_t{s.out_width} * StripRows(s), ir::ElemType::kInt32);
  call.Output(node);
  return call.Take();
}

std::string WhyNotDepthwise3x3(const NodeView& node) {
  std::string why = WhyNotDepthwise(node, 1);
  if (!why.empty()) return why;
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  why = WhyNot3x3(node);
  if (!why.empty()) return why;
  if (s.dilation_h != 1 || s.dilation_w != 1) return "needs a filter without dilation";
  if (s.stride_h > 2) return absl::StrCat("needs strides up to 2, this layer has ", s.stride_h);
  return "";
}

// Measured: see the kernel's header; and what each column of a strip takes.
Cost CostOfDepthwise3x3(const NodeView& node, bool thumb2) {
  const ConvSpec s = ConvSpecOf<ir::DepthwiseConv2d>(node);
  const int64_t outputs = node.out_shape().elements();
  const int64_t strips = int64_t{s.batch} * s.out_channels * Ceil(s.out_height, StripRows(s));
  const int64_t copied = 4 * int64_t{s.stride_h} * s.stride_w;
  const int64_t instructions =
      thumb2 ? outputs * (32 + copied) + strips * (200 + 50 * s.out_width)
             : outputs * (64 + 2 * copied) + strips * (300 + 70 * s.out_width);
  return {instructions, 1200, int64_t{s.out_channels} * (9 + (thumb2 ? 12 : 28))};
}

Candidate OfferDepthwise3x3(const NodeView& node, bool thumb2) {
  Candidate candidate = Offered(kDepthwise3x3, WhyNotDepthwise3x3(node));
  if (!candidate.applicable) return candidate;
  candidate.note = "a channel's nine weights stay in registers";
  candidate.cost = CostOfDepthwise3x3(node, thumb2);
  candidate.bind = [thumb2](const NodeView& n) { return BindDepthwise3x3(n, thumb2); };
  return candidate;
}

absl::StatusOr<BoundCall> BindFullyConnected(const NodeView& node, bool thumb2) {
  Shifted<DenseSpec> s;
  static_cast<DenseSpec&>(s) = DenseSpecOf(node);
  const DenseLayer layer(node, ActivationClamp(node.op<ir::FullyConnected>().act, node.out()));
  const ThumbFilter filter = ThumbDense(layer.filter());
  const int32_t channels = s.out_features;
  s.form = ThumbForm(filter, thumb2);
  s.offset = thumb2 ? 0 : 128;
  std::vector<int8_t> weights(static_cast<size_t>(ThumbVectorBytes(channels, s.in_features)));
  PackThumbVectorWeights(filter, s.offset, weights.data());
  std::vector<int32_t> stage = Words(ThumbVectorStageWords(channels, s.form));
  PackThumbVectorStage(filter, s.form, stage.data());
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("stage", ir::ElemType::kInt32, stage);
  call.Output(node);
  return call.Take();
}

// Measured: see the kernel's header.
Cost CostOfFullyConnected(const DenseSpec& s, bool thumb2) {
  const int64_t blocks = Ceil(s.out_features, 8), taps = s.in_features;
  const int64_t vector =
      thumb2 ? 100 + blocks * (35 * taps / 2 + 105) : 100 + blocks * (27 * taps + 245) + 4 * taps;
  return {s.batches * vector, 500, blocks * 8 * (taps + (thumb2 ? 12 : 28))};
}

Candidate OfferFullyConnected(const NodeView& node, bool thumb2) {
  Candidate candidate = Offered(kFullyConnected, WhyNotDense(node, 4));
  if (!candidate.applicable) return candidate;
  candidate.note = "eight channels at a time";
  candidate.cost = CostOfFullyConnected(DenseSpecOf(node), thumb2);
  candidate.bind = [thumb2](const NodeView& n) { return BindFullyConnected(n, thumb2); };
  return candidate;
}

}  // namespace

Offer OfferThumbFullyConnected(const NodeView& node, const Target& target) {
  return {OfferFullyConnected(node, HasThumb2(target))};
}

Offer OfferThumbDepthwiseConv2d(const NodeView& node, const Target& target) {
  return {OfferDepthwise3x3(node, HasThumb2(target))};
}

Offer OfferThumbConv2d(const NodeView& node, const Target& target) {
  return {OfferConv(node, HasThumb2(target))};
}

std::vector<const Kernel*> ThumbConvKernels() { return {&kConv}; }
std::vector<const Kernel*> ThumbDepthwiseKernels() { return {&kDepthwise3x3}; }
std::vector<const Kernel*> ThumbFullyConnectedKernels() { return {&kFullyConnected}; }

}  // namespace iegen::cortex_m
