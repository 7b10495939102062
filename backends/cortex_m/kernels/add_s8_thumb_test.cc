// Sums of two tensors on cores without the DSP extension, against the formula in 64 bits.
#include "iegen/add_s8_thumb.h"

#include "backends/testing/pair_case.h"

namespace iegen {
namespace {

using testing::PairSpec;

bool Test(int32_t rows, int32_t n, bool broadcast, int place, testing::Random& random) {
  PairSpec s = testing::DrawPairs(random, rows, n, broadcast, random.Between(14, 20));
  if (n % 2 != 0) s.act_min = -128, s.act_max = 127;
  const auto add = [](const PairSpec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
    AddS8Thumb(spec, a, b, out);
  };
  return testing::SamePairs(add, testing::PairSumOf, s, place, random);
}

}  // namespace
}  // namespace iegen

int main() { return iegen::testing::SweepPairs(iegen::Test) == 0 ? 0 : 1; }
