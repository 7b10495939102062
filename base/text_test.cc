#include "base/text.h"

#include "gtest/gtest.h"

namespace iegen {
namespace {

TEST(TextTest, ControlCharactersNeverReachTheTerminal) {
  EXPECT_EQ(Escaped("a\x1b[31mb\n\t\x7f"), "a\\x1b[31mb\\n\\t\\x7f");
  EXPECT_EQ(Escaped("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(Escaped("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(Escaped("\xc2\x9b"), "\\xc2\\x9b");           // a Latin-1 control character
  EXPECT_EQ(Escaped("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // right-to-left override
}

TEST(TextTest, LongNamesKeepTheirLeaf) {
  const std::string quoted = Quoted(std::string(200, 'a') + "/leaf");
  EXPECT_EQ(quoted.size(), 82u);
  EXPECT_EQ(quoted.substr(0, 4), "'...");
  EXPECT_EQ(quoted.substr(quoted.size() - 6), "/leaf'");
}

TEST(TextTest, PathsAreNeverCut) {
  const std::string path = std::string(200, 'a') + "/model\x1b.tflite";
  EXPECT_EQ(QuotedPath(path), "'" + std::string(200, 'a') + "/model\\x1b.tflite'");
}

TEST(TextTest, IdentifiersCompile) {
  EXPECT_EQ(Identifier("kws_ref-model.v2"), "kws_ref_model_v2");
  EXPECT_EQ(Identifier(""), "m_");
  EXPECT_EQ(Identifier("2nd"), "m_2nd");
  EXPECT_EQ(Identifier("_x"), "m__x");
  EXPECT_EQ(Identifier("class"), "m_class");
  EXPECT_EQ(Identifier("*/ int x;"), "m____int_x_");
}

TEST(TextTest, NumbersAreGroupedAndFloatsReadBack) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(-1000), "-1,000");
  EXPECT_EQ(Grouped(2656768), "2,656,768");
  EXPECT_EQ(FloatText(0.1f), "0.1");
  EXPECT_EQ(FloatLiteral(1.0f), "1.0f");
  EXPECT_EQ(FloatLiteral(1e-10f), "1e-10f");
}

}  // namespace
}  // namespace iegen
