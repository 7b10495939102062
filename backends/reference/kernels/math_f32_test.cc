// exp, log, tanh and what is made of them against the host's C library, glibc, and TensorFlow Lite
// Micro.
#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "iegen/softmax_f32.h"
#include "iegen/unary_f32.h"

namespace iegen {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// About a million values of every magnitude.
template <class Check>
void ForManyFloats(Check check) {
  for (uint64_t bits = 0; bits < (uint64_t{1} << 32); bits += 4093) {
    const float x = FloatOf(static_cast<uint32_t>(bits));
    if (!std::isnan(x)) check(x);
  }
}

TEST(ExpF32Test, EqualsTheHosts) {
  ForManyFloats([](float x) { ASSERT_EQ(ExpF32(x), std::exp(x)) << x; });
  for (const float x : {88.72283f, 88.722839f, -103.97207f, -103.97208f, -87.5f, 0.0f}) {
    EXPECT_EQ(ExpF32(x), std::exp(x)) << x;
  }
  EXPECT_TRUE(std::isnan(ExpF32(std::nanf(""))));
}

TEST(LogF32Test, EqualsTheHosts) {
  ForManyFloats([](float x) {
    if (x >= 0) {
      ASSERT_EQ(LogF32(x), std::log(x)) << x;
    }
  });
  for (float x = 0.98f; x < 1.02f; x = std::nextafter(x, 2.0f)) {
    ASSERT_EQ(LogF32(x), std::log(x)) << x;
  }
  EXPECT_EQ(LogF32(0.0f), -kInfinity);
  EXPECT_EQ(LogF32(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(LogF32(-1.0f)));
}

TEST(ExpMinusOneF32Test, EqualsTheHosts) {
  ForManyFloats([](float x) { ASSERT_EQ(ExpMinusOneF32(x), std::expm1(x)) << x; });
  for (float x = -30; x < 95; x += 0.0173f) ASSERT_EQ(ExpMinusOneF32(x), std::expm1(x)) << x;
}

TEST(TanhF32Test, EqualsTheHosts) {
  ForManyFloats([](float x) { ASSERT_EQ(TanhF32(x), std::tanh(x)) << x; });
  for (float x = -23; x < 23; x += 0.00173f) ASSERT_EQ(TanhF32(x), std::tanh(x)) << x;
}

struct SoftmaxSpec {
  int32_t rows = 1, depth = 1;
  float beta = 1.0f;
};

const std::vector<float> kRows = {0.1f,   -3.7f, 5.25f,  16.5f,    2.0f,   -9.5f, 0.0f,
                                  17.25f, 16.9f, -20.0f, 3.14159f, 0.001f, 15.0f, -0.75f};

TEST(SoftmaxF32Test, EqualsTensorFlowLiteMicro) {
  const std::vector<float> expected = {4.5506354e-6f, 2.6322806e-7f, 2.1653801e-4f, 0.99975556f,
                                       1.892088e-5f,  3.3974372e-9f, 4.221819e-6f,  0.5117349f,
                                       0.39358866f,   3.766543e-13f, 1.299097e-5f,  1.2322129e-6f,
                                       0.09466144f,   7.015676e-7f};
  std::vector<float> out(kRows.size());
  SoftmaxF32(SoftmaxSpec{2, 7, 0.75f}, kRows.data(), out.data());
  EXPECT_EQ(out, expected);
}

TEST(LogSoftmaxF32Test, EqualsTensorFlowLiteMicro) {
  const std::vector<float> expected = {
      -16.400013f, -20.200014f, -11.250013f, -1.3708975e-5f, -14.500013f, -26.000013f, -16.500013f,
      -0.5933753f, -0.9433757f, -37.843376f, -14.701785f,    -17.842377f, -2.8433752f, -18.593376f};
  std::vector<float> out = kRows;
  LogSoftmaxF32(SoftmaxSpec{2, 7}, out.data(), out.data());
  EXPECT_EQ(out, expected);
}

struct UnarySpec {
  int32_t elements = 14, kind = kUnaryLogistic;
  float alpha = 0, low = 0, high = 0;
};

TEST(LogisticF32Test, EqualsTensorFlowLiteMicro) {
  const std::vector<float> expected = {
      0.5249792f, 0.02412702f, 0.99477994f,   0.9999999f, 0.880797f, 7.485183e-5f, 0.5f,
      1.0f,       1.0f,        2.0611537e-9f, 0.958576f,  0.50025f,  0.99999964f,  0.3208213f};
  std::vector<float> out(kRows.size());
  UnaryF32(UnarySpec{}, kRows.data(), out.data());
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace iegen
