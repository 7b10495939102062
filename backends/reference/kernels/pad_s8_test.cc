#include "iegen/pad_s8.h"

#include <string.h>

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t d0, d1, d2, d3, d4, before0, before1, before2, before3, before4;
  int32_t after0, after1, after2, after3, after4, elem_bytes, value;
};

TEST(PadS8Test, PadsTheInnerDimensions) {
  const Spec s = {1, 1, 1, 2, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 1, 9};
  const std::vector<int8_t> in = {1, 2, 3, 4};
  std::vector<int8_t> out(12);
  PadS8(s, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9}));
}

TEST(PadS8Test, PadsAllFiveDimensions) {
  const Spec s = {2, 1, 2, 1, 6, 1, 0, 1, 2, 0, 0, 1, 0, 1, 1, 1, -7};
  const int32_t out_dims[5] = {3, 2, 3, 4, 7};
  std::vector<int8_t> in(24), out(3 * 2 * 3 * 4 * 7), expected(out.size(), -7);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int8_t>(i + 1);
  size_t from = 0;
  for (int32_t i0 = 0; i0 < 2; ++i0) {
    for (int32_t i2 = 0; i2 < 2; ++i2) {
      for (int32_t i4 = 0; i4 < 6; ++i4) {
        const int32_t row = ((i0 + 1) * out_dims[1] * out_dims[2] + i2 + 1) * out_dims[3] + 2;
        expected[static_cast<size_t>(row * out_dims[4] + i4)] = in[from++];
      }
    }
  }
  PadS8(s, in.data(), out.data());
  EXPECT_EQ(out, expected);
}

TEST(PadS8Test, WiderElementsKeepTheirBytes) {
  const Spec s = {1, 1, 1, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 4, -1234567};
  const int32_t in[2] = {5, -6};
  int8_t bytes[16], out[16];
  memcpy(bytes, in, sizeof in);
  PadS8(s, bytes, out);
  int32_t words[4];
  memcpy(words, out, sizeof words);
  EXPECT_EQ((std::vector<int32_t>(words, words + 4)),
            (std::vector<int32_t>{-1234567, 5, -6, -1234567}));
}

}  // namespace
}  // namespace iegen
