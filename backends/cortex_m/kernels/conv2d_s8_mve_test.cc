// The Helium convolutions on the core itself, against the portable kernel.
#include "iegen/conv2d_s8_mve.h"

#include "backends/cortex_m/packing.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "iegen/conv2d_1x1_s8_mve.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

ConvCase c;
int8_t weights[4 * ConvCase::kMostBytes];
int32_t stage[3 * ConvCase::kMostChannels];

void Pack(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  s.fused = cortex_m::RoundsTwiceByMultiplication(filter) ? 1 : 0;
  cortex_m::PackMveWeights(filter, weights);
  cortex_m::PackMveStage(filter, s.fused != 0, stage);
}

bool TestConv1x1(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  Conv2d1x1S8Mve(c.spec(), c.in(), weights, stage, c.out());
  return c.Check("conv2d_1x1_s8_mve");
}

bool TestConv(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  int8_t* const scratch = c.scratch(Conv2dS8ScratchBytes(c.spec()));
  Conv2dS8Mve(c.spec(), c.in(), weights, stage, scratch, c.out());
  return c.Check("conv2d_s8_mve");
}

}  // namespace
}  // namespace iegen

int main() {
  const int pointwise = iegen::testing::MakeSweep(iegen::TestConv1x1).Conv1x1();
  const int larger = iegen::testing::MakeSweep(iegen::TestConv).ConvKxK();
  return pointwise + larger == 0 ? 0 : 1;
}
