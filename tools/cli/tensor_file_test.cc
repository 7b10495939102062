// .npy bytes as NumPy 1.24 writes them, typed here by hand from its format description.
#include "tools/cli/tensor_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace iegen::cli {
namespace {

std::string Npy(const std::string& header, const std::string& data) {
  std::string text = header;
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::string file = absl::StrCat("\x93NUMPY", std::string("\1\0", 2));
  file += static_cast<char>(text.size() & 255);
  file += static_cast<char>(text.size() >> 8);
  return file + text + data;
}

std::string Write(const std::string& name, const std::string& bytes) {
  const std::string path = absl::StrCat(testing::TempDir(), "/", name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

const ir::TensorType kPair{ir::ElemType::kInt8, {1, 2}, {}};

TEST(TensorFileTest, ReadsNumpyArrays) {
  const auto array =
      ParseNpy(Npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), }", "ab"));
  ASSERT_TRUE(array.ok()) << array.status();
  EXPECT_EQ(array->dtype, "int8");
  EXPECT_EQ(array->shape, (ir::Shape{1, 2}));
  EXPECT_EQ(array->bytes, "ab");
}

TEST(TensorFileTest, TakesABatch) {
  const std::string path = Write(
      "batch.npy", Npy("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 2), }", "abcdef"));
  const auto bytes = ReadTensor(path, kPair, "input 0 'x'");
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, "abcdef");
}

TEST(TensorFileTest, SaysWhatItExpectedAndFound) {
  const std::string path = Write(
      "f.npy", Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", "0123456789ab"));
  const auto bytes = ReadTensor(path, kPair, "input 0 'x'");
  EXPECT_EQ(bytes.status().message(), absl::StrCat("error: '", path,
                                                   "' does not fit input 0 'x'\n"
                                                   "  expected int8 [1, 2], found float32 [1, 3]"));
}

TEST(TensorFileTest, RawFilesAreWholeSamples) {
  EXPECT_EQ(*ReadTensor(Write("good.bin", "abcd"), kPair, "input 0 'x'"), "abcd");
  const std::string path = Write("bad.bin", "abc");
  EXPECT_EQ(ReadTensor(path, kPair, "input 0 'x'").status().message(),
            absl::StrCat("error: '", path,
                         "' does not fit input 0 'x'\n"
                         "  expected 2 bytes (int8 [1, 2]) or a multiple, found 3"));
}

TEST(TensorFileTest, DamagedHeadersAreErrors) {
  EXPECT_FALSE(ParseNpy("\x93NUMPY").ok());
  EXPECT_FALSE(ParseNpy(std::string("\x93NUMPY\1\0\xff\xff{", 11)).ok());
  EXPECT_FALSE(
      ParseNpy(Npy("{'descr': '|i1', 'fortran_order': True, 'shape': (1, 2), }", "ab")).ok());
}

}  // namespace
}  // namespace iegen::cli
