#include "passes/pass_manager.h"

#include "gtest/gtest.h"
#include "ir/text/parser.h"
#include "passes/pipeline.h"

namespace iegen::passes {
namespace {

constexpr char kGraph[] = R"(graph @g(%x: i8[2] q(0.5,0)) {
  %c: i8[2] q(0.5,0) = const dense<1,2>
  %y: i8[2] q(0.5,0) = add(%x, %c)
  %z: i8[2] q(0.5,0) = add(%x, %c)
  return %y, %z
})";

absl::Status Keep(ir::Graph&, const PassContext&) { return absl::OkStatus(); }
absl::Status DropInput(ir::Graph& graph, const PassContext&) {
  graph.nodes()[1].in.pop_back();
  return absl::OkStatus();
}

constexpr Pass kKeep = {"keep", "", Keep};
constexpr Pass kDropInput = {"drop-input", "", DropInput};

struct Log : Observer {
  std::vector<std::string> passes;
  std::vector<Defect> defects;
  void OnPass(const PassRun& run) override { passes.emplace_back(run.pass->name); }
  void OnDefect(const Defect& defect) override { defects.push_back(defect); }
};

ir::Graph Example() { return *ir::Parse(kGraph); }

std::vector<std::string> NamesRun(const Pipeline& pipeline, const ManagerOptions& options) {
  Log log;
  ir::Graph graph = Example();
  EXPECT_TRUE(RunPasses(pipeline, options, {}, &graph, &log).ok());
  return log.passes;
}

TEST(PassManagerTest, ABrokenGraphIsAnInternalErrorThatNamesThePass) {
  Log log;
  ir::Graph graph = Example();
  const absl::Status status =
      RunPasses({{&kKeep, false}, {&kDropInput, false}}, {}, {}, &graph, &log);
  EXPECT_EQ(status.message(),
            "internal: pass 'drop-input' broke the graph: add has 1 inputs, expected 2 to 2\n"
            "  this is a defect of iegen, not of your model. The model is right up to pass 'keep'\n"
            "  hint: report it with iegen-defect.ir (2 operators, weights replaced by zeros); "
            "--disable-pass=drop-input goes round it");
  EXPECT_TRUE(ir::Equal(graph, Example())) << "the last good graph is kept";
  ASSERT_EQ(log.defects.size(), 1u);
  const ir::Graph& report = log.defects[0].input;
  EXPECT_EQ(*report.value(report.nodes()[0].in[1]).data, std::string(2, '\0'));
}

TEST(PassManagerTest, TheFirstPassHasNoPassBeforeIt) {
  ir::Graph graph = Example();
  const absl::Status status = RunPasses({{&kDropInput, false}}, {}, {}, &graph, nullptr);
  EXPECT_NE(status.message().find("not of your model. The model is right before it\n"),
            absl::string_view::npos);
}

TEST(PassManagerTest, LimitAndSkipLeaveOutWhatIsNotRequired) {
  const Pipeline pipeline = {{FindPass("dce"), false},
                             {FindPass("cse"), false},
                             {FindPass("dce"), false},
                             {FindPass("lower-quant"), true}};
  using Names = std::vector<std::string>;
  EXPECT_EQ(NamesRun(pipeline, {}), (Names{"dce", "cse", "dce", "lower-quant"}));
  EXPECT_EQ(NamesRun(pipeline, {.passes_limit = 1, .skip = {}}), (Names{"dce", "lower-quant"}));
  EXPECT_EQ(NamesRun(pipeline, {.passes_limit = 0, .skip = {}}), (Names{"lower-quant"}));
  EXPECT_EQ(NamesRun(pipeline, {.passes_limit = -1, .skip = {"dce", "lower-quant"}}),
            (Names{"cse", "lower-quant"}));
}

TEST(PassManagerTest, AnUnknownNameIsAnError) {
  ir::Graph graph = Example();
  const ManagerOptions options{.passes_limit = -1, .skip = {"fold-pads"}};
  const absl::Status status = RunPasses({}, options, {}, &graph, nullptr);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message().find("error: unknown pass 'fold-pads'\n  hint: passes are cse, dce"),
            0u)
      << status;
}

TEST(PipelineTest, EveryPassOfTheListRuns) {
  for (const Pass& pass : AllPasses()) {
    bool found = false;
    for (const Step& step : DefaultPipeline()) found = found || step.pass == &pass;
    EXPECT_TRUE(found) << pass.name;
  }
}

}  // namespace
}  // namespace iegen::passes
