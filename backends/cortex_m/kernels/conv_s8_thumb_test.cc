// The convolutions for cores without the DSP extension on the core itself, against the portable
// kernel.
#include "backends/cortex_m/thumb_packing.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "iegen/conv2d_s8_thumb.h"
#include "iegen/depthwise_conv2d_3x3_s8_thumb.h"
#include "iegen/fully_connected_s8_thumb.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

#if defined(__thumb2__)
constexpr bool kThumb2 = true;
#else
constexpr bool kThumb2 = false;
#endif

ConvCase c;
int8_t weights[3 * ConvCase::kMostBytes];
int32_t stage[8 * ConvCase::kMostChannels];
int32_t short_forms = 0;

DenseFilter FilterOf(const testing::ConvSpec& s) {
  return {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
          c.shift(),   s.out_zero_point, s.act_min, s.act_max};
}

bool TestConv(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const cortex_m::ThumbFilter filter = cortex_m::ThumbDense(FilterOf(s));
  s.form = cortex_m::ThumbForm(filter, kThumb2);
  short_forms += s.form != 0;
  cortex_m::PackThumbGroups(filter, weights);
  cortex_m::PackThumbGroupStage(filter, s.form, stage);
  int8_t* const scratch = c.scratch(4 * Conv2dS8ThumbScratchWords(s));
  return testing::RunsRight(c, "conv2d_s8_thumb", 8, [&] {
    Conv2dS8Thumb(s, c.in(), weights, stage, reinterpret_cast<int32_t*>(scratch), c.out());
  });
}

bool TestDepthwise3x3(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const cortex_m::ThumbFilter filter = cortex_m::ThumbDepthwise(FilterOf(s));
  s.form = cortex_m::ThumbForm(filter, kThumb2);
  s.offset = kDepthwiseThumbOffset;
  short_forms += s.form != 0;
  cortex_m::PackThumb3x3Weights(filter, weights);
  cortex_m::PackThumb3x3Stage(filter, s.form, s.offset, stage);
  int8_t* const scratch = c.scratch(4 * DepthwiseConv2d3x3S8ThumbScratchWords(s));
  const int32_t strip = DepthwiseStripRowsThumb(s.stride_h) * s.out_width;
  return testing::RunsRight(c, "depthwise_conv2d_3x3_s8_thumb", strip, [&] {
    DepthwiseConv2d3x3S8Thumb(s, c.in(), weights, stage, reinterpret_cast<int32_t*>(scratch),
                              c.out());
  });
}

bool TestFullyConnected(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const cortex_m::ThumbFilter filter = cortex_m::ThumbDense(FilterOf(s));
  s.form = cortex_m::ThumbForm(filter, kThumb2);
  s.offset = kVectorThumbOffset;
  short_forms += s.form != 0;
  cortex_m::PackThumbVectorWeights(filter, s.offset, weights);
  cortex_m::PackThumbVectorStage(filter, s.form, stage);
  return testing::RunsRight(c, "fully_connected_s8_thumb", 1,
                            [&] { FullyConnectedS8Thumb(s, c.in(), weights, stage, c.out()); });
}

}  // namespace
}  // namespace iegen

// Failures of a sweep, one more if less than half of its cases had a short form: five of six kinds
// of output stages may have it.
int Checked(int failures, int32_t cases) {
  printf("%d cases in short form\n", static_cast<int>(iegen::short_forms));
  const bool enough = iegen::short_forms > cases / 2;
  iegen::short_forms = 0;
  return enough ? failures : failures + 1;
}

int main() {
  using iegen::testing::MakeSweep;
  int failures = Checked(MakeSweep(iegen::TestConv).Conv1x1(), 570);
  failures += Checked(MakeSweep(iegen::TestConv).ConvKxK(), 149);
  failures += Checked(MakeSweep(iegen::TestDepthwise3x3).Depthwise3x3(), 152);
  failures += Checked(MakeSweep(iegen::TestFullyConnected).FullyConnected(4), 467);
  return failures == 0 ? 0 : 1;
}
