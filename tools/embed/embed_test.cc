#include <gtest/gtest.h>

#include <string>

#include "tools/embed/test_files.h"

namespace iegen {
namespace {

// testdata/odd.txt holds quotes, backslashes, a tab, trigraphs and no final newline; bytes.bin is
// made by the build: all 256 bytes, each followed by a digit.
TEST(Embed, KeepsEveryByteAndSortsNames) {
  const absl::Span<const EmbeddedFile> files = test::TestFiles();
  ASSERT_EQ(3u, files.size());
  EXPECT_EQ("bytes.bin", files[0].name);
  EXPECT_EQ("testdata/empty.txt", files[1].name);
  EXPECT_EQ("testdata/odd.txt", files[2].name);
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += {static_cast<char>(i), '7'};
  EXPECT_EQ(bytes, files[0].contents);
  EXPECT_EQ("", files[1].contents);
  EXPECT_EQ("a \"quoted\" \\n, a\ttab,\n?\?=, \xc3\xa4", files[2].contents);
}

}  // namespace
}  // namespace iegen
