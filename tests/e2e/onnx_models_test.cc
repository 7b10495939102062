// The project's ONNX models against what ONNX Runtime has recorded: the imported graph on real
// values, and the engine's integers.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/frontend.h"
#include "frontend/onnx/importer.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "tools/cli/fidelity.h"

namespace iegen::tests {
namespace {

struct Sample {
  std::vector<float> in, out;
};

std::vector<Sample> SamplesOf(const std::string& bytes, const ir::Graph& graph) {
  const auto inputs = static_cast<size_t>(graph.type(graph.inputs()[0]).shape.elements());
  const auto outputs = static_cast<size_t>(graph.type(graph.outputs()[0]).shape.elements());
  std::vector<float> numbers(bytes.size() / sizeof(float));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(float));
  std::vector<Sample> samples;
  for (auto at = numbers.begin(); at + static_cast<int64_t>(inputs) < numbers.end();) {
    Sample sample;
    sample.in.assign(at, at + static_cast<int64_t>(inputs));
    at += static_cast<int64_t>(inputs);
    sample.out.assign(at, at + static_cast<int64_t>(outputs));
    at += static_cast<int64_t>(outputs);
    samples.push_back(std::move(sample));
  }
  return samples;
}

// One step of the quantised output, or 0 where it is real.
float StepOf(const ir::Graph& graph) {
  ir::ValueId id = graph.outputs()[0];
  for (int producer = graph.Producer(id); producer >= 0; producer = graph.Producer(id)) {
    const ir::Node& node = graph.nodes()[static_cast<size_t>(producer)];
    id = node.in[0];
    if (graph.type(id).quant.quantised()) return graph.type(id).quant.scale();
  }
  return 0;
}

float LargestDifference(absl::Span<const float> a, absl::Span<const float> b) {
  float largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

class OnnxModelTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string stem = absl::StrCat("models/onnx/", GetParam());
    const absl::StatusOr<std::string> model = ReadFile(stem + ".onnx");
    const absl::StatusOr<std::string> numbers = ReadFile(stem + ".bin");
    ASSERT_TRUE(model.ok() && numbers.ok());
    model_ = *model;
    numbers_ = *numbers;
  }
  std::string model_, numbers_;
};

class QuantisedOnnxModelTest : public OnnxModelTest {};

TEST_P(OnnxModelTest, TheImportedGraphComputesWhatOnnxRuntimeDoes) {
  const absl::StatusOr<ir::Graph> graph = frontend::onnx::ImportOnnx(model_, {GetParam()});
  ASSERT_TRUE(graph.ok()) << graph.status();
  absl::StatusOr<frontend::calibrate::FloatEvaluator> evaluator =
      frontend::calibrate::FloatEvaluator::Create(*graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  const std::vector<Sample> samples = SamplesOf(numbers_, *graph);
  ASSERT_EQ(samples.size(), 4u);
  for (const Sample& sample : samples) {
    ASSERT_TRUE(evaluator->Run({sample.in}).ok());
    // Sums in another order may fall to the other side of a tie.
    EXPECT_LE(LargestDifference(evaluator->Elements(graph->outputs()[0]), sample.out),
              1.01f * StepOf(*graph) + 5e-5f);
  }
}

TEST_P(QuantisedOnnxModelTest, TheIntegersAreWithinTwoSteps) {
  const absl::StatusOr<ir::Graph> graph = frontend::Import(model_, {GetParam()});
  ASSERT_TRUE(graph.ok()) << graph.status();
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  ASSERT_GT(StepOf(*graph), 0);
  for (const Sample& sample : SamplesOf(numbers_, *graph)) {
    const absl::StatusOr<std::vector<std::string>> out =
        evaluator->Run({ir::BytesOf<float>(sample.in)});
    ASSERT_TRUE(out.ok()) << out.status();
    std::vector<float> numbers(sample.out.size());
    std::memcpy(numbers.data(), (*out)[0].data(), (*out)[0].size());
    EXPECT_LE(LargestDifference(numbers, sample.out), 2.01f * StepOf(*graph));
  }
}

// Where a layer gets the engine's integers, nothing that layers before it did counts.
TEST_P(QuantisedOnnxModelTest, EveryLayerAloneIsWithinAStep) {
  const absl::StatusOr<frontend::CalibratedModel> model =
      frontend::ImportWithReal(model_, {GetParam()});
  ASSERT_TRUE(model.ok()) << model.status();
  std::vector<frontend::calibrate::Sample> samples;
  for (const Sample& sample : SamplesOf(numbers_, model->real)) samples.push_back({sample.in});
  cli::ConsoleOptions quiet;
  quiet.quiet = true;
  cli::Progress progress((cli::Console(quiet)));
  const absl::StatusOr<cli::Fidelity> fidelity =
      cli::MeasureFidelity(*model, samples, {}, &progress);
  ASSERT_TRUE(fidelity.ok()) << fidelity.status();
  EXPECT_GE(fidelity->layers.size(), 4u);
  for (const cli::LayerNoise& layer : fidelity->layers) {
    EXPECT_LE(layer.noise.largest_steps, 1) << layer.layer;
  }
}

// Decibels of the engine's outputs for all samples.
double DecibelsOf(const ir::Graph& integers, const std::vector<Sample>& samples) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(integers);
  EXPECT_TRUE(evaluator.ok()) << evaluator.status();
  double signal = 0, noise = 0;
  for (const Sample& sample : samples) {
    const absl::StatusOr<std::vector<std::string>> out =
        evaluator->Run({ir::BytesOf<float>(sample.in)});
    EXPECT_TRUE(out.ok()) << out.status();
    std::vector<float> given(sample.out.size());
    std::memcpy(given.data(), (*out)[0].data(), (*out)[0].size());
    for (size_t i = 0; i < given.size(); ++i) {
      signal += std::pow(static_cast<double>(sample.out[i]), 2);
      noise += std::pow(static_cast<double>(sample.out[i] - given[i]), 2);
    }
  }
  return 10 * std::log10(signal / noise);
}

// Unrolled layers of all kinds, quantised with the samples themselves.
TEST(RecurrentOnnxModelTest, TheIntegersComeNearToOnnxRuntimesFloats) {
  const absl::StatusOr<std::string> model = ReadFile("models/onnx/recurrent_f32.onnx");
  const absl::StatusOr<std::string> numbers = ReadFile("models/onnx/recurrent_f32.bin");
  ASSERT_TRUE(model.ok() && numbers.ok());
  const absl::StatusOr<ir::Graph> graph = frontend::ImportFloat(*model, {"recurrent_f32.onnx"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  const std::vector<Sample> samples = SamplesOf(*numbers, *graph);
  std::vector<frontend::calibrate::Sample> inputs;
  for (const Sample& sample : samples) inputs.push_back({sample.in});
  const absl::StatusOr<frontend::CalibratedModel> calibrated =
      frontend::Calibrate(*graph, inputs, {}, {});
  ASSERT_TRUE(calibrated.ok()) << calibrated.status();
  EXPECT_GT(DecibelsOf(calibrated->integers, samples), 25);
}

// ONNX Runtime leaves recurrent layers in float32: refused without samples, quantised with them.
TEST(RecurrentOnnxModelTest, SamplesQuantiseWhatTheFileLeavesInFloat) {
  const absl::StatusOr<std::string> model = ReadFile("models/onnx/recurrent_qdq.onnx");
  const absl::StatusOr<std::string> numbers = ReadFile("models/onnx/recurrent_qdq.bin");
  ASSERT_TRUE(model.ok() && numbers.ok());
  const absl::Status refused = frontend::Import(*model, {"recurrent_qdq.onnx"}).status();
  EXPECT_EQ(std::string(refused.message()),
            "unsupported: the operator's output has no quantisation (recurrent_qdq.onnx, operator "
            "15 LSTM '/LSTM_10/from_input')\n"
            "  it stands inside a model in which other operators are quantised\n"
            "  hint: --calibration=SAMPLES quantises what the file leaves in float32");
  const absl::StatusOr<ir::Graph> graph = frontend::ImportFloat(*model, {"recurrent_qdq.onnx"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  const std::vector<Sample> samples = SamplesOf(*numbers, *graph);
  std::vector<frontend::calibrate::Sample> inputs;
  for (const Sample& sample : samples) inputs.push_back({sample.in});
  const absl::StatusOr<frontend::CalibratedModel> calibrated =
      frontend::Calibrate(*graph, inputs, {}, {});
  ASSERT_TRUE(calibrated.ok()) << calibrated.status();
  EXPECT_GT(DecibelsOf(calibrated->integers, samples), 25);
  // What the file says stays: the input's scale, and that the engine rounds once.
  EXPECT_EQ(calibrated->integers.rounding, ir::Rounding::kOnce);
}

INSTANTIATE_TEST_SUITE_P(Models, OnnxModelTest,
                         testing::Values("attention_f32", "attention_qdq", "gates_f32", "gates_qdq",
                                         "image_f32", "image_qdq", "image_qdq_u8",
                                         "image_qoperator", "recurrent_f32", "recurrent_qdq",
                                         "sequence_f32", "sequence_qdq"),
                         [](const auto& name) { return std::string(name.param); });

INSTANTIATE_TEST_SUITE_P(Models, QuantisedOnnxModelTest,
                         testing::Values("attention_qdq", "gates_qdq", "image_qdq", "image_qdq_u8",
                                         "image_qoperator", "sequence_qdq"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace iegen::tests
