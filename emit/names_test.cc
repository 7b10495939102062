#include "emit/names.h"

#include <gtest/gtest.h>

namespace iegen::emit {
namespace {

TEST(EngineName, IsAnIdentifierThatHidesNothing) {
  EXPECT_EQ("kws_ref_model", EngineName("kws_ref_model"));
  EXPECT_EQ("a_b", EngineName("a.b--"));
  EXPECT_EQ("m_3d", EngineName("3d"));
  EXPECT_EQ("m_string", EngineName("string"));  // string.h is of the C library
  EXPECT_EQ("m_String", EngineName("String"));  // and some file systems know no case
  EXPECT_EQ("m_linux", EngineName("linux"));    // a macro of GCC
  EXPECT_EQ("m_sin", EngineName("sin"));        // a function
  EXPECT_EQ("m_int8_t", EngineName("int8_t"));
  EXPECT_EQ("m_iegen", EngineName("iegen"));                // the namespace of the kernels
  EXPECT_EQ("m_iegen_add_s8", EngineName("iegen_add_s8"));  // the guard of a kernel's header
  EXPECT_EQ("m", EngineName("__"));
  EXPECT_EQ("m", EngineName(""));
}

TEST(EngineName, GivesItsOwnResultsBack) {
  for (const char* text :
       {"kws", "3d", "string", "m_m_", "class", "__x__y", "iegen_x", "\xff",
        "a_very_long_name_of_a_model_that_somebody_chose_to_write_out_in_full"}) {
    const std::string name = EngineName(text);
    EXPECT_EQ(name, EngineName(name)) << text;
    EXPECT_LE(name.size(), 42u) << text;
  }
}

TEST(CommentText, CannotLeaveTheComment) {
  EXPECT_EQ("a* /b/ *c", CommentText("a*/b/*c"));
  EXPECT_EQ("? ? ?/", CommentText("?\?\?/"));
  EXPECT_EQ("end\\.", CommentText("end\\"));
  EXPECT_EQ("end\\.", CommentText("end\\  "));
  EXPECT_EQ("a\\nb\\x0d", CommentText("a\nb\r"));
}

TEST(CamelCase, JoinsWords) {
  EXPECT_EQ("Conv2d1Weights", CamelCase("conv2d_1/weights"));
  EXPECT_EQ("X", CamelCase("***"));
  EXPECT_EQ(48u, CamelCase(std::string(200, 'a')).size());
  EXPECT_EQ("1EverythingBeforeThisWithALongNameWeights",
            CamelCase("functional_1/everything_before_this/with_a_long_name/weights"));
}

TEST(UniqueNames, NumberDoubles) {
  UniqueNames names({"taken"});
  EXPECT_EQ("taken_2", names.Take("taken"));
  EXPECT_EQ("free", names.Take("free"));
  EXPECT_EQ("free_2", names.Take("free"));
}

TEST(WrappedLines, BreakBetweenWords) {
  EXPECT_EQ((std::vector<std::string>{"ab cd", "efghij", "k"}),
            WrappedLines({"ab", "cd", "efghij", "k"}, 5));
}

}  // namespace
}  // namespace iegen::emit
