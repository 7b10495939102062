// Random graphs: the evaluator on the graph, the evaluator after each pass, and the planned program
// give the same bytes. IEGEN_SEEDS sets how many graphs are tried (a nightly run takes more).
#include <cstdlib>
#include <random>

#include "absl/strings/numbers.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/testing/random_graph.h"
#include "ir/text/printer.h"
#include "ir/verify.h"
#include "passes/compile.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;

constexpr int kFills = 4;

uint32_t Seeds() {
  uint32_t seeds = 300;
  const char* wanted = std::getenv("IEGEN_SEEDS");
  if (wanted != nullptr) {
    EXPECT_TRUE(absl::SimpleAtoi(wanted, &seeds));
  }
  return seeds;
}

std::vector<Tensors> MakeCases(const ir::Graph& graph, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Tensors> cases;
  for (int fill = 0; fill < kFills; ++fill) cases.push_back(ir::MakeInputs(graph, fill, random));
  return cases;
}

std::vector<Tensors> Evaluate(const ir::Graph& graph, const std::vector<Tensors>& cases) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  EXPECT_TRUE(evaluator.ok()) << evaluator.status();
  std::vector<Tensors> outputs;
  for (const Tensors& inputs : cases) {
    absl::StatusOr<Tensors> found = evaluator->Run(inputs);
    EXPECT_TRUE(found.ok()) << found.status();
    outputs.push_back(*std::move(found));
  }
  return outputs;
}

// Compares the graph after every pass.
class Comparer : public Observer {
 public:
  Comparer(const std::vector<Tensors>& cases, const std::vector<Tensors>& expected)
      : cases_(cases), expected_(expected) {}
  void OnPass(const PassRun& run) override {
    EXPECT_TRUE(Evaluate(*run.graph, cases_) == expected_)
        << "other bytes after " << run.pass->name;
  }

 private:
  const std::vector<Tensors>&cases_, &expected_;
};

CompileOptions OptionsOf(uint32_t seed) {
  constexpr Objective kObjectives[] = {Objective::kSpeed, Objective::kFlash, Objective::kRam};
  CompileOptions options;
  options.objective = kObjectives[seed % 3];
  options.preserve_inputs = seed % 4 == 1;
  if (seed % 5 == 0) options.passes.passes_limit = static_cast<int>(seed / 5 % 12);
  // Too small for some, which is no reason for other bytes.
  if (seed % 7 == 3) options.pools = {{"fast", 64 * (1 + seed % 20)}, {"slow", 1 << 16}};
  return options;
}

void Check(uint32_t seed) {
  const ir::Graph graph = ir::RandomGraph(seed, 2 + static_cast<int>(seed % 24));
  ASSERT_TRUE(ir::Verify(graph, ir::Stage::kImported).ok());
  const std::vector<Tensors> cases = MakeCases(graph, seed);
  const std::vector<Tensors> expected = Evaluate(graph, cases);
  Comparer comparer(cases, expected);
  const std::vector<const Target*> targets = AllTargets();
  const absl::StatusOr<ir::Program> program =
      Lower(graph, *targets[seed % targets.size()], OptionsOf(seed), &comparer);
  ASSERT_TRUE(program.ok()) << program.status();
  ProgramRunner runner(*program);
  for (size_t i = 0; i < cases.size(); ++i) {
    const absl::StatusOr<Tensors> found = runner.Run(cases[i]);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == expected[i]) << "other bytes of the program, input fill " << i;
  }
}

TEST(DifferentialTest, EveryFormOfAGraphGivesTheSameBytes) {
  const uint32_t seeds = Seeds();
  for (uint32_t seed = 0; seed < seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Check(seed);
    if (HasFailure()) {
      ADD_FAILURE() << ir::Print(ir::RandomGraph(seed, 2 + static_cast<int>(seed % 24)));
    }
  }
}

}  // namespace
}  // namespace iegen::passes
