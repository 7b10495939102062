// The DSP pools on the core itself, against the portable kernels.
#include "backends/testing/pool_case.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/average_pool2d_s8_dsp.h"
#include "iegen/max_pool2d_s8.h"
#include "iegen/max_pool2d_s8_dsp.h"

namespace iegen {
namespace {

using Spec = testing::PoolSpec;

testing::PoolCases all;

// `extreme` fills the input with its most negative or most positive value.
void Test(Spec s, int32_t extreme) {
  const int8_t* const in = all.Draw(&s, extreme);
  if (s.channels % 4 == 0 && s.kernel_height * s.kernel_width <= 255) {
    all.Check(s, in, "average forward", AveragePool2dS8<Spec>, AveragePool2dS8Dsp<Spec>);
    all.Check(s, in, "average backward", AveragePool2dS8<Spec>, AveragePool2dS8DspBackward<Spec>);
  }
  all.Check(s, in, "max forward", MaxPool2dS8<Spec>, MaxPool2dS8Dsp<Spec>);
  all.Check(s, in, "max backward", MaxPool2dS8<Spec>, MaxPool2dS8DspBackward<Spec>);
}

void TestAll() {
  for (int32_t channels = 1; channels <= 36; ++channels) {
    Test({2, 4, 5, channels, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0}, 0);
    Test({1, 3, 4, channels, 3, 4, 3, 3, 1, 1, 1, 1, 0, 0}, 0);
    Test({1, 3, 4, channels, 2, 1, 2, 4, 1, 1, 0, 0, 0, 0}, 0);
  }
  // Every number of taps from 1 to 255, with the sums of greatest size.
  for (int32_t height = 1; height <= 16; ++height) {
    for (int32_t width = 1; width <= 16 && height * width <= 255; ++width) {
      const Spec whole = {1, height, width, 8, 1, 1, height, width, 1, 1, 0, 0, 0, 0};
      Test(whole, 0);
      Test(whole, -128);
      Test(whole, 127);
    }
  }
  constexpr int32_t kExtremes[] = {-128, 127};
  for (const int32_t extreme : kExtremes) {
    Test({1, 17, 15, 4, 1, 1, 17, 15, 1, 1, 0, 0, 0, 0}, extreme);
    Test({1, 1, 255, 4, 1, 1, 1, 255, 1, 1, 0, 0, 0, 0}, extreme);
    Test({1, 255, 2, 4, 1, 1, 255, 1, 1, 1, 0, 0, 0, 0}, extreme);
  }
}

}  // namespace
}  // namespace iegen

int main() {
  iegen::TestAll();
  return iegen::all.Finish();
}
