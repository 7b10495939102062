// Sums of two tensors with the DSP instructions on the core itself, against the formula in 64 bits.
#include "backends/testing/pair_case.h"
#include "iegen/add_s8_dsp.h"

namespace iegen {
namespace {

using testing::PairSpec;

bool Test(int32_t rows, int32_t n, bool broadcast, int place, testing::Random& random) {
  const int32_t shift = random.Between(kAddLeastShift, kAddMostShift);
  PairSpec s = testing::DrawPairs(random, rows, n, broadcast, shift);
  s.act_min = -128, s.act_max = 127;
  const auto add = [](const PairSpec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
    AddS8Dsp(spec, a, b, out);
  };
  return testing::SamePairs(add, testing::PairSumOf, s, place, random);
}

}  // namespace
}  // namespace iegen

int main() { return iegen::testing::SweepPairs(iegen::Test) == 0 ? 0 : 1; }
