#include "iegen/mean_s8.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t k0, k1, k2, ks0, ks1, ks2, r0, r1, r2, rs0, rs1, rs2, in_offset, out_zero_point,
      multiplier, shift;
};

std::vector<int8_t> RunKernel(const Spec& s, const std::vector<int8_t>& in) {
  std::vector<int8_t> out(static_cast<size_t>(s.k0 * s.k1 * s.k2));
  MeanS8(s, in.data(), out.data());
  return out;
}

// The expected bytes of the next three were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(MeanS8Test, MatchesRecordedMeanOfAll) {
  const Spec s = {1, 1, 1, 0, 0, 0, 1, 1, 15, 0, 0, 1, 195, -69, 572662306, -2};
  EXPECT_EQ(
      RunKernel(s, {-20, 10, 13, -62, -121, -24, -56, 104, -87, -78, -98, 81, -51, -102, 114}),
      (std::vector<int8_t>{-81}));
}

TEST(MeanS8Test, MatchesRecordedMeanOfChannels) {
  const Spec s = {1, 1, 8, 0, 0, 5, 1, 1, 5, 0, 0, 1, 640, -102, 858993459, -1};
  const std::vector<int8_t> in = {51,   82,  31,   -25, 90,  -97, 123, -97,  -23, -39,
                                  60,   -64, -45,  -52, -74, -67, -55, -28,  7,   127,
                                  81,   13,  -128, 1,   -32, -16, 27,  -74,  -69, -47,
                                  -113, 109, -47,  127, 25,  -56, -92, -108, 90,  -120};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{72, 0, -9, 23, 13, -10, 46, -31}));
}

TEST(MeanS8Test, MatchesRecordedSum) {
  const Spec s = {1, 1, 4, 0, 0, 5, 1, 1, 5, 0, 0, 1, 0, 0, 1600639883, 1};
  const std::vector<int8_t> in = {4,    56,  59,  110,  110,  -55, 47,  -72, -127, 89,
                                  -118, -22, -51, -117, -125, -84, -26, -44, -112, -126};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{127, -128, -128, -128}));
}

TEST(MeanS8Test, LoopsAlternate) {
  // Element [i][j][k][l] of 2 x 3 x 2 x 2 is 12i + 4j + 2k + l; the sum over j and l keeps [i][k].
  std::vector<int8_t> in(24);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int8_t>(i);
  const Spec s = {1, 2, 2, 0, 12, 2, 1, 3, 2, 0, 4, 1, 0, 0, 1 << 30, 1};
  EXPECT_EQ(RunKernel(s, in), (std::vector<int8_t>{27, 39, 99, 111}));
}

}  // namespace
}  // namespace iegen
