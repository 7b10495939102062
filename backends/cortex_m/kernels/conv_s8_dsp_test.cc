// The DSP convolutions on the core itself, against the portable kernel.
#include "backends/cortex_m/packing.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "iegen/conv2d_1x1_s8_dsp.h"
#include "iegen/conv2d_1x1_wide_s8_dsp.h"
#include "iegen/conv2d_1x1x8_s8_dsp.h"
#include "iegen/conv2d_s8_dsp.h"
#include "iegen/conv2d_wide_s8_dsp.h"
#include "iegen/conv2d_winograd_s8_dsp.h"
#include "iegen/depthwise_conv2d_3x3_bytes_s8_dsp.h"
#include "iegen/depthwise_conv2d_3x3_s8_dsp.h"
#include "iegen/depthwise_conv2d_s8_dsp.h"
#include "iegen/fully_connected_s8_dsp.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

ConvCase c;
int32_t weights[2 * ConvCase::kMostBytes];
int32_t stage[3 * ConvCase::kMostChannels];
int32_t taken = 0;

void Pack(const ConvShape& shape, uint32_t seed, bool wide) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                        c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  if (!wide && !cortex_m::NarrowDspFits(filter)) {
    c.Draw(shape, 5 * seed + 4);  // small weights
    filter.zero_point = s.out_zero_point, filter.act_min = s.act_min, filter.act_max = s.act_max;
  }
  s.fused = cortex_m::RoundsTwiceByMultiplication(filter) ? 1 : 0;
  const cortex_m::DspLayout layout = {4, s.kernel_height, wide, false};
  cortex_m::PackDsp(filter, layout, s.fused != 0, weights);
}

template <bool kWide>
bool TestConv1x1(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed, kWide);
  int32_t* const scratch = reinterpret_cast<int32_t*>(c.scratch(4 * GemmS8DspRowWords(c.taps())));
  return testing::RunsRight(c, kWide ? "conv2d_1x1_wide_s8_dsp" : "conv2d_1x1_s8_dsp",
                            ConvCase::kPairs, [&] {
                              if (kWide) {
                                Conv2d1x1WideS8Dsp(c.spec(), c.in(), weights, scratch, c.out());
                              } else {
                                Conv2d1x1S8Dsp(c.spec(), c.in(), weights, scratch, c.out());
                              }
                            });
}

// Of the cases that the kernel takes.
bool TestEight(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  if (!cortex_m::RoundsTwiceByMultiplication(filter) || s.act_min != -128 || s.act_max != 127) {
    return true;
  }
  ++taken;
  cortex_m::PackDspEight(filter, weights);
  return testing::RunsRight(c, "conv2d_1x1x8_s8_dsp", ConvCase::kSingle,
                            [&] { Conv2d1x1x8S8Dsp(s, c.in(), weights, c.out()); });
}

template <bool kWide>
bool TestConv(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed, kWide);
  int32_t* const scratch =
      reinterpret_cast<int32_t*>(c.scratch(4 * Conv2dS8DspScratchWords(c.spec())));
  return testing::RunsRight(c, kWide ? "conv2d_wide_s8_dsp" : "conv2d_s8_dsp", ConvCase::kPairs,
                            [&] {
                              if (kWide) {
                                Conv2dWideS8Dsp(c.spec(), c.in(), weights, scratch, c.out());
                              } else {
                                Conv2dS8Dsp(c.spec(), c.in(), weights, scratch, c.out());
                              }
                            });
}

bool TestWinograd(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  s.fused = cortex_m::RoundsTwiceByMultiplication(filter) ? 1 : 0;
  cortex_m::PackWinogradWeights(filter, weights);
  cortex_m::PackWinogradStage(filter, s.fused != 0, stage);
  int8_t* const scratch = c.scratch(4 * Conv2dWinogradS8DspScratchWords(s.in_channels));
  return testing::RunsRight(c, "conv2d_winograd_s8_dsp", ConvCase::kTiles, [&] {
    Conv2dWinogradS8Dsp(s, c.in(), weights, stage, reinterpret_cast<int32_t*>(scratch), c.out());
  });
}

bool TestDepthwise(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  s.fused = cortex_m::RoundsTwiceByMultiplication(filter) ? 1 : 0;
  cortex_m::PackDspDepthwiseWeights(filter, weights);
  cortex_m::PackDspDepthwiseStage(filter, s.fused != 0, stage);
  int8_t* const scratch = c.scratch(4 * WindowTapsWords(c.taps(), s.in_channels));
  return testing::RunsRight(c, "depthwise_conv2d_s8_dsp", 1, [&] {
    DepthwiseConv2dS8Dsp(s, c.in(), weights, stage, reinterpret_cast<int32_t*>(scratch), c.out());
  });
}

// Of the cases that the kernel takes.
bool TestDepthwise3x3(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  if (!cortex_m::RoundsTwiceByMultiplication(filter) || s.act_min != -128 || s.act_max != 127) {
    return true;
  }
  ++taken;
  cortex_m::PackDspDepthwise3x3(filter, s.stride_w, weights);
  int32_t* const scratch =
      reinterpret_cast<int32_t*>(c.scratch(4 * DepthwiseConv2d3x3S8DspScratchWords(s)));
  const auto forward = [&] { DepthwiseConv2d3x3S8Dsp(s, c.in(), weights, scratch, c.out()); };
  const auto backward = [&] {
    DepthwiseConv2d3x3S8DspBackward(s, c.in(), weights, scratch, c.out());
  };
  return testing::RunsRight(c, "depthwise_conv2d_3x3_s8_dsp", 2 * s.out_width, forward) &&
         testing::RunsRightBackward(c, "depthwise_conv2d_3x3_s8_dsp_backward", 2 * s.out_width,
                                    backward);
}

// The same, with the portable kernel's constants.
bool TestDepthwiseBytes(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  if (!cortex_m::RoundsTwiceByMultiplication(filter) || s.act_min != -128 || s.act_max != 127) {
    return true;
  }
  ++taken;
  cortex_m::PackDspBytesStage(filter, stage);
  int32_t* const scratch =
      reinterpret_cast<int32_t*>(c.scratch(4 * DepthwiseConv2d3x3BytesS8DspScratchWords(s)));
  const auto forward = [&] {
    DepthwiseConv2d3x3BytesS8Dsp(s, c.in(), c.weights(), stage, scratch, c.out());
  };
  const auto backward = [&] {
    DepthwiseConv2d3x3BytesS8DspBackward(s, c.in(), c.weights(), stage, scratch, c.out());
  };
  constexpr char kName[] = "depthwise_conv2d_3x3_bytes_s8_dsp";
  return testing::RunsRight(c, kName, 2 * s.out_width, forward) &&
         testing::RunsRightBackward(c, kName, 2 * s.out_width, backward);
}

bool TestFullyConnected(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  const bool once = cortex_m::EqualFactors(filter);
  s.fused = cortex_m::RoundsTwiceByMultiplication(filter) ? 1 : 0;
  s.factors_once = once ? 1 : 0;
  cortex_m::PackDsp(filter, {8, 1, false, once}, s.fused != 0, weights);
  return testing::RunsRight(c, "fully_connected_s8_dsp", 1,
                            [&] { FullyConnectedS8Dsp(c.spec(), c.in(), weights, c.out()); });
}

}  // namespace
}  // namespace iegen

int main() {
  using iegen::testing::MakeSweep;
  int failures = MakeSweep(iegen::TestConv1x1<false>).Conv1x1();
  failures += MakeSweep(iegen::TestConv1x1<true>).Conv1x1();
  failures += MakeSweep(iegen::TestEight).ConvOfEight();
  const int taken = iegen::taken;
  failures += MakeSweep(iegen::TestConv<false>).ConvKxK();
  failures += MakeSweep(iegen::TestConv<true>).ConvKxK();
  failures += MakeSweep(iegen::TestWinograd).Conv3x3();
  failures += MakeSweep(iegen::TestDepthwise).Depthwise(4);
  failures += MakeSweep(iegen::TestFullyConnected).FullyConnected(4);
  failures += MakeSweep(iegen::TestDepthwise3x3).Depthwise3x3Quads();
  failures += MakeSweep(iegen::TestDepthwiseBytes).Depthwise3x3Quads();
  return failures == 0 && taken > 20 && iegen::taken - taken > 100 ? 0 : 1;
}
