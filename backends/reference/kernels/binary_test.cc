// Kernels of two inputs against their definitions, element by element.
#include "iegen/binary.h"

#include <cmath>
#include <limits>
#include <vector>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"
#include "iegen/add_n.h"
#include "iegen/compare.h"
#include "iegen/div_s8.h"
#include "iegen/mul_s8.h"
#include "iegen/prelu_s8.h"
#include "iegen/select.h"
#include "iegen/squared_difference_s8.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::SlowScale;

// Members of all the kernels; a row of `d5` elements.
struct Spec {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 1;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 1;
  int32_t c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 1;
  int32_t kind = 0, a_zero_point = -3, b_zero_point = 5, out_zero_point = 7, left_shift = 7;
  int32_t multiplier = 1503238554, shift = -6, alpha_multiplier = 1150000000, alpha_shift = -8;
  int32_t a_multiplier = 1073741824, a_shift = 0, b_multiplier = 1390000000, b_shift = -1;
  int32_t out_multiplier = 1200000000, out_shift = -20, act_min = -128, act_max = 127;
};

// All pairs of some values, both ends among them.
struct Pairs {
  Bytes a, b;
  Pairs() {
    for (int x = -128; x < 128; x += 15) {
      for (int y = -128; y < 128; y += 17) {
        a.push_back(static_cast<int8_t>(x));
        b.push_back(static_cast<int8_t>(y));
      }
    }
  }
};

int8_t Held(int64_t value) {
  return static_cast<int8_t>(std::max<int64_t>(-128, std::min<int64_t>(127, value)));
}

// Expects the kernel's outputs to be those of `element`.
template <class Kernel, class Element>
void ExpectElements(Kernel kernel, Element element) {
  const Pairs pairs;
  Spec s;
  s.d5 = static_cast<int32_t>(pairs.a.size());
  Bytes out(pairs.a.size());
  kernel(s, pairs.a.data(), pairs.b.data(), out.data());
  for (size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(out[i], element(s, pairs.a[i], pairs.b[i])) << +pairs.a[i] << ", " << +pairs.b[i];
  }
}

TEST(MulS8Test, IsItsDefinition) {
  ExpectElements(MulS8<Spec>, [](const Spec& s, int a, int b) {
    const int64_t product = int64_t{a - s.a_zero_point} * (b - s.b_zero_point);
    return Held(SlowScale(product, s.multiplier, s.shift) + s.out_zero_point);
  });
}

TEST(PreluS8Test, IsItsDefinition) {
  ExpectElements(PreluS8<Spec>, [](const Spec& s, int x, int alpha) {
    const int64_t value = x - s.a_zero_point;
    const int64_t scaled =
        value >= 0 ? SlowScale(value, s.multiplier, s.shift)
                   : SlowScale(value * (alpha - s.b_zero_point), s.alpha_multiplier, s.alpha_shift);
    return Held(scaled + s.out_zero_point);
  });
}

TEST(SquaredDifferenceS8Test, IsItsDefinition) {
  ExpectElements(SquaredDifferenceS8<Spec>, [](const Spec& s, int a, int b) {
    const int64_t difference =
        SlowScale(int64_t{a - s.a_zero_point} * 128, s.a_multiplier, s.a_shift) -
        SlowScale(int64_t{b - s.b_zero_point} * 128, s.b_multiplier, s.b_shift);
    return Held(SlowScale(difference * difference, s.out_multiplier, s.out_shift) +
                s.out_zero_point);
  });
}

TEST(DivS8Test, IsWithinOneOfTheQuotientAndZeroForNoDivisor) {
  Spec s;
  s.shift = 4;
  const Pairs pairs;
  const double scale = std::ldexp(s.multiplier, s.shift - 31);
  for (size_t i = 0; i < pairs.a.size(); ++i) {
    s.d5 = 1;
    int8_t out = 0;
    DivS8(s, &pairs.a[i], &pairs.b[i], &out);
    const double divisor = pairs.b[i] - s.b_zero_point;
    const double quotient = divisor == 0 ? 0 : (pairs.a[i] - s.a_zero_point) / divisor * scale;
    const double held = std::max(-128.0, std::min(127.0, quotient + s.out_zero_point));
    EXPECT_NEAR(out, held, 0.51) << +pairs.a[i] << " / " << divisor;
  }
}

TEST(CompareS8Test, ComparesValuesOf8BitsBehindThePoint) {
  const Pairs pairs;
  Spec s;
  s.d5 = static_cast<int32_t>(pairs.a.size());
  s.kind = kCompareLessEqual;
  std::vector<uint8_t> out(pairs.a.size());
  CompareS8(s, pairs.a.data(), pairs.b.data(), out.data());
  for (size_t i = 0; i < out.size(); ++i) {
    const int64_t a = SlowScale((pairs.a[i] - s.a_zero_point) * 256, s.a_multiplier, s.a_shift);
    const int64_t b = SlowScale((pairs.b[i] - s.b_zero_point) * 256, s.b_multiplier, s.b_shift);
    EXPECT_EQ(out[i], a <= b ? 1 : 0);
  }
}

TEST(CompareF32Test, NothingButDifferenceHoldsForNan) {
  const float a[] = {1, 2, std::numeric_limits<float>::quiet_NaN()}, b[] = {2, 2, 2};
  const std::vector<std::vector<int>> expected = {{0, 1, 0}, {1, 0, 1}, {1, 0, 0}, {1, 1, 0}};
  Spec s;
  s.d5 = 3;
  for (s.kind = kCompareEqual; s.kind <= kCompareLessEqual; ++s.kind) {
    uint8_t out[3] = {};
    CompareF32(s, a, b, out);
    EXPECT_EQ(std::vector<int>(out, out + 3), expected[static_cast<size_t>(s.kind)]) << s.kind;
  }
}

TEST(BinaryS32Test, Wraps) {
  const int32_t a[] = {INT32_MAX, INT32_MIN, 70000, -4}, b[] = {1, 1, 70000, 6};
  const std::vector<std::vector<int32_t>> expected = {{INT32_MIN, INT32_MIN + 1, 140000, 2},
                                                      {INT32_MAX - 1, INT32_MAX, 0, -10},
                                                      {INT32_MAX, INT32_MIN, 605032704, -24},
                                                      {},
                                                      {INT32_MAX, 1, 70000, 6},
                                                      {1, INT32_MIN, 70000, -4},
                                                      {4, 1, 0, 100}};
  Spec s;
  s.d5 = 4;
  for (int32_t kind = kBinaryAdd; kind <= kBinarySquaredDifference; ++kind) {
    if (kind == kBinaryDiv) continue;
    s.kind = kind;
    std::vector<int32_t> out(4);
    BinaryS32(s, a, b, out.data());
    EXPECT_EQ(out, expected[static_cast<size_t>(kind)]) << kind;
  }
}

struct FloatSpec : Spec {
  float act_min = -10, act_max = 10;
};

TEST(BinaryF32Test, HoldsItsResults) {
  const float a[] = {8, -8, 1}, b[] = {4, 4, -3};
  const std::vector<std::vector<float>> expected = {{10, -4, -2},       {4, -10, 4}, {10, -10, -3},
                                                    {2, -2, -1.0f / 3}, {8, 4, 1},   {4, -8, -3},
                                                    {16, 144, 16},      {8, -32, 1}};
  FloatSpec s;
  s.d5 = 3;
  for (s.kind = kBinaryAdd; s.kind <= kBinaryPrelu; ++s.kind) {
    std::vector<float> out(3);
    BinaryF32(s, a, b, out.data());
    EXPECT_EQ(out, expected[static_cast<size_t>(s.kind)]) << s.kind;
  }
}

TEST(BinaryU8Test, AndOr) {
  const uint8_t a[] = {0, 0, 1, 1}, b[] = {0, 1, 0, 1};
  Spec s;
  s.d5 = 4;
  s.kind = kBinaryAnd;
  uint8_t out[4] = {};
  BinaryU8(s, a, b, out);
  EXPECT_EQ(std::vector<int>(out, out + 4), (std::vector<int>{0, 0, 0, 1}));
  s.kind = kBinaryOr;
  BinaryU8(s, a, b, out);
  EXPECT_EQ(std::vector<int>(out, out + 4), (std::vector<int>{0, 1, 1, 1}));
}

TEST(SelectTest, BroadcastsAllThree) {
  // condition [2, 1], a [1, 3], b a scalar.
  const uint8_t condition[] = {1, 0};
  const int32_t a[] = {1, 2, 3}, b[] = {9};
  Spec s;
  s.d4 = 2, s.d5 = 3, s.c4 = 1, s.c5 = 0, s.b5 = 0;
  int32_t out[6] = {};
  Select32(s, condition, a, b, out);
  EXPECT_EQ(std::vector<int32_t>(out, out + 6), (std::vector<int32_t>{1, 2, 3, 9, 9, 9}));
}

struct AddNSpec {
  int32_t elements = 2, in_zero_point = -20, out_zero_point = 3, left_shift = 20;
  int32_t in_multiplier = 1073741824, in_shift = 0, out_multiplier = 1073741824, out_shift = -18;
};

// Scales of one: the sum, begun at minus the zero point.
TEST(AddNTest, BeginsAtMinusTheZeroPoint) {
  const Bytes a = {-20, 10}, b = {-10, -20}, c = {-25, 1};
  Bytes out(2);
  AddNS8(AddNSpec{}, out.data(), a.data(), b.data(), c.data());
  EXPECT_EQ(out, (Bytes{20 + 0 + 10 - 5 + 3, 20 + 30 + 0 + 21 + 3}));
}

}  // namespace
}  // namespace iegen
