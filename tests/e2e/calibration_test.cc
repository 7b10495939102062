// The project's float model, read from each format and quantised with its samples, against what
// ONNX Runtime gives for images that were held back.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/frontend.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "tools/cli/tensor_file.h"
#include "tools/samples/samples.h"
#include "tools/samples/zip.h"

namespace iegen::tests {
namespace {

using frontend::calibrate::Options;
using frontend::calibrate::RangeMethod;

// What quantize_static of ONNX Runtime 1.32, per channel and int8, reaches with the same samples.
constexpr double kDecibelOfOnnxRuntime = 34.03;

constexpr size_t kClasses = 10, kSamples = 64, kHeldBack = 160, kPixels = 64;

std::string ArrayOf(const std::string& name) {
  const absl::StatusOr<std::string> bytes = ReadFile("models/onnx/digits_held_back.npz");
  if (!bytes.ok()) return "";
  const absl::StatusOr<std::vector<samples::ZipEntry>> entries = samples::Unzip(*bytes);
  if (!entries.ok()) return "";
  for (const samples::ZipEntry& entry : *entries) {
    if (entry.name != name + ".npy") continue;
    const absl::StatusOr<cli::NpyArray> array = cli::ParseNpy(entry.contents);
    if (array.ok()) return array->bytes;
  }
  return "";
}

std::vector<float> FloatsIn(const std::string& bytes) {
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), bytes.size());
  return floats;
}

// One channel: the elements stand alike with channels first and last.
std::vector<samples::Sample> Samples() {
  const absl::StatusOr<std::string> bytes = ReadFile("models/onnx/digits_samples.npy");
  if (!bytes.ok()) return {};
  const absl::StatusOr<cli::NpyArray> array = cli::ParseNpy(*bytes);
  if (!array.ok()) return {};
  const std::vector<float> all = FloatsIn(array->bytes);
  std::vector<samples::Sample> samples;
  for (auto at = all.begin(); at != all.end(); at += kPixels) {
    samples.push_back({std::vector<float>(at, at + kPixels)});
  }
  return samples;
}

class CalibrationTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> model = ReadFile(absl::StrCat("models/onnx/", GetParam()));
    ASSERT_TRUE(model.ok());
    absl::StatusOr<ir::Graph> graph = frontend::ImportFloat(*model, {GetParam()});
    ASSERT_TRUE(graph.ok()) << graph.status();
    graph_ = *std::move(graph);
    samples_ = Samples();
    ASSERT_EQ(samples_.size(), kSamples);
    x_ = FloatsIn(ArrayOf("x"));
    y_ = FloatsIn(ArrayOf("y"));
    labels_ = ArrayOf("label");
    ASSERT_EQ(x_.size(), kHeldBack * kPixels);
    ASSERT_EQ(y_.size(), kHeldBack * kClasses);
    ASSERT_EQ(labels_.size(), kHeldBack);
  }

  std::vector<float> Image(size_t i) const {
    const auto begin = x_.begin() + static_cast<int64_t>(i * kPixels);
    return {begin, begin + static_cast<int64_t>(kPixels)};
  }

  size_t Right(const std::vector<float>& outputs) const {
    size_t right = 0;
    for (size_t i = 0; i < kHeldBack; ++i) {
      const auto begin = outputs.begin() + static_cast<int64_t>(i * kClasses);
      const int64_t greatest = std::max_element(begin, begin + kClasses) - begin;
      right += greatest == labels_[i] ? 1 : 0;
    }
    return right;
  }

  // All outputs of the quantised model, as real values.
  std::vector<float> Outputs(const Options& options) const {
    const absl::StatusOr<frontend::CalibratedModel> model =
        frontend::Calibrate(graph_, samples_, options, {});
    EXPECT_TRUE(model.ok()) << model.status();
    absl::StatusOr<Evaluator> evaluator = Evaluator::Create(model->integers);
    EXPECT_TRUE(evaluator.ok()) << evaluator.status();
    std::vector<float> outputs;
    for (size_t i = 0; i < kHeldBack; ++i) {
      const absl::StatusOr<std::vector<std::string>> out =
          evaluator->Run({ir::BytesOf<float>(Image(i))});
      EXPECT_TRUE(out.ok()) << out.status();
      std::vector<float> numbers(kClasses);
      std::memcpy(numbers.data(), (*out)[0].data(), kClasses * sizeof(float));
      outputs.insert(outputs.end(), numbers.begin(), numbers.end());
    }
    return outputs;
  }

  double Decibel(const std::vector<float>& outputs) const {
    double signal = 0, noise = 0;
    for (size_t i = 0; i < y_.size(); ++i) {
      const double value = static_cast<double>(y_[i]);
      signal += value * value;
      noise += std::pow(value - static_cast<double>(outputs[i]), 2);
    }
    return 10 * std::log10(signal / noise);
  }

  ir::Graph graph_;
  std::vector<samples::Sample> samples_;
  std::vector<float> x_, y_;
  std::string labels_;
};

TEST_P(CalibrationTest, TheFloatModelGivesWhatOnnxRuntimeGives) {
  absl::StatusOr<frontend::calibrate::FloatEvaluator> evaluator =
      frontend::calibrate::FloatEvaluator::Create(graph_);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  for (size_t i = 0; i < kHeldBack; ++i) {
    ASSERT_TRUE(evaluator->Run({Image(i)}).ok());
    const std::vector<float>& out = evaluator->Elements(graph_.outputs()[0]);
    for (size_t c = 0; c < kClasses; ++c) EXPECT_NEAR(out[c], y_[i * kClasses + c], 1e-3);
  }
}

TEST_P(CalibrationTest, TheIntegersComeNearToOnnxRuntimesFloats) {
  const std::vector<float> outputs = Outputs({});
  EXPECT_GT(Decibel(outputs), kDecibelOfOnnxRuntime);
  EXPECT_NEAR(static_cast<double>(Right(outputs)), static_cast<double>(Right(y_)), 1);
}

TEST_P(CalibrationTest, EveryWayToMeasureRangesComesNear) {
  for (const RangeMethod method : {RangeMethod::kMse, RangeMethod::kMinMax}) {
    Options options;
    options.ranges = method;
    EXPECT_GT(Decibel(Outputs(options)), 33);
  }
}

TEST_P(CalibrationTest, CorrectedBiasesComeNearer) {
  Options without;
  without.correct_biases = false;
  EXPECT_GT(Decibel(Outputs({})), Decibel(Outputs(without)));
}

std::string FormatName(const testing::TestParamInfo<const char*>& file) {
  return frontend::FormatOf("", file.param) == frontend::Format::kOnnx ? "onnx" : "tflite";
}

INSTANTIATE_TEST_SUITE_P(Formats, CalibrationTest,
                         testing::Values("digits_f32.onnx", "digits_f32.tflite"), FormatName);

}  // namespace
}  // namespace iegen::tests
