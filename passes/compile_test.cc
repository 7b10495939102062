// Whole lowerings: for every target and every option, the planned arena gives the bytes of the
// evaluator, and the plan is as small as it should be.
#include "passes/compile.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"
#include "ir/text/plan.h"
#include "ir/text/printer.h"
#include "passes/compile_examples.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;

ir::Graph GraphOf(const Example& example) {
  absl::StatusOr<ir::Graph> graph = ir::Parse(example.text);
  EXPECT_TRUE(graph.ok()) << graph.status();
  return *std::move(graph);
}

void ExpectEqualBytes(const ir::Graph& graph, const ir::Program& program) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  std::mt19937 random(7);
  ProgramRunner runner(program, static_cast<uint8_t>(random()));
  for (int fill = 0; fill < 6; ++fill) {
    const Tensors inputs = ir::MakeInputs(graph, fill, random);
    const absl::StatusOr<Tensors> expected = evaluator->Run(inputs);
    const absl::StatusOr<Tensors> found = runner.Run(inputs);
    ASSERT_TRUE(expected.ok() && found.ok()) << expected.status() << found.status();
    EXPECT_TRUE(*expected == *found) << "other bytes with input fill " << fill;
  }
}

std::vector<CompileOptions> AllOptions() {
  std::vector<CompileOptions> all;
  for (Objective objective : {Objective::kSpeed, Objective::kFlash, Objective::kRam}) {
    for (bool preserve : {false, true}) {
      CompileOptions options;
      options.objective = objective;
      options.preserve_inputs = preserve;
      all.push_back(options);
    }
  }
  all.push_back({});
  all.back().passes.passes_limit = 0;
  return all;
}

class CompileTest : public testing::TestWithParam<Example> {};

TEST_P(CompileTest, GivesTheEvaluatorsBytesOnEveryTarget) {
  const ir::Graph graph = GraphOf(GetParam());
  for (const Target* target : AllTargets()) {
    for (const CompileOptions& options : AllOptions()) {
      const absl::StatusOr<ir::Program> program = Lower(graph, *target, options, nullptr);
      ASSERT_TRUE(program.ok()) << target->name << program.status();
      ExpectEqualBytes(graph, *program);
    }
  }
}

TEST_P(CompileTest, NeedsNoMoreMemoryThanThis) {
  const absl::StatusOr<ir::Program> program =
      Lower(GraphOf(GetParam()), **FindTarget("rv32imc"), {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(program->arena_bytes, GetParam().arena_bytes);
}

std::string NameOf(const testing::TestParamInfo<Example>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Examples, CompileTest, testing::ValuesIn(kExamples), NameOf);

ir::Program LowerExample(size_t index, const CompileOptions& options) {
  absl::StatusOr<ir::Program> program =
      Lower(GraphOf(kExamples[index]), **FindTarget("host"), options, nullptr);
  EXPECT_TRUE(program.ok()) << program.status();
  return *std::move(program);
}

// Of what is a kilobyte or an eighth larger than the smallest, nothing has a smaller product of
// instructions and bytes; code is shared by all layers of a kind, so between none and all of it
// counts.
TEST_P(CompileTest, FlashTakesSmallKernelsWhoseBytesPay) {
  constexpr int64_t kFew = 1024;
  CompileOptions options;
  options.objective = Objective::kFlash;
  const absl::StatusOr<ir::Program> program =
      Lower(GraphOf(GetParam()), **FindTarget("cortex-m4"), options, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  for (const ir::KernelCall& call : program->calls) {
    int64_t least = std::numeric_limits<int64_t>::max(), least_constants = least;
    const ir::CandidateNote* chosen = nullptr;
    for (const ir::CandidateNote& note : call.candidates) {
      if (note.chosen) chosen = &note;
      if (!note.applicable) continue;
      least = std::min(least, note.code_bytes + note.constant_bytes);
      least_constants = std::min(least_constants, note.constant_bytes);
    }
    if (chosen == nullptr) continue;
    EXPECT_LE(chosen->constant_bytes, least + std::max(kFew, least / 8)) << call.kernel;
    for (const ir::CandidateNote& note : call.candidates) {
      const bool is_small = note.code_bytes + note.constant_bytes <= least_constants + kFew;
      if (!note.applicable || !is_small) continue;
      EXPECT_GE(note.instructions * (note.code_bytes + note.constant_bytes + 1),
                chosen->instructions * chosen->constant_bytes)
          << call.kernel << " or " << note.kernel;
    }
  }
}

// One after the other, each kernel that has been chosen: others take its place, and give its bytes.
TEST_P(CompileTest, OtherKernelsTakeThePlaceOfADisabledOne) {
  const Target& m4 = **FindTarget("cortex-m4");
  const absl::StatusOr<ir::Program> program = Lower(GraphOf(GetParam()), m4, {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  for (const ir::KernelCall& call : program->calls) {
    if (call.flow != ir::Flow::kCall) continue;
    CompileOptions options;
    options.disabled_kernels = {call.kernel};
    const absl::StatusOr<ir::Program> other = Lower(GraphOf(GetParam()), m4, options, nullptr);
    if (!other.ok()) {
      EXPECT_TRUE(absl::StrContains(other.status().message(), "is switched off"));
      continue;
    }
    for (const ir::KernelCall& c : other->calls) EXPECT_NE(c.kernel, call.kernel);
    ExpectEqualBytes(GraphOf(GetParam()), *other);
  }
}

TEST(DisabledKernels, HaveNames) {
  CompileOptions options;
  options.disabled_kernels = {"conv3d_s8"};
  const absl::StatusOr<ir::Program> program =
      Lower(GraphOf(kExamples[0]), **FindTarget("cortex-m4"), options, nullptr);
  ASSERT_FALSE(program.ok());
  EXPECT_TRUE(absl::StrContains(program.status().message(), "there is no kernel 'conv3d_s8'"));
}

TEST_P(CompileTest, HasATextThatReadsBack) {
  const absl::StatusOr<ir::Program> program =
      Lower(GraphOf(GetParam()), **FindTarget("cortex-m4"), {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  ir::Blobs blobs;
  const std::string text = ir::PrintPlan(*program, &blobs);
  const absl::StatusOr<ir::Program> read = ir::ParsePlan(text, blobs);
  ASSERT_TRUE(read.ok()) << read.status() << "\n" << text;
  EXPECT_EQ(ir::PrintPlan(*read), ir::PrintPlan(*program));
  ExpectEqualBytes(GraphOf(GetParam()), *read);
}

TEST(LowerTest, EqualConstantsAreStoredOnce) {
  const ir::Program program = LowerExample(0, {});
  ASSERT_EQ(program.calls.size(), 3u);
  const auto weights = [&](size_t call) { return program.calls[call].operands[1].index; };
  EXPECT_EQ(weights(0), weights(1));
  EXPECT_EQ(weights(0), weights(2));
}

TEST(LowerTest, WorkIsCounted) {
  const ir::Program program = LowerExample(1, {});
  ASSERT_EQ(program.calls.size(), 3u) << "the reshape needs no call";
  EXPECT_EQ(program.calls[1].op, "fully_connected");
  EXPECT_EQ(program.calls[1].macs, 32);
  EXPECT_EQ(program.calls[1].weights_bytes, 32 + 2 * 4 + 4 + 1);
  EXPECT_EQ(program.calls[0].macs, 0);
}

TEST(LowerTest, PreservedInputsAreHeldToTheEnd) {
  CompileOptions options;
  options.preserve_inputs = true;
  const ir::Program program = LowerExample(2, options);
  for (const ir::ProgramEdge& input : program.inputs) {
    EXPECT_EQ(program.buffers[static_cast<size_t>(input.buffer)].last, 3);
  }
  EXPECT_EQ(program.arena_bytes, 192);
}

TEST(LowerTest, EveryCallKnowsWhatElseCouldHaveRun) {
  for (const Target* target : AllTargets()) {
    const absl::StatusOr<ir::Program> program = Lower(GraphOf(kExamples[0]), *target, {}, nullptr);
    ASSERT_TRUE(program.ok()) << program.status();
    for (const ir::KernelCall& call : program->calls) {
      int chosen = 0;
      for (const ir::CandidateNote& note : call.candidates) {
        chosen += note.chosen ? 1 : 0;
        EXPECT_EQ(note.chosen, note.kernel == call.kernel);
        if (!note.applicable) continue;
        EXPECT_GE(note.instructions, call.instructions) << note.kernel << " on " << target->name;
      }
      EXPECT_EQ(chosen, 1);
    }
  }
}

TEST(LowerTest, BodiesCanBeForced) {
  for (bool shared : {false, true}) {
    CompileOptions options;
    options.bodies = shared ? Bodies::kShared : Bodies::kStatic;
    for (const ir::KernelCall& call : LowerExample(0, options).calls) {
      EXPECT_EQ(call.shared_body, shared);
    }
  }
}

TEST(LowerTest, TheRamLimitIsAConditionThatNamesThePeak) {
  const ir::Program program = LowerExample(1, {});
  EXPECT_TRUE(CheckRamLimit(program, 0).ok());
  EXPECT_TRUE(CheckRamLimit(program, 64).ok());
  EXPECT_EQ(std::string(CheckRamLimit(program, 63).message()),
            "error: the engine needs 64 bytes of RAM, the limit is 63 (--ram-limit)\n"
            "  the peak is in step 0 'm': 'x' 64 + 'm' 16, of which they share 16\n"
            "  then comes step 1 'y': 'm' 16 + 'y' 2, of which they share 2\n"
            "  then comes step 2 's': 'y' 2 + 's' 2, of which they share 2\n"
            "  hint: --ram-limit=64 would do");
}

// Two sums are written to the halves of %c, which the third one overwrites: no call joins them.
TEST(LowerTest, JoinedPartsAreWrittenToTheirPlaces) {
  const absl::StatusOr<ir::Graph> graph = ir::Parse(R"(graph @a(%x: i8[1,8] q(0.5,-3)) {
  %a: i8[1,8] q(0.5,-3) = add(%x, %x)
  %b: i8[1,8] q(0.5,-3) = add(%a, %x)
  %c: i8[2,8] q(0.5,-3) = concat(%a, %b) {axis=0}
  %d: i8[2,8] q(0.5,-3) = add(%c, %x)
  return %d
})");
  ASSERT_TRUE(graph.ok()) << graph.status();
  const absl::StatusOr<ir::Program> program = Lower(*graph, **FindTarget("host"), {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(program->calls.size(), 3);
  EXPECT_EQ(program->arena_bytes, 24);
  ExpectEqualBytes(*graph, *program);
}

TEST(LowerTest, TwiceIsTheSame) {
  const ir::Program a = LowerExample(6, {}), b = LowerExample(6, {});
  EXPECT_TRUE(a.buffers == b.buffers);
  ASSERT_EQ(a.calls.size(), b.calls.size());
  for (size_t i = 0; i < a.calls.size(); ++i) EXPECT_EQ(a.calls[i].operands, b.calls[i].operands);
}

// Two of three channels of the first layer are constant: 2 * (1 * 3 + 3 * 1) MACs in the file.
TEST(LowerTest, CountsTheWorkOfTheFileAndWhatIsLeftOfIt) {
  const absl::StatusOr<ir::Graph> graph = ir::Parse(R"(graph @a(%x: i8[1,1,2,1] q(0.5,-3)) {
  %w: i8[3,1,1,1] q(0.25,0) = const dense<1,0,0>
  %y: i8[1,1,2,3] q(1,0) = conv2d(%x, %w) loc("f", 0, "CONV_2D", "y")
  %v: i8[1,1,1,3] q(0.25,0) = const dense<10,20,30>
  %z: i8[1,1,2,1] q(1,0) = conv2d(%y, %v) loc("f", 1, "CONV_2D", "z")
  return %z
})");
  ASSERT_TRUE(graph.ok()) << graph.status();
  const absl::StatusOr<ir::Program> program = Lower(*graph, *AllTargets()[0], {}, nullptr);
  ASSERT_TRUE(program.ok()) << program.status();
  int64_t macs = 0, live = 0;
  for (const ir::KernelCall& call : program->calls) {
    macs += call.macs;
    live += call.live_macs;
  }
  EXPECT_EQ(macs, 12);
  EXPECT_EQ(live, 4);
}

}  // namespace
}  // namespace iegen::passes
