// The Helium pools on the core itself, against the portable kernels.
#include "backends/testing/pool_case.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/average_pool2d_s8_mve.h"
#include "iegen/max_pool2d_s8.h"
#include "iegen/max_pool2d_s8_mve.h"

namespace iegen {
namespace {

using Spec = testing::PoolSpec;

testing::PoolCases all;

// `extreme` fills the input with its most negative or most positive value.
void Test(Spec s, int32_t extreme) {
  const int8_t* const in = all.Draw(&s, extreme);
  all.Check(s, in, "average", AveragePool2dS8<Spec>, AveragePool2dS8Mve<Spec>);
  all.Check(s, in, "max", MaxPool2dS8<Spec>, MaxPool2dS8Mve<Spec>);
}

void TestAll() {
  for (int32_t channels = 1; channels <= 35; ++channels) {
    Test({2, 4, 5, channels, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0}, 0);
    Test({1, 3, 4, channels, 3, 4, 3, 3, 1, 1, 1, 1, 0, 0}, 0);
  }
  // Every number of taps from 1 to 256, with the sums of greatest size.
  for (int32_t height = 1; height <= 16; ++height) {
    for (int32_t width = 1; width <= 16; ++width) {
      const Spec whole = {1, height, width, 9, 1, 1, height, width, 1, 1, 0, 0, 0, 0};
      Test(whole, 0);
      Test(whole, -128);
      Test(whole, 127);
    }
  }
}

}  // namespace
}  // namespace iegen

int main() {
  iegen::TestAll();
  return iegen::all.Finish();
}
