// Row by row against the kernels that take the whole image.
#include "iegen/sum_rows_s8.h"

#include <vector>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"
#include "iegen/mean_s8.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;

constexpr int32_t kRows = 7, kWidth = 5, kChannels = 6;

struct RowSpec {
  int32_t row, rows, width, channels;
  int32_t act_min, act_max;
  int32_t in_offset, out_zero_point, multiplier, shift;
};

// kernel(spec, row, sums, out) for every row; sums begin with whatever there was.
template <class Kernel>
Bytes ByRows(const Bytes& in, RowSpec s, const Kernel& kernel) {
  std::vector<int32_t> sums(kChannels, 12345);
  Bytes out(kChannels);
  for (s.row = 0; s.row < kRows; ++s.row) {
    kernel(s, in.data() + s.row * kWidth * kChannels, sums.data(), out.data());
  }
  return out;
}

TEST(SumRowsS8Test, AveragesLikeAveragePool) {
  struct Spec {
    int32_t batch = 1, in_height = kRows, in_width = kWidth, channels = kChannels;
    int32_t out_height = 1, out_width = 1, kernel_height = kRows, kernel_width = kWidth;
    int32_t stride_h = 1, stride_w = 1, pad_top = 0, pad_left = 0, act_min = -20, act_max = 9;
  };
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Bytes in = kernel_testing::RandomBytes(seed, kRows * kWidth * kChannels);
    Bytes expected(kChannels);
    AveragePool2dS8(Spec{}, in.data(), expected.data());
    const RowSpec s = {0, kRows, kWidth, kChannels, -20, 9, 0, 0, 0, 0};
    EXPECT_EQ(ByRows(in, s, AveragePoolRowsS8<RowSpec>), expected) << seed;
  }
}

TEST(SumRowsS8Test, AveragesLikeMean) {
  struct Spec {
    int32_t k0 = 1, k1 = 1, k2 = kChannels, ks0 = 0, ks1 = 0, ks2 = 1;
    int32_t r0 = 1, r1 = 1, r2 = kRows * kWidth, rs0 = 0, rs1 = 0, rs2 = kChannels;
    int32_t in_offset = 105, out_zero_point = -7, multiplier = 1717986918, shift = -4;
  };
  const Spec mean;
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Bytes in = kernel_testing::RandomBytes(seed, kRows * kWidth * kChannels);
    Bytes expected(kChannels);
    MeanS8(mean, in.data(), expected.data());
    const RowSpec s = {0,
                       kRows,
                       kWidth,
                       kChannels,
                       0,
                       0,
                       mean.in_offset,
                       mean.out_zero_point,
                       mean.multiplier,
                       mean.shift};
    EXPECT_EQ(ByRows(in, s, MeanRowsS8<RowSpec>), expected) << seed;
  }
}

}  // namespace
}  // namespace iegen
