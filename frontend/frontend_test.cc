#include "frontend/frontend.h"

#include "base/status.h"
#include "frontend/onnx/test_model.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"

namespace iegen::frontend {
namespace {

std::string MessageOf(absl::string_view bytes, const std::string& file) {
  return std::string(Import(bytes, {file}).status().message());
}

TEST(FrontendTest, KnowsFormatsByTheirMarks) {
  EXPECT_EQ(FormatOf(tflite::SmallNetwork(), "x.bin"), Format::kTflite);
  EXPECT_EQ(FormatOf("\x89HDF\r\n\x1a\n----", "x"), Format::kHdf5);
  EXPECT_EQ(FormatOf("\x08\x07\x12\x07pytorch\x1a\x05"
                     "2.1.0",
                     "x"),
            Format::kOnnx);
  EXPECT_EQ(FormatOf("TFL", "x.tflite"), Format::kUnknown);
}

TEST(FrontendTest, SaysWhatAFloatModelNeeds) {
  onnx::TestModel model({1, 4});
  model.Add("Relu", {"x"}, "y");
  model.Output("y");
  EXPECT_EQ(MessageOf(model.Serialized(), "lenet.onnx"),
            "error: lenet.onnx is a float model, and no calibration data was given\n"
            "  int8 arithmetic needs to know the range of every value\n"
            "  hint: --calibration=samples.npy with float32 [N, 4], a hundred samples or more, "
            "prepared as in training; or train the model quantisation-aware");
}

TEST(FrontendTest, NamesTheFormatsThatAreNotRead) {
  EXPECT_EQ(MessageOf("\x89HDF\r\n\x1a\n----", "lenet.h5"),
            "unsupported: a Keras model from standard input (lenet.h5)\n"
            "  hint: give the file's path: TensorFlow's converter reads it");
}

TEST(FrontendTest, SaysWhatAForeignFileIs) {
  EXPECT_EQ(MessageOf("<!DOCTYPE html><html>", "model.tflite"),
            "error: model.tflite is not a TFLite file: bytes 4 to 7 are 'CTYP', expected 'TFL3'\n"
            "  it begins with '<!DOCTYPE html': a web page was saved instead of the model\n"
            "  hint: fetch the file again, and check its size and hash");
  EXPECT_EQ(MessageOf("", "model.tflite"),
            "error: model.tflite is empty\n"
            "  hint: fetch the file again, and check its size and hash");
  EXPECT_EQ(MessageOf("\x1b[2J", ""),
            "error: the file is not a TFLite file: it is too short (4 bytes)\n"
            "  hint: fetch the file again, and check its size and hash");
}

TEST(FrontendTest, ReadsBytesAtAnyAddress) {
  const std::string shifted = "---" + tflite::SmallNetwork();
  const absl::StatusOr<ir::Graph> graph = Import(absl::string_view(shifted).substr(3), {});
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->nodes().size(), 3u);
}

TEST(FrontendTest, GivesTheFirstProblemAndCollectsAll) {
  std::vector<absl::Status> problems;
  ImportOptions options{"page.tflite", &problems};
  const absl::Status first = Import("<html>", options).status();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0], first);
}

}  // namespace
}  // namespace iegen::frontend
