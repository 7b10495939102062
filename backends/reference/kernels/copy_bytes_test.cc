#include "iegen/copy_bytes.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t bytes;
};

TEST(CopyBytesTest, CopiesAndMoves) {
  std::vector<int8_t> in = {1, 2, 3, 4, 5}, out(5);
  CopyBytes(Spec{5}, in.data(), out.data());
  EXPECT_EQ(out, in);
  CopyBytes(Spec{4}, in.data(), in.data() + 1);
  EXPECT_EQ(in, (std::vector<int8_t>{1, 1, 2, 3, 4}));
  CopyBytes(Spec{5}, in.data(), in.data());
  EXPECT_EQ(in[4], 4);
}

}  // namespace
}  // namespace iegen
