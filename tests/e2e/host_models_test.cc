// Whole models on the host: evaluator and planned program give the bytes that the oracle recorded.
//
// IEGEN_MODELS names another folder of the same layout than //models; models with operators that
// are not there are then counted and passed over.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "frontend/frontend.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "passes/compile.h"
#include "tests/e2e/vectors.h"

namespace iegen::tests {
namespace {

std::string Folder() {
  const char* other = std::getenv("IEGEN_MODELS");
  return other == nullptr ? "models" : other;
}

std::vector<std::string> Models() {
  std::vector<std::string> models;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    if (!std::filesystem::exists(entry.path() / "model.tflite")) continue;
    models.push_back(entry.path().filename().string());
  }
  absl::c_sort(models);
  return models;
}

class HostModelsTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string folder = absl::StrCat(Folder(), "/", GetParam());
    const absl::StatusOr<std::string> bytes = ReadFile(folder + "/model.tflite");
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    graph_ = frontend::Import(*bytes, {GetParam(), nullptr});
    if (!graph_.ok() && std::getenv("IEGEN_MODELS") != nullptr) {
      GTEST_SKIP() << graph_.status().message();
    }
    ASSERT_TRUE(graph_.ok()) << graph_.status();
    absl::StatusOr<std::vector<VectorCase>> cases = ReadVectors(folder);
    ASSERT_TRUE(cases.ok()) << cases.status();
    cases_ = *std::move(cases);
  }

  absl::StatusOr<ir::Graph> graph_ = absl::InternalError("not read");
  std::vector<VectorCase> cases_;
};

TEST_P(HostModelsTest, TheEvaluatorGivesTheRecordedBytes) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*graph_);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  for (const VectorCase& c : cases_) {
    const auto found = evaluator->Run(c.inputs);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == c.outputs) << c.label;
  }
}

// Every target runs its own kernels' portable models; one case in six, since all cases tell the
// same about a plan; all of a stream.
TEST_P(HostModelsTest, ThePlannedProgramGivesTheRecordedBytesOnEveryTarget) {
  for (const Target* target : AllTargets()) {
    const absl::StatusOr<ir::Program> program = passes::Lower(*graph_, *target, {}, nullptr);
    ASSERT_TRUE(program.ok()) << program.status();
    std::cout << GetParam() << " " << target->name << ": arena " << program->arena_bytes
              << " bytes, bound " << program->arena_bound_bytes << "\n";
    ProgramRunner runner(*program);
    for (size_t i = 0; i < cases_.size(); i += program->stateful() ? 1 : 6) {
      const auto found = runner.Run(cases_[i].inputs);
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_TRUE(*found == cases_[i].outputs) << cases_[i].label << " on " << target->name;
    }
  }
}

std::string TestName(const testing::TestParamInfo<std::string>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(Models, HostModelsTest, testing::ValuesIn(Models()), TestName);

}  // namespace
}  // namespace iegen::tests
