#include "iegen/bytes.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

TEST(CopyRunTest, CopiesExactlyAsManyBytesFromAnyAddress) {
  std::vector<int8_t> in(24);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int8_t>(i + 1);
  for (int32_t offset = 0; offset < 4; ++offset) {
    for (int32_t n = 0; n <= 13; ++n) {
      std::vector<int8_t> out(20, -1);
      EXPECT_EQ(CopyRun(in.data() + offset, n, out.data() + 1), out.data() + 1 + n);
      for (int32_t i = 0; i < n; ++i) EXPECT_EQ(out[static_cast<size_t>(i + 1)], offset + i + 1);
      EXPECT_EQ(out[0], -1);
      EXPECT_EQ(out[static_cast<size_t>(n + 1)], -1);
    }
  }
}

TEST(FillRunTest, FillsNothingForNegativeCounts) {
  std::vector<int8_t> out(4, 0);
  EXPECT_EQ(FillRun(9, -2, out.data()), out.data());
  EXPECT_EQ(FillRun(-3, 2, out.data()), out.data() + 2);
  EXPECT_EQ(out, (std::vector<int8_t>{-3, -3, 0, 0}));
}

}  // namespace
}  // namespace iegen
