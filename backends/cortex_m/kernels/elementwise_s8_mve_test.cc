// Helium's sums and products of two tensors on the core itself, against their formulas in 64 bits.
#include "backends/testing/pair_case.h"
#include "iegen/add_s8_mve.h"
#include "iegen/mul_s8_mve.h"

namespace iegen {
namespace {

using testing::PairSpec;

int64_t Product(const PairSpec& s, int32_t a, int32_t b) {
  const int64_t half = int64_t{1} << 30;
  const int64_t product = int64_t{a - s.a_zero_point} * (b - s.b_zero_point);
  const int64_t first = (product * s.multiplier + half) >> 31;
  return ((first * s.factor + half) >> 31) + s.out_zero_point;
}

bool Test(int32_t rows, int32_t n, bool broadcast, int place, testing::Random& random) {
  const PairSpec s = testing::DrawPairs(random, rows, n, broadcast, random.Between(14, 20));
  const auto add = [](const PairSpec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
    AddS8Mve(spec, a, b, out);
  };
  const auto mul = [](const PairSpec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
    MulS8Mve(spec, a, b, out);
  };
  return testing::SamePairs(add, testing::PairSumOf, s, place, random) &&
         testing::SamePairs(mul, Product, s, place, random);
}

}  // namespace
}  // namespace iegen

int main() { return iegen::testing::SweepPairs(iegen::Test) == 0 ? 0 : 1; }
