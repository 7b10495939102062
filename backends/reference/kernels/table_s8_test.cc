#include "iegen/table_s8.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t elements;
};

TEST(TableS8Test, IndexIsTheByteWithoutSign) {
  std::vector<int8_t> table(256), in(256), out(256);
  for (size_t i = 0; i < 256; ++i) {
    in[i] = static_cast<int8_t>(static_cast<uint8_t>(i));
    table[i] = static_cast<int8_t>(static_cast<uint8_t>(255 - i));
  }
  TableS8(Spec{256}, in.data(), table.data(), out.data());
  EXPECT_EQ(out, table);
  EXPECT_EQ(out[255], 0);  // in[255] is -1
  TableS8(Spec{256}, in.data(), table.data(), in.data());
  EXPECT_EQ(in, table);
}

}  // namespace
}  // namespace iegen
