#include "tests/conformance/cases.h"

#include <filesystem>
#include <map>

#include "gtest/gtest.h"

namespace iegen::conformance {
namespace {

constexpr char kFolder[] = "tests/conformance/data/";

// Every folder of recorded cases.
std::vector<std::string> Operators() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  return names;
}

size_t BytesOf(const Tensor& tensor) {
  static const std::map<std::string, size_t> kSizes = {{"int8", 1},   {"uint8", 1}, {"bool", 1},
                                                       {"int16", 2},  {"int32", 4}, {"int64", 8},
                                                       {"float32", 4}};
  return tensor.elements * kSizes.at(tensor.type);
}

size_t BytesOf(const std::vector<Tensor>& tensors) {
  size_t bytes = 0;
  for (const Tensor& tensor : tensors) bytes += BytesOf(tensor);
  return bytes;
}

class Recorded : public testing::TestWithParam<std::string> {};

// Sizes that agree with the shapes show that offsets and tensors are read rightly.
TEST_P(Recorded, BlobsHaveTheSizesOfTheTensors) {
  const absl::StatusOr<Suite> suite = Read(kFolder + GetParam());
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_FALSE(suite->cases.empty());
  for (const Case& c : suite->cases) {
    EXPECT_EQ(c.given.size(), c.vectors.size() * BytesOf(c.inputs)) << c.name;
    EXPECT_EQ(c.expected.size(), c.vectors.size() * BytesOf(c.outputs)) << c.name;
    ASSERT_GT(c.model.size(), 8u) << c.name;
    EXPECT_EQ(std::string(c.model.begin() + 4, c.model.begin() + 8), "TFL3") << c.name;
    EXPECT_TRUE(c.oracle == "tflm" || c.oracle == "ref") << c.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Operators, Recorded, testing::ValuesIn(Operators()),
                         [](const auto& row) { return row.param; });

TEST(Parse, ReadsEveryField) {
  const absl::StatusOr<Suite> suite = Parse(
      "case a\nnote kernel=1x1 zp=3\noracle tflm\nstateful 1\nvectors 2 min max\n"
      "input int8 2 0.5 -3 1 2\noutput float32 1 0 0\nmodel 0 1\ninputs 1 4\nexpected 2 3\nend\n",
      {10, 11, 12, 13, 14});
  ASSERT_TRUE(suite.ok()) << suite.status();
  ASSERT_EQ(suite->cases.size(), 1u);
  const Case& c = suite->cases[0];
  EXPECT_EQ(c.name, "a");
  EXPECT_EQ(c.note, "kernel=1x1 zp=3");
  EXPECT_TRUE(c.stateful);
  EXPECT_EQ(c.vectors, (std::vector<std::string>{"min", "max"}));
  EXPECT_EQ(c.inputs[0].scale, 0.5);
  EXPECT_EQ(c.inputs[0].zero_point, -3);
  EXPECT_EQ(c.inputs[0].shape, (std::vector<int64_t>{1, 2}));
  EXPECT_TRUE(c.outputs[0].shape.empty());
  EXPECT_EQ(c.given.front(), 11);
  EXPECT_EQ(c.expected.back(), 14);
}

TEST(Parse, NamesTheLineItDoesNotUnderstand) {
  for (const char* line : {"colour red", "vectors 2 min", "model 4 2", "input int8 x 1 0"}) {
    const absl::StatusOr<Suite> suite = Parse(std::string("case a\n") + line, {1, 2, 3, 4, 5});
    EXPECT_EQ(suite.status().message(), std::string("line 2: ") + line);
  }
}

TEST(Read, MissingFolderIsNotFound) {
  EXPECT_EQ(Read("tests/conformance/data/none").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace iegen::conformance
