#include "iegen/reduce.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t k0, k1, k2, ks0, ks1, ks2, r0, r1, r2, rs0, rs1, rs2;
};
struct MeanSpec : Spec {
  float count;
};

// Over the middle of [2, 3, 2].
constexpr Spec kMiddle = {1, 2, 2, 0, 6, 1, 1, 1, 3, 0, 0, 2};

TEST(ReduceTest, MaxAndMinOfTheMiddleAxis) {
  const std::vector<int8_t> in = {-128, 5, 3, -7, 127, 5, -1, -2, -3, -4, -5, -6};
  std::vector<int8_t> out(4);
  ReduceMax(kMiddle, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{127, 5, -1, -2}));
  ReduceMin(kMiddle, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{-128, -7, -5, -6}));
}

TEST(ReduceTest, EndsOfInt32AndFloat) {
  const Spec all = {1, 1, 1, 0, 0, 0, 1, 1, 2, 0, 0, 1};
  const std::vector<int32_t> least(2, -2147483647 - 1), greatest(2, 2147483647);
  int32_t out = 0;
  ReduceMax(all, least.data(), &out);
  EXPECT_EQ(out, least[0]);
  ReduceMin(all, greatest.data(), &out);
  EXPECT_EQ(out, greatest[0]);
  const std::vector<float> in = {-3.5f, -0.25f};
  float found = 0;
  ReduceMax(all, in.data(), &found);
  EXPECT_EQ(found, -0.25f);
  ReduceMin(all, in.data(), &found);
  EXPECT_EQ(found, -3.5f);
}

TEST(ReduceTest, AllOfTheMiddleAxis) {
  const std::vector<uint8_t> in = {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1};
  std::vector<uint8_t> out(4);
  ReduceAll(kMiddle, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<uint8_t>{1, 0, 0, 1}));
}

TEST(ReduceTest, FloatsAreAddedInTheOrderOfMemory) {
  // 2^24 + 1 is no float: only the given order loses both ones.
  const MeanSpec all = {{1, 1, 1, 0, 0, 0, 1, 1, 4, 0, 0, 1}, 4.0f};
  const std::vector<float> in = {16777216.0f, 1.0f, 1.0f, -16777216.0f};
  float out = 1;
  MeanF32(all, in.data(), &out);
  EXPECT_EQ(out, 0.0f);
  const std::vector<float> other = {1.0f, 1.0f, 16777216.0f, -16777216.0f};
  MeanF32(all, other.data(), &out);
  EXPECT_EQ(out, 0.5f);
}

}  // namespace
}  // namespace iegen
