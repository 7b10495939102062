#include "tools/keras/convert.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "gtest/gtest.h"

namespace iegen::keras {
namespace {

std::string Folder() {
  const char* folder = std::getenv("TEST_TMPDIR");
  return folder == nullptr ? "/tmp" : folder;
}

std::string File(const std::string& name, absl::string_view bytes) {
  const std::string path = absl::StrCat(Folder(), "/", name);
  EXPECT_TRUE(WriteFile(path, bytes).ok());
  return path;
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

constexpr absl::string_view kHdf5("\x89HDF\r\n\x1a\n and more", 17);

// Stands in for a Python with TensorFlow: a script that gets the driver's arguments.
std::string Python(const std::string& name, const std::string& script) {
  const std::string path = File(name, absl::StrCat("#!/bin/sh\n", script));
  chmod(path.c_str(), 0700);
  setenv("IEGEN_KERAS_PYTHON", path.c_str(), 1);
  return path;
}

TEST(ConvertTest, KnowsKerasModels) {
  EXPECT_TRUE(IsKerasModel(File("a.h5", "")));
  EXPECT_TRUE(IsKerasModel(File("a.KERAS", "")));
  EXPECT_TRUE(IsKerasModel(File("b", kHdf5)));
  EXPECT_TRUE(IsKerasModel(Folder()));
  EXPECT_FALSE(IsKerasModel(File("a.tflite", "    TFL3")));
  EXPECT_FALSE(IsKerasModel("-"));
  EXPECT_FALSE(IsKerasModel("there/is/no/such.tflite"));
}

TEST(ConvertTest, TellsWithoutPythonWhatCannotBe) {
  EXPECT_TRUE(absl::StrContains(Message(CheckMark(File("c.h5", "text"))),
                                "c.h5 is not an HDF5 file: corrupt or truncated"));
  EXPECT_TRUE(absl::StrContains(Message(CheckMark(File("d.h5", ""))), "it is empty"));
  EXPECT_TRUE(absl::StrContains(Message(CheckMark(File("c.keras", kHdf5))),
                                "c.keras is not a .keras (ZIP) file"));
  const std::string folder = absl::StrCat(Folder(), "/none");
  std::filesystem::create_directory(folder);
  EXPECT_TRUE(absl::StrContains(Message(CheckMark(folder)), "saved_model.pb is missing"));
  EXPECT_TRUE(CheckMark(File("e.h5", kHdf5)).ok());
  EXPECT_TRUE(CheckMark(File("e.keras", "PK\x03\x04")).ok());
}

TEST(ConvertTest, GivesWhatTheDriverMakes) {
  // -I -B DRIVER MODEL OUT REPORT WORK
  Python("good", "test -f \"$3/__main__.py\" && test -d \"$7\" && cp \"$4\" \"$5\"\n");
  const absl::StatusOr<std::string> bytes = Convert(File("f.h5", kHdf5), Arithmetic::kInt8);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, kHdf5);
}

TEST(ConvertTest, AsksForAFloatModelWhereThatIsWanted) {
  Python("float", "echo \"$8\" > \"$5\"\n");
  const absl::StatusOr<std::string> bytes = Convert(File("f.h5", kHdf5), Arithmetic::kFloat);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, "--float\n");
}

TEST(ConvertTest, TellsWhatTheDriverReports) {
  Python("bad",
         "echo '{\"kind\": \"unsupported\", \"what\": \"it holds code\", \"why\": [\"one\", "
         "\"two\"], \"hint\": \"do that\"}' > \"$6\"; exit 1\n");
  EXPECT_EQ(Message(Convert(File("g.h5", kHdf5), Arithmetic::kInt8).status()),
            "unsupported: it holds code (g.h5)\n  one\n  two\n  hint: do that");
}

TEST(ConvertTest, TellsThatTheConverterDied) {
  Python("dead", "echo 'Out of luck' >&2; exit 77\n");
  const std::string message = Message(Convert(File("h.h5", kHdf5), Arithmetic::kInt8).status());
  EXPECT_TRUE(absl::StrContains(message, "TensorFlow's converter failed on the model (h.h5)"));
  EXPECT_TRUE(absl::StrContains(message, "exit status 77: Out of luck"));
}

TEST(ConvertTest, SaysHowToGetTensorflow) {
  unsetenv("IEGEN_KERAS_PYTHON");
  setenv("XDG_CACHE_HOME", absl::StrCat(Folder(), "/cache").c_str(), 1);
  setenv("PATH", "/nowhere", 1);  // neither Python nor pip
  const std::string message = Message(Convert(File("i.h5", kHdf5), Arithmetic::kInt8).status());
  EXPECT_TRUE(absl::StrContains(
      message, "converting Keras models needs TensorFlow, which could not be installed"));
  EXPECT_TRUE(absl::StrContains(message, "program 'python3' is missing"));
  EXPECT_TRUE(absl::StrContains(message, "IEGEN_KERAS_PYTHON"));
}

}  // namespace
}  // namespace iegen::keras
