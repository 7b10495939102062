// Graphs that run row by row: the bytes of the evaluator, less memory, and no row missing.
#include <algorithm>
#include <random>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"
#include "ir/text/plan.h"
#include "passes/compile.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;

// "dense<...>" of small numbers, both signs.
std::string Dense(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i * 37 % 41 - 20);
  return absl::StrCat("dense<", absl::StrJoin(numbers, ","), ">");
}

struct Layer {
  const char* name;
  const char* kernel;
  std::string text;                           // from %a (and %z), i8[1,24,20,8], to %b
  int height = 24, width = 20, channels = 8;  // of %b
};

std::string Type(int height, int width, int channels) {
  return absl::StrCat("i8[1,", height, ",", width, ",", channels, "] q(0.5,-3)");
}

std::vector<Layer> Layers() {
  const std::string same = Type(24, 20, 8), half = Type(12, 10, 8), twice = Type(48, 40, 8);
  const std::string w3 = absl::StrCat("  %w3: i8[8,3,3,8] q(0.02,0) = const ", Dense(576), "\n");
  const std::string d3 = absl::StrCat("  %d3: i8[1,3,3,8] q(0.05,0) = const ", Dense(72), "\n");
  const auto b = [](const std::string& type, absl::string_view call) {
    return absl::StrCat("  %b: ", type, " = ", call, "\n");
  };
  return {
      {"Same3x3", "conv2d_direct_s8", w3 + b(same, "conv2d(%a, %w3, _) {pad=[1,1,1,1], act=relu}")},
      {"Dilated", "conv2d_direct_s8",
       w3 + b(same, "conv2d(%a, %w3, _) {pad=[3,3,2,2], dilation=[3,2]}")},
      {"Strided", "conv2d_direct_s8",
       w3 + b(half, "conv2d(%a, %w3, _) {pad=[0,1,0,1], stride=[2,2]}"), 12, 10},
      {"Depthwise", "depthwise_conv2d_s8",
       d3 + b(same, "depthwise_conv2d(%a, %d3, _) {pad=[1,1,1,1]}")},
      {"MaxPool", "max_pool2d_s8", b(half, "pool2d(%a) {kind=max, kernel=[2,2], stride=[2,2]}"), 12,
       10},
      {"PoolWithGaps", "max_pool2d_s8",
       b(Type(6, 10, 8), "pool2d(%a) {kind=max, kernel=[2,2], stride=[4,2]}"), 6, 10},
      {"AveragePool", "average_pool2d_s8",
       b(same, "pool2d(%a) {kind=average, kernel=[3,3], pad=[1,1,1,1]}")},
      {"Table", "table_s8",
       "  %t: i8[1,24,20,8] q(0.00390625,-128) = logistic(%a)\n" + b(same, "add(%t, %a)")},
      {"Add", "add_s8", b(same, "add(%a, %z)")},
      {"ScaleOfChannels", "mul_s8",
       absl::StrCat("  %c: i8[1,1,1,8] q(0.1,0) = const ", Dense(8), "\n",
                    b(same, "binary(%a, %c) {kind=mul}"))},
      {"Pad", "pad_s8",
       "  %p: i8[1,29,20,8] q(0.5,-3) = pad(%a) {before=[0,2,0,0], after=[0,3,0,0]}\n" +
           b(Type(29, 20, 8), "add(%p, %p)"),
       29},
      {"Concat", "concat_rows",
       "  %p: i8[1,24,20,16] q(0.5,-3) = concat(%a, %z) {axis=3}\n" +
           b(Type(24, 20, 16), "add(%p, %p)"),
       24, 20, 16},
      {"Nearest", "resize_nearest", b(twice, "resize(%a) {kind=nearest, size=[48,40]}"), 48, 40},
      {"Bilinear", "resize_bilinear_s8",
       b(twice, "resize(%a) {kind=bilinear, size=[48,40], half_pixel_centers=true}"), 48, 40},
      {"TransposeConv", "transpose_conv2d_s8",
       w3 + b(twice, "transpose_conv2d(%a, %w3, _) {stride=[2,2], pad=[0,0], size=[48,40]}"), 48,
       40},
  };
}

// Filters in front that make much of little, the layer, and a maximum behind that leaves little.
ir::Graph GraphOf(const Layer& layer) {
  const int columns = std::min(layer.width, 20);
  const std::string text = absl::StrCat(
      "graph @a(%x: i8[1,24,20,2] q(0.5,-3)) {\n  %w: i8[8,1,1,2] q(0.05,0) = const ", Dense(16),
      "\n  %a: i8[1,24,20,8] q(0.5,-3) = conv2d(%x, %w, _)\n  %v: i8[8,1,1,2] q(0.03,0) = const ",
      Dense(16), "\n  %z: i8[1,24,20,8] q(0.5,-3) = conv2d(%x, %v, _)\n", layer.text,
      "  %y: ", Type(layer.height / 2, 1, layer.channels), " = pool2d(%b) {kind=max, kernel=[2,",
      columns, "], stride=[2,40]}\n  return %y\n}\n");
  absl::StatusOr<ir::Graph> graph = ir::Parse(text);
  EXPECT_TRUE(graph.ok()) << graph.status() << "\n" << text;
  return *std::move(graph);
}

absl::StatusOr<ir::Program> Compile(const ir::Graph& graph, bool stream) {
  CompileOptions options;
  options.objective = Objective::kRam;
  options.stream_rows = stream;
  return Lower(graph, **FindTarget("host"), options, nullptr);
}

// As the evaluator, for several inputs and contents of the arena.
void ExpectSameBytes(const ir::Graph& graph, const ir::Program& program) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  std::mt19937 random(7);
  for (int fill = 0; fill < 4; ++fill) {
    const Tensors inputs = ir::MakeInputs(graph, fill, random);
    const absl::StatusOr<Tensors> found =
        RunProgram(program, inputs, static_cast<uint8_t>(fill * 85));
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(*found == *evaluator->Run(inputs)) << "input fill " << fill;
  }
}

class LayerTest : public testing::TestWithParam<Layer> {};

TEST_P(LayerTest, GivesTheSameBytesRowByRow) {
  const ir::Graph graph = GraphOf(GetParam());
  const absl::StatusOr<ir::Program> plain = Compile(graph, false), rows = Compile(graph, true);
  ASSERT_TRUE(plain.ok() && rows.ok()) << plain.status() << rows.status();
  EXPECT_LT(rows->arena_bytes, plain->arena_bytes);
  const bool runs = absl::c_any_of(rows->calls, [&](const ir::KernelCall& call) {
    return call.kernel == GetParam().kernel && call.rows.rows > 1;
  });
  EXPECT_TRUE(runs) << ir::PrintPlan(*rows);
  ExpectSameBytes(graph, *rows);
}

INSTANTIATE_TEST_SUITE_P(Layers, LayerTest, testing::ValuesIn(Layers()),
                         [](const auto& layer) { return std::string(layer.param.name); });

// Two filters with a skip around them, and the mean of all pixels: of 16 x 16, or size x size.
ir::Graph Residual(int size = 16) {
  const std::string image = absl::StrCat("i8[1,", size, ",", size, ",8]");
  absl::StatusOr<ir::Graph> graph = ir::Parse(
      absl::StrCat("graph @a(%x: i8[1,", size, ",", size,
                   ",4] q(0.5,-3)) {\n  %v: i8[8,3,3,4] q(0.02,0) = const ", Dense(288),
                   "\n  %w: i8[8,3,3,8] q(0.02,0) = const ", Dense(576), "\n  %a: ", image,
                   " q(0.5,-3) = conv2d(%x, %v, _) {pad=[1,1,1,1]}"
                   "\n  %b: ",
                   image,
                   " q(0.4,2) = conv2d(%a, %w, _) {pad=[1,1,1,1], act=relu}"
                   "\n  %c: ",
                   image,
                   " q(0.6,-1) = conv2d(%b, %w, _) {pad=[1,1,1,1]}"
                   "\n  %d: ",
                   image,
                   " q(0.7,0) = add(%a, %c)"
                   "\n  %m: i8[1,8] q(0.05,1) = mean(%d) {axes=[1,2]}\n  return %m\n}\n"));
  EXPECT_TRUE(graph.ok()) << graph.status();
  return *std::move(graph);
}

TEST(StreamingTest, ASkipAndAMean) {
  const ir::Graph graph = Residual();
  const absl::StatusOr<ir::Program> program = Compile(graph, true);
  ASSERT_TRUE(program.ok()) << program.status();
  ASSERT_EQ(program->regions.size(), 1u);
  EXPECT_EQ(program->regions[0].last, 4);
  // Input 1,024, on the first row of which the output lies; 3 rows of a and b, 1 of c and d, of 128
  // bytes; sums 32.
  EXPECT_EQ(program->arena_bytes, 1024 + 8 * 128 + 32);
  ExpectSameBytes(graph, *program);
}

double InstructionsOf(const ir::Program& program) {
  double sum = 0;
  for (const ir::KernelCall& call : program.calls) sum += static_cast<double>(call.instructions);
  return sum;
}

// A limit on RAM is there to be used: the more there is, the fewer instructions.
TEST(StreamingTest, UnderALimitTheFastestThatFits) {
  const ir::Graph graph = Residual();
  const Target& target = **FindTarget("cortex-m4");
  CompileOptions options;
  const absl::StatusOr<ir::Program> fast = Lower(graph, target, options, nullptr);
  options.objective = Objective::kRam;
  const absl::StatusOr<ir::Program> small = Lower(graph, target, options, nullptr);
  ASSERT_TRUE(fast.ok() && small.ok()) << fast.status() << small.status();
  options.objective = Objective::kSpeed;
  double before = 2 * InstructionsOf(*small);
  int steps = 0;
  for (int64_t limit = 2048; limit < fast->arena_bytes + 256; limit += 256) {
    options.ram_limit = std::min(limit, fast->arena_bytes);
    const absl::StatusOr<ir::Program> program = Lower(graph, target, options, nullptr);
    ASSERT_TRUE(program.ok()) << program.status();
    if (!CheckRamLimit(*program, options.ram_limit).ok()) continue;
    EXPECT_LE(InstructionsOf(*program), before) << limit;
    steps += InstructionsOf(*program) < before ? 1 : 0;
    before = InstructionsOf(*program);
    ExpectSameBytes(graph, *program);
  }
  EXPECT_GE(steps, 3);
  EXPECT_EQ(before, InstructionsOf(*fast));
}

// Row by row as well, a core's own kernels run: they are worth some scratch.
TEST(StreamingTest, RowsRunWithKernelsOfTheCore) {
  for (absl::string_view name : {"cortex-m4", "cortex-m55", "rv32imcv"}) {
    CompileOptions options;
    options.objective = Objective::kRam;
    const absl::StatusOr<ir::Program> program =
        Lower(Residual(32), **FindTarget(name), options, nullptr);
    ASSERT_TRUE(program.ok()) << program.status();
    const auto of_core = absl::c_count_if(program->calls, [](const ir::KernelCall& call) {
      return call.rows.rows > 1 &&
             call.kernel.find('_', call.kernel.rfind("s8")) != std::string::npos;
    });
    EXPECT_GE(of_core, 3) << name << "\n" << ir::PrintPlan(*program);
    ExpectSameBytes(Residual(32), *program);
  }
}

TEST(StreamingTest, PlansPrintAndParse) {
  const absl::StatusOr<ir::Program> program = Compile(Residual(), true);
  ASSERT_TRUE(program.ok()) << program.status();
  const std::string text = ir::PrintPlan(*program);
  const absl::StatusOr<ir::Program> again = ir::ParsePlan(text);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(ir::PrintPlan(*again), text);
  EXPECT_EQ(again->calls[1].rows, program->calls[1].rows);
}

TEST(StreamingTest, AWindowOneRowShortIsFound) {
  const absl::StatusOr<ir::Program> good = Compile(Residual(), true);
  ASSERT_TRUE(good.ok()) << good.status();
  int tried = 0;
  for (size_t i = 0; i < good->calls.size(); ++i) {
    const ir::RowForm& form = good->calls[i].rows;
    if (form.row_bytes == 0) continue;
    ir::Program program = *good;
    const auto out =
        static_cast<size_t>(program.calls[i].operands[static_cast<size_t>(form.output)].index);
    program.buffers[out].bytes -= form.row_bytes;
    EXPECT_FALSE(ir::VerifyProgram(program).ok()) << program.calls[i].layer;
    ++tried;
  }
  EXPECT_EQ(tried, 4);
}

TEST(StreamingTest, EveryRowOfTheScheduleCounts) {
  const absl::StatusOr<ir::Program> good = Compile(Residual(), true);
  ASSERT_TRUE(good.ok()) << good.status();
  for (size_t i = 0; i < good->regions[0].schedule.size(); ++i) {
    ir::Program program = *good;
    program.regions[0].schedule.erase(program.regions[0].schedule.begin() +
                                      static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(ir::VerifyProgram(program).ok()) << i;
  }
}

}  // namespace
}  // namespace iegen::passes
