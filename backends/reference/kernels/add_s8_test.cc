#include "iegen/add_s8.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t d0, d1, d2, d3, d4, d5, a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5;
  int32_t a_zero_point, b_zero_point, out_zero_point, left_shift;
  int32_t a_multiplier, a_shift, b_multiplier, b_shift, out_multiplier, out_shift, act_min, act_max;
};

using Bytes = std::vector<int8_t>;

// The expected bytes of the next two were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
const Spec kRecorded = {1,   1,  1,          1, 1,          16, 0,          0,   0,    0,
                        0,   1,  0,          0, 0,          0,  0,          1,   12,   -128,
                        -12, 20, 1073741824, 0, 1073741824, 0,  1749039413, -19, -128, 127};
const Bytes kA = {-117, -36, -32, -68, -72, 71, 101, 7, 5, -87, -80, 103, 89, 102, 19, -8};
const Bytes kB = {-17, -8, -103, 104, 3, -87, 107, -28, -18, -117, -38, -94, -52, -76, -46, 32};
const Bytes kSum = {-27, 47, -27, 112, 26, 69, 127, 65, 72, -84, -14, 90, 113, 104, 60, 102};

TEST(AddS8Test, MatchesRecordedBytes) {
  Bytes out(16);
  AddS8(kRecorded, kA.data(), kB.data(), out.data());
  EXPECT_EQ(out, kSum);
}

TEST(AddS8Test, DimensionsGiveTheSameAsOneRun) {
  Spec s = kRecorded;
  s.d4 = s.d5 = 4;
  s.a4 = s.b4 = 4;
  Bytes out(16);
  AddS8(s, kA.data(), kB.data(), out.data());
  EXPECT_EQ(out, kSum);
}

TEST(AddS8Test, MayOverwriteAnInput) {
  Bytes a = kA;
  AddS8(kRecorded, a.data(), kB.data(), a.data());
  EXPECT_EQ(a, kSum);
}

TEST(AddS8Test, MatchesRecordedBroadcastOfBoth) {
  const Spec s = {1, 1, 1, 1, 2,   7, 0,  0,          0,  0,          0, 1,          0,   0, 0,
                  0, 1, 0, 0, 108, 0, 20, 1169578679, -5, 1073741824, 0, 1105994796, -19, 0, 24};
  const Bytes a = {-42, 111, 38, 92, 9, -34, 50}, b = {39, 122};
  Bytes out(14);
  AddS8(s, a.data(), b.data(), out.data());
  EXPECT_EQ(out, (Bytes{0, 0, 0, 0, 0, 0, 0, 6, 9, 8, 9, 7, 7, 8}));
}

TEST(AddS8Test, BroadcastsInEveryDimension) {
  // With scales of one, the sum itself: out = a[i0, i2, i4] + b[i1, i3, i5].
  const int32_t half = 1 << 30;
  const Spec s = {2, 2, 2, 2, 2, 2, 4,  0,    2, 0,    1, 0,    0,   4,    0,
                  2, 0, 1, 0, 0, 0, 20, half, 0, half, 0, half, -18, -128, 127};
  const Bytes a = {0, 1, 2, 3, 4, 5, 6, 7}, b = {0, 10, 20, 30, 40, 50, 60, 70};
  Bytes out(64);
  AddS8(s, a.data(), b.data(), out.data());
  for (size_t i = 0; i < 64; ++i) {
    const size_t at_a = (i >> 5 & 1) * 4 + (i >> 3 & 1) * 2 + (i >> 1 & 1);
    const size_t at_b = (i >> 4 & 1) * 4 + (i >> 2 & 1) * 2 + (i & 1);
    EXPECT_EQ(out[i], a[at_a] + b[at_b]) << i;
  }
}

}  // namespace
}  // namespace iegen
