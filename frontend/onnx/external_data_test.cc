// Which files beside a model are read: only regular ones, inside of its folder.
#include "frontend/onnx/external_data.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace iegen::frontend::onnx {
namespace {

namespace fs = std::filesystem;

class ExternalDataTest : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / "external_data";
    fs::remove_all(base_);
    fs::create_directories(base_ / "model" / "deeper");
    std::ofstream(base_ / "secret.bin") << "secret";
    std::ofstream(base_ / "model" / "weights.bin") << "0123456789";
    std::ofstream(base_ / "model" / "deeper" / "more.bin") << "abc";
  }

  absl::StatusOr<std::string> Read(const std::vector<ExternalEntry>& entries, int64_t bytes) {
    return ReadExternalData(entries, (base_ / "model").string(), bytes);
  }
  std::string MessageOf(const std::vector<ExternalEntry>& entries, int64_t bytes = 4) {
    return std::string(Read(entries, bytes).status().message());
  }

  fs::path base_;
};

TEST_F(ExternalDataTest, ReadsAPartOfAFile) {
  EXPECT_EQ(*Read({{"location", "weights.bin"}}, 10), "0123456789");
  EXPECT_EQ(*Read({{"location", "weights.bin"}, {"offset", "3"}, {"length", "4"}}, 4), "3456");
  EXPECT_EQ(*Read({{"location", "./deeper/more.bin"}, {"checksum", "passed over"}}, 3), "abc");
  EXPECT_EQ(*Read({{"location", "weights.bin"}, {"offset", "10"}}, 0), "");
}

TEST_F(ExternalDataTest, RefusesOtherSizes) {
  EXPECT_EQ(MessageOf({{"location", "weights.bin"}, {"offset", "7"}}),
            "error: external data in 'weights.bin' is not as long as the tensor\n"
            "  the tensor needs 4 bytes from 7 on, the file has 10");
  EXPECT_NE(MessageOf({{"location", "weights.bin"}, {"length", "5"}}), "");
  EXPECT_NE(MessageOf({{"location", "weights.bin"}, {"offset", "9223372036854775807"}}), "");
  EXPECT_EQ(MessageOf({{"location", "weights.bin"}, {"offset", "-1"}}),
            "error: the offset of external data is '-1', no number of bytes");
  EXPECT_EQ(MessageOf({{"location", "weights.bin"}, {"length", "99999999999999999999"}}),
            "error: the length of external data is '99999999999999999999', no number of bytes");
  EXPECT_EQ(MessageOf({{"offset", "1"}}), "error: external data without a location");
}

TEST_F(ExternalDataTest, ReadsNothingOutsideOfTheFolder) {
  const std::string secret = (base_ / "secret.bin").string();
  for (const std::string& location :
       {std::string("../secret.bin"), std::string("deeper/../../secret.bin"), secret,
        std::string("deeper"), std::string("."), std::string("weights.bin\0x", 13),
        std::string("..\\secret.bin")}) {
    const std::string message = MessageOf({{"location", location}});
    EXPECT_EQ(message.find("error: external data in "), 0u) << location;
    EXPECT_NE(message.find("only regular files in the model's own folder are"), std::string::npos)
        << message;
  }
}

TEST_F(ExternalDataTest, FollowsNoLinkOutOfTheFolder) {
  fs::create_symlink(base_ / "secret.bin", base_ / "model" / "link.bin");
  fs::create_directory_symlink(base_, base_ / "model" / "up");
  fs::create_symlink(base_ / "model" / "weights.bin", base_ / "model" / "inner.bin");
  EXPECT_NE(MessageOf({{"location", "link.bin"}}), "");
  EXPECT_NE(MessageOf({{"location", "up/secret.bin"}}), "");
  EXPECT_EQ(*Read({{"location", "inner.bin"}}, 10), "0123456789");
}

TEST_F(ExternalDataTest, SaysWhichFileIsMissing) {
  EXPECT_EQ(MessageOf({{"location", "gone.bin"}}),
            "error: external data in 'gone.bin': there is no such file\n"
            "  hint: it must lie in the model's own folder, as it was saved");
  EXPECT_FALSE(ReadExternalData({{"location", "weights.bin"}}, "", 4).ok());
}

}  // namespace
}  // namespace iegen::frontend::onnx
