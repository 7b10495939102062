#include "iegen/batch_matmul_s8.h"

#include <algorithm>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::RandomBytes;
using kernel_testing::SlowScale;

struct Spec {
  int32_t d0, d1, d2, a0, a1, a2, b0, b1, b2;
  int32_t rows, columns, depth, a_row, a_depth, b_depth, b_column;
  int32_t a_zero_point, b_zero_point, out_zero_point, multiplier, shift;
};

int8_t SlowElement(const Spec& s, const int8_t* a, const int8_t* b) {
  int64_t sum = 0;
  for (int32_t k = 0; k < s.depth; ++k) {
    sum += (a[k * s.a_depth] - s.a_zero_point) * (b[k * s.b_depth] - s.b_zero_point);
  }
  const int64_t scaled = SlowScale(sum, s.multiplier, s.shift) + s.out_zero_point;
  return static_cast<int8_t>(std::clamp<int64_t>(scaled, -128, 127));
}

// Batches [2, 3] of which each operand has one dimension, both operands turned or not.
void Check(int32_t adj_x, int32_t adj_y) {
  const int32_t m = 4, k = 7, n = 5;
  const Spec s = {1,
                  2,
                  3,
                  0,
                  m * k,
                  0,
                  0,
                  0,
                  k * n,
                  m,
                  n,
                  k,
                  adj_x != 0 ? 1 : k,
                  adj_x != 0 ? m : 1,
                  adj_y != 0 ? 1 : n,
                  adj_y != 0 ? k : 1,
                  12,
                  -45,
                  3,
                  1518500250,
                  -6};
  const Bytes a = RandomBytes(1, 2 * m * k), b = RandomBytes(2, 3 * k * n);
  Bytes out(2 * 3 * m * n);
  BatchMatMulS8(s, a.data(), b.data(), out.data());
  size_t at = 0;
  for (int32_t i = 0; i < 2; ++i) {
    for (int32_t j = 0; j < 3; ++j) {
      for (int32_t row = 0; row < m; ++row) {
        for (int32_t column = 0; column < n; ++column) {
          EXPECT_EQ(out[at++], SlowElement(s, a.data() + i * s.a1 + row * s.a_row,
                                           b.data() + j * s.b2 + column * s.b_column));
        }
      }
    }
  }
}

TEST(BatchMatMulS8Test, IsItsDefinition) {
  Check(0, 0);
  Check(0, 1);
  Check(1, 0);
  Check(1, 1);
}

// Recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759).
TEST(BatchMatMulS8Test, MatchesRecordedBytes) {
  const double real = 0.00452448102 * 0.118139714 / 0.065970391;  // 2^-6 * 0.5185...
  const Spec s = {
      1, 1, 1, 0, 0, 0, 0,   0,    0, 3,
      4, 2, 1, 3, 1, 2, 127, -128, 0, static_cast<int32_t>(real * 64 * 2147483648.0 * 2 / 2),
      -6};
  const Bytes a = {84, -80, -101, 76, -18, 21}, b = {-73, 119, -85, 4, 98, 126, 121, 88};
  Bytes out(12);
  BatchMatMulS8(s, a.data(), b.data(), out.data());
  EXPECT_EQ(out, (Bytes{-121, -70, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128}));
}

}  // namespace
}  // namespace iegen
