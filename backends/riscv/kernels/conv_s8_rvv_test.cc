// The convolutions with the vector extension on the core itself, against the portable kernel.
#include "backends/riscv/packing.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "iegen/conv2d_1x1_s8_rvv.h"
#include "iegen/conv2d_s8_rvv.h"
#include "iegen/depthwise_conv2d_s8_rvv.h"
#include "iegen/fully_connected_s8_rvv.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

ConvCase c;
int8_t weights[ConvCase::kMostBytes];
int32_t stage[3 * ConvCase::kMostChannels];

void Pack(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  s.right = riscv::ShiftsRight(filter) ? 1 : 0;
  riscv::PackRvvWeights(filter, weights);
  riscv::PackRvvStage(filter, s.right != 0, stage);
}

bool TestConv1x1(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  return testing::RunsRight(c, "conv2d_1x1_s8_rvv", 3,
                            [&] { Conv2d1x1S8Rvv(c.spec(), c.in(), weights, stage, c.out()); });
}

bool TestConv(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  int8_t* const scratch = c.scratch(Conv2dS8RvvScratchBytes(c.spec()));
  return testing::RunsRight(c, "conv2d_s8_rvv", 3, [&] {
    Conv2dS8Rvv(c.spec(), c.in(), weights, stage, scratch, c.out());
  });
}

bool TestDepthwise(const ConvShape& shape, uint32_t seed) {
  c.Draw(shape, seed);
  testing::ConvSpec& s = c.spec();
  const DenseFilter filter = {c.weights(), s.out_channels,   c.taps(),  c.bias(), c.multiplier(),
                              c.shift(),   s.out_zero_point, s.act_min, s.act_max};
  s.right = riscv::ShiftsRight(filter) ? 1 : 0;
  riscv::PackRvvStage(filter, s.right != 0, stage);
  int8_t* const scratch = c.scratch(4 * WindowTapsWords(c.taps(), s.in_channels));
  auto* const words = reinterpret_cast<int32_t*>(scratch);
  return testing::RunsRight(c, "depthwise_conv2d_s8_rvv", 1, [&] {
    DepthwiseConv2dS8Rvv(s, c.in(), c.weights(), stage, words, c.out());
  });
}

bool TestFullyConnected(const ConvShape& shape, uint32_t seed) {
  Pack(shape, seed);
  return testing::RunsRight(c, "fully_connected_s8_rvv", 1, [&] {
    FullyConnectedS8Rvv(c.spec(), c.in(), weights, stage, c.out());
  });
}

}  // namespace
}  // namespace iegen

int main() {
  using iegen::testing::MakeSweep;
  int failures = MakeSweep(iegen::TestConv1x1).Conv1x1();
  failures += MakeSweep(iegen::TestConv).ConvKxK();
  failures += MakeSweep(iegen::TestDepthwise).Depthwise(1);
  failures += MakeSweep(iegen::TestFullyConnected).FullyConnected(1);
  return failures == 0 ? 0 : 1;
}
