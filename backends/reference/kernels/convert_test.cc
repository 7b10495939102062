// Conversions and float32 functions against the host's own.
#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "iegen/cast.h"
#include "iegen/rescale.h"
#include "iegen/unary_f32.h"

namespace iegen {
namespace {

struct CastSpec {
  int32_t elements = 0, from = 0, to = 0, to_bool = 0;
};

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <class Out>
std::vector<Out> CastFloats(const std::vector<float>& in) {
  std::vector<Out> out(in.size());
  CastSpec s;
  s.elements = static_cast<int32_t>(in.size());
  Cast(s, in.data(), out.data());
  return out;
}

TEST(CastTest, FloatLosesItsFractionAndStopsAtTheEnds) {
  const std::vector<float> in = {1.9f, -1.9f, 127.9f, 128, -128.9f, -200, 1e20f, -1e20f, kNan};
  EXPECT_EQ(CastFloats<int8_t>(in),
            (std::vector<int8_t>{1, -1, 127, 127, -128, -128, 127, -128, 0}));
  EXPECT_EQ(CastFloats<uint8_t>(in), (std::vector<uint8_t>{1, 0, 127, 128, 0, 0, 255, 0, 0}));
  EXPECT_EQ(CastFloats<int32_t>({2147483520.0f, 2147483648.0f, -2147483648.0f, -3e9f}),
            (std::vector<int32_t>{2147483520, INT32_MAX, INT32_MIN, INT32_MIN}));
  EXPECT_EQ(CastFloats<int64_t>({1e10f, kInfinity, -kInfinity}),
            (std::vector<int64_t>{10000000000, INT64_MAX, INT64_MIN}));
}

TEST(CastTest, ToBoolIsOneForAllButZero) {
  const std::vector<int32_t> in = {0, 256, -1};
  std::vector<uint8_t> out(3);
  Cast(CastSpec{3, 0, 0, 1}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<uint8_t>{0, 1, 1}));
}

struct RescaleSpec {
  int32_t elements, in_zero_point, out_zero_point, multiplier, shift, low, high;
};

TEST(RescaleTest, ScalesAndClamps) {
  const std::vector<int32_t> in = {10, 11, -10, 13, 1000};
  std::vector<int8_t> out(5);
  Rescale(RescaleSpec{5, 0, 3, 1 << 30, 0, -128, 127}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{8, 9, -2, 10, 127}));
}

struct UnarySpec {
  int32_t elements = 1, kind = 0;
  float alpha = 0.25f, low = 0, high = 6;
};

float ValueOf(int32_t kind, float x) {
  UnarySpec s;
  s.kind = kind;
  float out = 0;
  UnaryF32(s, &x, &out);
  return out;
}

TEST(UnaryF32Test, EqualsTheHostsFunctions) {
  uint32_t bits = 1;
  for (int i = 0; i < 20000; ++i) {
    bits = bits * 1664525u + 1013904223u;
    const float any = FloatOf(bits), near = static_cast<float>(static_cast<int32_t>(bits)) / 7e8f;
    for (const float x : {any, near, near * 1000}) {
      if (std::isnan(x)) continue;
      EXPECT_EQ(BitsOf(ValueOf(kUnarySqrt, std::fabs(x))), BitsOf(std::sqrt(std::fabs(x)))) << x;
      EXPECT_EQ(BitsOf(ValueOf(kUnaryFloor, x)), BitsOf(std::floor(x))) << x;
      EXPECT_EQ(BitsOf(ValueOf(kUnaryCeil, x)), BitsOf(std::ceil(x))) << x;
      EXPECT_EQ(ValueOf(kUnaryRound, x), std::nearbyint(x)) << x;
      EXPECT_EQ(ValueOf(kUnaryRsqrt, std::fabs(x)), 1.0f / std::sqrt(std::fabs(x))) << x;
    }
  }
}

TEST(UnaryF32Test, KnowsOddNumbers) {
  EXPECT_TRUE(std::isnan(ValueOf(kUnarySqrt, -1)));
  EXPECT_EQ(ValueOf(kUnarySqrt, kInfinity), kInfinity);
  EXPECT_EQ(ValueOf(kUnaryRsqrt, 0), kInfinity);
  EXPECT_EQ(ValueOf(kUnaryRound, 2.5f), 2);
  EXPECT_EQ(ValueOf(kUnaryRound, 3.5f), 4);
  EXPECT_EQ(ValueOf(kUnaryAbs, -3), 3);
  EXPECT_EQ(ValueOf(kUnaryNeg, -3), 3);
  EXPECT_EQ(ValueOf(kUnarySquare, -3), 9);
  EXPECT_EQ(ValueOf(kUnaryLeakyRelu, -3), -0.75f);
  EXPECT_EQ(ValueOf(kUnaryHardSwish, -1), -1.0f * 2.0f / 6.0f);
  EXPECT_EQ(ValueOf(kUnaryClamp, 7), 6);
  EXPECT_EQ(ValueOf(kUnaryElu, -kInfinity), -1);
  EXPECT_EQ(ValueOf(kUnaryTanh, kInfinity), 1);
  EXPECT_EQ(ValueOf(kUnaryLogistic, 17), 1);
}

}  // namespace
}  // namespace iegen
