// A network with constant channels and its twin, which was made without them: the compiler gives
// both the same engine, whether it removes channels or not.
#include <random>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"
#include "passes/compile.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;
using Channels = std::vector<int>;

constexpr int kChannels = 64, kOutputs = 8;

// Every fifth channel is made with weights of zero: it is always the zero point, which nobody sees.
bool IsConstant(int channel) { return channel % 5 == 2; }

Channels All() {
  Channels all;
  for (int c = 0; c < kChannels; ++c) all.push_back(c);
  return all;
}

Channels Live() {
  Channels live = All();
  std::erase_if(live, IsConstant);
  return live;
}

int Weight(int o, int i) { return (17 * o + 29 * i) % 23 - 11; }

// Two pointwise layers with a depthwise one between them that has these channels.
std::string NetworkOf(const Channels& channels) {
  std::vector<int> in, taps, out;
  for (int c : channels) {
    for (int i = 0; i < 4; ++i) in.push_back(IsConstant(c) ? 0 : Weight(c, i));
  }
  for (int t = 0; t < 9; ++t) {
    for (int c : channels) taps.push_back(Weight(c, t + 4));
  }
  for (int o = 0; o < kOutputs; ++o) {
    for (int c : channels) out.push_back(Weight(o, c));
  }
  const auto dense = [](const std::vector<int>& bytes) {
    return absl::StrCat("const dense<", absl::StrJoin(bytes, ","), ">\n");
  };
  const size_t n = channels.size();
  return absl::StrCat("graph @a(%x: i8[1,12,12,4] q(0.5,-3)) {\n  %w: i8[", n,
                      ",1,1,4] q(0.05,0) = ", dense(in), "  %y: i8[1,12,12,", n,
                      "] q(0.4,1) = conv2d(%x, %w)\n  %v: i8[1,3,3,", n,
                      "] q(0.02,0) = ", dense(taps), "  %d: i8[1,12,12,", n,
                      "] q(0.3,2) = depthwise_conv2d(%y, %v) {pad=[1,1,1,1]}\n  %u: i8[", kOutputs,
                      ",1,1,", n, "] q(0.01,0) = ", dense(out), "  %z: i8[1,12,12,", kOutputs,
                      "] q(0.2,3) = conv2d(%d, %u)\n  return %z\n}\n");
}

ir::Graph Network(const Channels& channels) {
  absl::StatusOr<ir::Graph> graph = ir::Parse(NetworkOf(channels));
  EXPECT_TRUE(graph.ok()) << graph.status();
  return *std::move(graph);
}

class TwinsTest : public testing::TestWithParam<const Target*> {
 protected:
  static ir::Program LowerFor(const Channels& channels, std::vector<std::string> skip) {
    CompileOptions options;
    options.passes.skip = std::move(skip);
    absl::StatusOr<ir::Program> program = Lower(Network(channels), *GetParam(), options, nullptr);
    EXPECT_TRUE(program.ok()) << program.status();
    return *std::move(program);
  }
};

int64_t ConstantBytes(const ir::Program& program) {
  int64_t bytes = 0;
  for (const ir::ProgramConstant& constant : program.constants) {
    bytes += static_cast<int64_t>(constant.data->size());
  }
  return bytes;
}

int64_t LiveMacs(const ir::Program& program) {
  int64_t macs = 0;
  for (const ir::KernelCall& call : program.calls) macs += call.live_macs;
  return macs;
}

std::vector<std::string> KernelsOf(const ir::Program& program) {
  std::vector<std::string> kernels;
  for (const ir::KernelCall& call : program.calls) kernels.push_back(call.kernel);
  return kernels;
}

TEST_P(TwinsTest, AreEnginesOfOneSize) {
  const ir::Program reduced = LowerFor(All(), {});
  const ir::Program twin = LowerFor(Live(), {"remove-channels"});
  EXPECT_EQ(KernelsOf(reduced), KernelsOf(twin));
  EXPECT_EQ(ConstantBytes(reduced), ConstantBytes(twin));
  EXPECT_EQ(reduced.arena_bytes, twin.arena_bytes);
}

// Padding is no work.
TEST_P(TwinsTest, HaveTheWorkOfTheirLiveChannels) {
  const int64_t products = 12 * 12 * static_cast<int64_t>(Live().size()) * (4 + 9 + kOutputs);
  EXPECT_EQ(LiveMacs(LowerFor(All(), {})), products);
  EXPECT_EQ(LiveMacs(LowerFor(Live(), {})), products);
}

TEST_P(TwinsTest, GiveTheSameBytes) {
  const ir::Graph graph = Network(All());
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  const ir::Program reduced = LowerFor(All(), {}), padded = LowerFor(Live(), {}),
                    twin = LowerFor(Live(), {"pad-channels", "remove-channels"});
  std::mt19937 random(1);
  for (int fill = 0; fill < 6; ++fill) {
    const Tensors inputs = ir::MakeInputs(graph, fill, random);
    const Tensors expected = evaluator->Run(inputs).value();
    for (const ir::Program* program : {&reduced, &padded, &twin}) {
      EXPECT_TRUE(RunProgram(*program, inputs).value() == expected) << "input fill " << fill;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AllTargets, TwinsTest, testing::ValuesIn(AllTargets()),
                         [](const testing::TestParamInfo<const Target*>& target) {
                           std::string name(target.param->name);
                           absl::c_replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace iegen::passes
