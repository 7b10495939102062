#include "emit/write_bundle.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/text.h"
#include "emit/sample_programs.h"

namespace iegen::emit {
namespace {

namespace fs = std::filesystem;

class WriteBundleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) / "write_bundle_test";
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path Out() const { return root_ / "out"; }

  // Every file below the root, hidden ones included: path and contents.
  std::map<std::string, std::string> Tree() const {
    std::map<std::string, std::string> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root_)) {
      const std::string path = fs::relative(entry.path(), root_).string();
      files[path] = entry.is_directory() ? "/" : *ReadFile(entry.path().string());
    }
    return files;
  }

  fs::path root_;
};

std::vector<File> Bundle(const ir::Program& program, const std::string& name) {
  return *Render(program, SampleOptions(name));
}

TEST_F(WriteBundleTest, MakesTheFolderAndNothingElse) {
  const std::vector<File> files = Bundle(TableProgram(), "table");
  ASSERT_TRUE(WriteBundle((root_ / "a/b/out/").string(), files).ok());
  std::map<std::string, std::string> expected = {
      {"a", "/"}, {"a/b", "/"}, {"a/b/out", "/"}, {"a/b/out/iegen", "/"}};
  for (const File& file : files) expected["a/b/out/" + file.path] = file.contents;
  EXPECT_EQ(expected, Tree());
}

TEST_F(WriteBundleTest, SecondRunReplacesAndRemovesItsOwnFilesOnly) {
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(MixedProgram(), "kws")).ok());
  ASSERT_TRUE(WriteFile((Out() / "foreign.cc").string(), "mine").ok());
  ASSERT_TRUE(WriteFile((Out() / "iegen/foreign.h").string(), "mine").ok());
  const std::vector<File> files = Bundle(TableProgram(), "kws");
  ASSERT_TRUE(WriteBundle(Out().string(), files).ok());
  std::map<std::string, std::string> expected = {{"out", "/"},
                                                 {"out/iegen", "/"},
                                                 {"out/foreign.cc", "mine"},
                                                 {"out/iegen/foreign.h", "mine"}};
  for (const File& file : files) expected["out/" + file.path] = file.contents;
  EXPECT_EQ(expected, Tree());
}

TEST_F(WriteBundleTest, KeepsWhatAnotherEngineOfTheFolderUses) {
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(MixedProgram(), "one")).ok());
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(MixedProgram(), "two")).ok());
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(TableProgram(), "one")).ok());
  EXPECT_TRUE(fs::exists(Out() / "iegen/conv2d_s8.h"));
  EXPECT_TRUE(fs::exists(Out() / "two_weights.cc"));
}

TEST_F(WriteBundleTest, AForgedReportRemovesNothingOutside) {
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(TableProgram(), "table")).ok());
  ASSERT_TRUE(WriteFile((root_ / "precious").string(), "mine").ok());
  ASSERT_TRUE(WriteFile((Out() / "table_report.json").string(),
                        R"({"iegen_version": "0", "build": {"sources": ["../precious", 3, null],
                            "headers": "../precious", "selftest": "iegen/../../precious"}})")
                  .ok());
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(TableProgram(), "table")).ok());
  EXPECT_TRUE(fs::exists(root_ / "precious"));
}

TEST_F(WriteBundleTest, AFailureLeavesEverythingAsItWas) {
  ASSERT_TRUE(WriteBundle(Out().string(), Bundle(MixedProgram(), "kws")).ok());
  // A folder stands where a file should go.
  fs::create_directories(Out() / "iegen/table_s8.h");
  const std::map<std::string, std::string> before = Tree();
  const absl::Status status = WriteBundle(Out().string(), Bundle(TableProgram(), "kws"));
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(before, Tree());
}

TEST_F(WriteBundleTest, AFileInPlaceOfTheFolderIsAnError) {
  ASSERT_TRUE(WriteFile(Out().string(), "mine").ok());
  const std::map<std::string, std::string> before = Tree();
  for (const fs::path& path : {Out(), Out() / "below"}) {
    const absl::Status status = WriteBundle(path.string(), Bundle(TableProgram(), "table"));
    EXPECT_EQ(absl::StrCat("error: cannot write to ", QuotedPath(path.string()),
                           "\n  Not a directory\n  hint: give a folder that can be written to: "
                           "--out=DIR"),
              status.message());
    EXPECT_EQ(before, Tree());
  }
}

}  // namespace
}  // namespace iegen::emit
