// Odd models that are read give the oracle's bytes: in the evaluator, and in the planned program of
// a small and a large core. Those with operators that are not there yet are passed over.
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "base/file.h"
#include "frontend/frontend.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "passes/compile.h"
#include "tests/e2e/vectors.h"
#include "tests/negative/corpus.h"

namespace iegen::tests {
namespace {

// vectors/STEM.* or, where one folder serves several formats, vectors/tflite_STEM.*
VectorFiles FilesOf(const std::string& folder, const CorpusCase& c) {
  for (absl::string_view prefix : {"", "tflite_"}) {
    const std::string stem = absl::StrCat(folder, "/vectors/", prefix, c.Stem());
    if (std::filesystem::exists(stem + ".txt")) {
      return {stem + ".txt", stem + ".in.bin", stem + ".out.bin"};
    }
  }
  return {};
}

void CheckEvaluator(const ir::Graph& graph, const std::vector<VectorCase>& cases) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  for (const VectorCase& c : cases) {
    const auto found = evaluator->Run(c.inputs);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == c.outputs) << c.label;
  }
}

void CheckProgram(const ir::Graph& graph, const Target& target,
                  const std::vector<VectorCase>& cases) {
  const absl::StatusOr<ir::Program> program = passes::Lower(graph, target, {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  ProgramRunner runner(*program);
  for (const VectorCase& c : cases) {
    const auto found = runner.Run(c.inputs);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == c.outputs) << c.label << " on " << target.name;
  }
}

TEST(AcceptedTest, OddModelsGiveTheOraclesBytes) {
  const std::string folder = CorpusFolder();
  int checked = 0;
  for (const CorpusCase& c : CorpusCases(folder)) {
    const VectorFiles files = FilesOf(folder, c);
    if (c.expect == "error" || files.manifest.empty()) continue;
    SCOPED_TRACE(c.file);
    const absl::StatusOr<std::string> bytes = ReadFile(absl::StrCat(folder, "/", c.file));
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const absl::StatusOr<ir::Graph> graph = frontend::Import(*bytes, {c.file});
    if (!graph.ok()) continue;
    const absl::StatusOr<std::vector<VectorCase>> cases = ReadVectorFiles(files);
    ASSERT_TRUE(cases.ok()) << cases.status();
    CheckEvaluator(*graph, *cases);
    for (absl::string_view name : {"cortex-m0", "cortex-m55"}) {
      CheckProgram(*graph, **FindTarget(name), *cases);
    }
    ++checked;
  }
  std::printf("%d models compared\n", checked);
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace iegen::tests
