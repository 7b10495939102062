// The Helium convolutions on the core itself, against the portable kernel.
#include "backends/cortex_m/packing.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "iegen/conv2d_1x1_s8_mve.h"
#include "iegen/conv2d_s8_mve.h"
#include "iegen/depthwise_conv2d_3x3_s8_mve.h"
#include "iegen/depthwise_conv2d_patches_s8_mve.h"
#include "iegen/depthwise_conv2d_s8_mve.h"
#include "iegen/fully_connected_s8_mve.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

ConvCase c;
int32_t constants[16 * ConvCase::kMostBytes];
int32_t stage[4 * (ConvCase::kMostChannels + 16)];

DenseFilter FilterOf() {
  const testing::ConvSpec& s = c.spec();
  return {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
          c.shift(),   s.out_zero_point, s.act_min, s.act_max};
}

void Pack(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = FilterOf();
  s.fused = cortex_m::MveFused(filter) ? 1 : 0;
  cortex_m::PackMve(filter, s.fused != 0, constants);
}

// As in bodies that layers share (kKnownTaps is false), and in those of one layer.
template <bool kKnownTaps>
bool TestConv1x1(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  return testing::RunsRight(c, "conv2d_1x1_s8_mve", 2, [&] {
    Conv2d1x1S8Mve<testing::ConvSpec, kKnownTaps>(c.spec(), c.in(), constants, c.out());
  });
}

template <bool kKnownTaps>
bool TestConv(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  c.spec().windows = seed % 2 == 0 ? 2 : 6;
  const bool contiguous = Conv2dS8WindowsAreContiguous(c.spec());
  int8_t* const scratch = c.scratch(contiguous ? 0 : c.spec().windows * c.taps());
  return testing::RunsRight(c, "conv2d_s8_mve", 2, [&] {
    Conv2dS8Mve<testing::ConvSpec, kKnownTaps>(c.spec(), c.in(), constants, scratch, c.out());
  });
}

bool TestDepthwise(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = FilterOf();
  s.fused = cortex_m::MveFused(filter) ? 1 : 0;
  s.pairs = cortex_m::MveDepthwisePairsFit(filter) ? 1 : 0;
  cortex_m::PackMveDepthwiseStage(filter, s.fused != 0, stage);
  int8_t* const scratch = c.scratch(4 * WindowTapsWords(c.taps(), s.in_channels));
  auto* const words = reinterpret_cast<int32_t*>(scratch);
  return testing::RunsRight(c, "depthwise_conv2d_s8_mve", 1, [&] {
    DepthwiseConv2dS8Mve(s, c.in(), c.weights(), stage, words, c.out());
  });
}

bool TestDepthwise3x3(const ConvShape& shape, uint32_t seed) {
  if (shape.kernel_height != 3 || shape.kernel_width != 3 || shape.dilation != 1) return true;
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = FilterOf();
  s.fused = cortex_m::MveFused(filter) ? 1 : 0;
  if (!cortex_m::MveDepthwise3x3Fits(filter)) return true;  // not for this kernel
  cortex_m::PackMveDepthwise3x3(filter, s.fused != 0, DepthwiseTakesPairs(s), constants);
  int8_t* const scratch = c.scratch(DepthwiseScratchBytes(s));
  return testing::RunsRight(c, "depthwise_conv2d_3x3_s8_mve", 1, [&] {
    DepthwiseConv2d3x3S8Mve(s, c.in(), constants, scratch, c.out());
  });
}

bool TestDepthwisePatches(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = FilterOf();
  const bool patches =
      s.stride_w == 1 ? s.stride_h == 1 && s.out_width >= 2 : s.stride_w == 2 && s.out_width >= 4;
  const bool clamped = s.act_min != -128 || s.act_max != 127;
  if (!patches || clamped || !cortex_m::MveFused(filter)) return true;  // not for this kernel
  cortex_m::PackMvePatches(filter, constants);
  auto* const scratch = reinterpret_cast<int32_t*>(c.scratch(PatchScratchBytes(s)));
  const int32_t rows = s.stride_w == 1 ? 2 : 1;
  const auto forward = [&] { DepthwiseConv2dPatchesS8Mve(s, c.in(), constants, scratch, c.out()); };
  const auto backward = [&] {
    DepthwiseConv2dPatchesS8MveBackward(s, c.in(), constants, scratch, c.out());
  };
  const char* const name = "depthwise_conv2d_patches_s8_mve";
  backward();
  if (!c.Check(name)) return false;
  forward();
  if (!c.Check(name)) return false;
  if (c.Share(c.SafeDistanceOfRows(rows, 16, false))) forward();
  if (!c.Check(name)) return false;
  if (c.Share(c.SafeDistanceOfRows(rows, 16, true))) backward();
  return c.Check(name);
}

template <bool kKnownTaps>
bool TestFullyConnected(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  if (c.spec().batches == 1) cortex_m::PackMveRow(FilterOf(), c.spec().fused != 0, constants);
  return testing::RunsRight(c, "fully_connected_s8_mve", 2, [&] {
    FullyConnectedS8Mve<testing::ConvSpec, kKnownTaps>(c.spec(), c.in(), constants, c.out());
  });
}

}  // namespace
}  // namespace iegen

int main() {
  using iegen::testing::MakeSweep;
  int failures = MakeSweep(iegen::TestConv1x1<true>).Conv1x1();
  failures += MakeSweep(iegen::TestConv1x1<false>).Conv1x1();
  failures += MakeSweep(iegen::TestConv<true>).ConvKxK();
  failures += MakeSweep(iegen::TestConv<false>).ConvKxK();
  failures += MakeSweep(iegen::TestDepthwise).Depthwise(1);
  failures += MakeSweep(iegen::TestDepthwise3x3).Depthwise(1);
  failures += MakeSweep(iegen::TestDepthwisePatches).DepthwisePatches();
  failures += MakeSweep(iegen::TestDepthwisePatches).Depthwise3x3();
  failures += MakeSweep(iegen::TestFullyConnected<true>).FullyConnected(1);
  failures += MakeSweep(iegen::TestFullyConnected<false>).FullyConnected(1);
  return failures == 0 ? 0 : 1;
}
