// The project's models, written out again and read back: the copies give the bytes that the oracle
// recorded for the models.
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "frontend/frontend.h"
#include "frontend/tflite/exporter.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "tests/e2e/vectors.h"

namespace iegen::tests {
namespace {

class ExportTest : public testing::TestWithParam<const char*> {};

TEST_P(ExportTest, TheCopyGivesTheRecordedBytes) {
  const std::string folder = absl::StrCat("models/", GetParam());
  const absl::StatusOr<std::string> bytes = ReadFile(folder + "/model.tflite");
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const absl::StatusOr<ir::Graph> graph = frontend::Import(*bytes, {});
  ASSERT_TRUE(graph.ok()) << graph.status();
  const absl::StatusOr<std::string> copy = frontend::tflite::ExportTflite(*graph);
  ASSERT_TRUE(copy.ok()) << copy.status();
  const absl::StatusOr<ir::Graph> again = frontend::Import(*copy, {});
  ASSERT_TRUE(again.ok()) << again.status();
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*again);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  const absl::StatusOr<std::vector<VectorCase>> cases = ReadVectors(folder);
  ASSERT_TRUE(cases.ok()) << cases.status();
  for (const VectorCase& c : *cases) {
    const auto found = evaluator->Run(c.inputs);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == c.outputs) << c.label;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ExportTest,
                         testing::Values("autoencoder_ad", "dscnn_kws", "lenet_digits",
                                         "lenet_digits_u8", "mobilenet_v1_025_vww", "resnet8_ic",
                                         "sine", "sine_f32"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace iegen::tests
