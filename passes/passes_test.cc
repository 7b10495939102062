// Runs every case of testdata/*.ir: the text after the pass is the expected one, and the graphs
// before and after it give the same bytes for random and extreme inputs.
//
// IEGEN_UPDATE=1 bazel run //passes:passes_test   writes what the passes give as expectations; read
// the difference like code.
#include <cstdlib>
#include <filesystem>
#include <random>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"
#include "ir/verify.h"
#include "passes/pass.h"
#include "passes/pass_cases.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;

constexpr char kFolder[] = "passes/testdata";

void ExpectEqualBytes(const ir::Graph& before, const ir::Graph& after) {
  absl::StatusOr<Evaluator> old_graph = Evaluator::Create(before);
  absl::StatusOr<Evaluator> new_graph = Evaluator::Create(after);
  ASSERT_TRUE(old_graph.ok()) << old_graph.status();
  ASSERT_TRUE(new_graph.ok()) << new_graph.status();
  std::mt19937 random(1);
  for (int fill = 0; fill < 8; ++fill) {
    const Tensors inputs = ir::MakeInputs(before, fill, random);
    const absl::StatusOr<Tensors> expected = old_graph->Run(inputs);
    const absl::StatusOr<Tensors> found = new_graph->Run(inputs);
    ASSERT_TRUE(expected.ok()) << expected.status();
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*expected == *found) << "other bytes with input fill " << fill;
  }
}

// The interface of a model: which no pass may change.
std::vector<std::string> EndsOf(const ir::Graph& graph) {
  std::vector<std::string> ends;
  for (const auto* ids : {&graph.inputs(), &graph.outputs()}) {
    for (ir::ValueId id : *ids) {
      const ir::Value& value = graph.value(id);
      ends.push_back(
          absl::StrCat(value.name, " '", value.original, "' ", ir::PrintType(value.type)));
    }
    ends.push_back("/");
  }
  return ends;
}

absl::StatusOr<ir::Graph> Verified(absl::StatusOr<ir::Graph> graph) {
  if (!graph.ok()) return graph;
  const absl::Status status = ir::Verify(*graph, ir::Stage::kQuantised);
  if (!status.ok()) return status;
  return graph;
}

absl::StatusOr<ir::Graph> After(const Pass& pass, const PassContext& context, ir::Graph graph) {
  const absl::Status status = pass.run(graph, context);
  if (!status.ok()) return status;
  return Verified(std::move(graph));
}

// The graph after the pass, all properties checked but the text.
absl::StatusOr<ir::Graph> RunCase(const Pass& pass, const PassContext& context, const PassCase& c) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph before, Verified(ir::Parse(c.input)));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph after, After(pass, context, before));
  EXPECT_EQ(EndsOf(before), EndsOf(after));
  ExpectEqualBytes(before, after);
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph again, After(pass, context, after));
  EXPECT_EQ(ir::Print(after), ir::Print(again)) << "a second run changes the graph again";
  return after;
}

std::vector<std::string> CaseFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    files.push_back(entry.path().filename().string());
  }
  absl::c_sort(files);
  return files;
}

class PassesTest : public testing::TestWithParam<std::string> {};

TEST_P(PassesTest, GivesTheExpectedText) {
  const std::string path = absl::StrCat(kFolder, "/", GetParam());
  const absl::StatusOr<std::string> text = ReadFile(path);
  ASSERT_TRUE(text.ok()) << text.status();
  absl::StatusOr<PassCases> cases = ParseCases(*text);
  ASSERT_TRUE(cases.ok()) << cases.status();
  const Pass* pass = FindPass(cases->pass);
  ASSERT_NE(pass, nullptr) << cases->pass;
  PassContext context;
  if (!cases->target.empty()) {
    const absl::StatusOr<const Target*> target = FindTarget(cases->target);
    ASSERT_TRUE(target.ok()) << target.status();
    context.target = *target;
  }
  const bool update = std::getenv("IEGEN_UPDATE") != nullptr;
  for (PassCase& c : cases->cases) {
    SCOPED_TRACE(c.name);
    const absl::StatusOr<ir::Graph> found = RunCase(*pass, context, c);
    ASSERT_TRUE(found.ok()) << found.status();
    if (update) c.expected = ir::Print(*found);
    EXPECT_EQ(ir::Print(*found), c.expected);
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (!update || workspace == nullptr) return;
  EXPECT_TRUE(WriteFile(absl::StrCat(workspace, "/", path), PrintCases(*cases)).ok());
}

std::string TestName(const testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(Testdata, PassesTest, testing::ValuesIn(CaseFiles()), TestName);

TEST(PassesTest, EveryPassHasCases) {
  const std::vector<std::string> files = CaseFiles();
  for (const Pass& pass : AllPasses()) {
    std::string file = absl::StrCat(pass.name, ".ir");
    absl::c_replace(file, '-', '_');
    EXPECT_TRUE(absl::c_linear_search(files, file)) << file << " is missing";
  }
}

}  // namespace
}  // namespace iegen::passes
