// The network of docs/guide/pytorch.md: on real values against what ONNX Runtime gives for
// PyTorch's file, and its integers against the same and the digits' labels.
#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/frontend.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/graph.h"
#include "tools/samples/samples.h"

namespace iegen::tests {
namespace {

constexpr size_t kClasses = 10, kDigits = 500;

class LenetTest : public testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> model = ReadFile("models/lenet/lenet.onnx");
    ASSERT_TRUE(model.ok());
    absl::StatusOr<ir::Graph> graph = frontend::ImportFloat(*model, {"lenet.onnx"});
    ASSERT_TRUE(graph.ok()) << graph.status();
    graph_ = *std::move(graph);
    digits_ = Read("models/lenet/test.npz");
    ASSERT_EQ(digits_.size(), kDigits);
    const absl::StatusOr<std::string> file = ReadFile("models/lenet/test_logits.npy");
    ASSERT_TRUE(file.ok());
    logits_.resize(kDigits * kClasses);
    const size_t bytes = logits_.size() * sizeof(float);
    ASSERT_GT(file->size(), bytes);
    std::copy_n(file->end() - static_cast<int64_t>(bytes), bytes,
                reinterpret_cast<char*>(logits_.data()));
    const absl::StatusOr<std::vector<int64_t>> labels =
        samples::ReadLabels("models/lenet/test_labels.npy");
    ASSERT_TRUE(labels.ok()) << labels.status();
    labels_ = *labels;
    ASSERT_EQ(labels_.size(), kDigits);
  }

  std::vector<samples::Sample> Read(const std::string& path) const {
    const absl::StatusOr<std::vector<samples::Sample>> read =
        samples::ReadSamples({path}, graph_, {});
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? *read : std::vector<samples::Sample>();
  }

  const float* LogitsOf(size_t digit) const { return &logits_[digit * kClasses]; }

  ir::Graph graph_;
  std::vector<samples::Sample> digits_;
  std::vector<float> logits_;
  std::vector<int64_t> labels_;
};

int64_t Greatest(const float* logits) {
  return std::max_element(logits, logits + kClasses) - logits;
}

TEST_F(LenetTest, ComputesWhatOnnxRuntimeDoes) {
  absl::StatusOr<frontend::calibrate::FloatEvaluator> evaluator =
      frontend::calibrate::FloatEvaluator::Create(graph_);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  float largest = 0;
  for (size_t i = 0; i < kDigits; ++i) {
    ASSERT_TRUE(evaluator->Run(digits_[i]).ok());
    const std::vector<float>& got = evaluator->Elements(graph_.outputs()[0]);
    ASSERT_EQ(got.size(), kClasses);
    for (size_t k = 0; k < kClasses; ++k) {
      largest = std::max(largest, std::abs(got[k] - LogitsOf(i)[k]));
    }
  }
  EXPECT_LT(largest, 1e-4f);
}

TEST_F(LenetTest, ItsIntegersSeeTheSameDigits) {
  const absl::StatusOr<frontend::CalibratedModel> model =
      frontend::Calibrate(graph_, Read("models/lenet/calibration.npz"), {}, {});
  ASSERT_TRUE(model.ok()) << model.status();
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(model->integers);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  double signal = 0, noise = 0;
  int right_before = 0, right_after = 0;
  for (size_t i = 0; i < kDigits; ++i) {
    const absl::StatusOr<std::vector<std::string>> out =
        evaluator->Run({ir::BytesOf<float>(digits_[i][0])});
    ASSERT_TRUE(out.ok()) << out.status();
    float got[kClasses];
    ASSERT_EQ((*out)[0].size(), sizeof(got));
    std::copy_n((*out)[0].data(), sizeof(got), reinterpret_cast<char*>(got));
    for (size_t k = 0; k < kClasses; ++k) {
      const double wanted = static_cast<double>(LogitsOf(i)[k]);
      const double error = wanted - static_cast<double>(got[k]);
      signal += wanted * wanted;
      noise += error * error;
    }
    right_before += Greatest(LogitsOf(i)) == labels_[i] ? 1 : 0;
    right_after += Greatest(got) == labels_[i] ? 1 : 0;
  }
  EXPECT_GT(10 * std::log10(signal / noise), 38);
  EXPECT_GE(right_after, right_before - 1);  // 0.2 of 100
}

}  // namespace
}  // namespace iegen::tests
