// Every kernel that can make one row at a time does so, alone and with what it asks for, and gives
// the bytes of the portable kernel for the whole.
#include "backends/row_calls.h"

#include <random>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "backends/testing/candidates.h"
#include "backends/testing/conv_sweep.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/rows.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;
using Tensors = std::vector<std::string>;

constexpr absl::string_view kTargets[] = {"host",      "cortex-m0",  "cortex-m3",
                                          "cortex-m4", "cortex-m55", "rv32imcv"};

std::set<std::string>& KernelsSeen() {
  static auto& kernels = *new std::set<std::string>;
  return kernels;
}

size_t Index(int64_t i) { return static_cast<size_t>(i); }

// Runs one call for row after row; only the rows that it asks for are there.
class RowRunner {
 public:
  RowRunner(const ir::Graph& graph, const RowCall& row, const Tensors& inputs)
      : graph_(graph), row_(row), call_(row.call), inputs_(inputs) {
    const ir::Node& node = graph.nodes()[0];
    out_.assign(Index(graph.type(node.out[0]).bytes()), '\0');
    // Sums begin with the first row; all else may be anything.
    for (const BoundOperand& o : call_.operands) {
      scratch_.emplace_back(Index(o.scratch_bytes) + kFence, 'U');
    }
  }

  std::string Run() {
    for (int32_t y = 0; y < row_.rows.rows; ++y) RunRow(y);
    for (const std::string& scratch : scratch_) {
      EXPECT_EQ(scratch.substr(scratch.size() - kFence), std::string(kFence, 'U'));
    }
    return out_;
  }

 private:
  static constexpr size_t kFence = 8;

  void RunRow(int32_t y) {
    ir::KernelCall call;
    call.spec = call_.spec;
    call.rows = row_.rows;
    const std::vector<ir::RowInput>& reads = row_.rows.inputs;
    const ir::RowRange first = ir::RowsRead(reads[0], y);
    Tensors rows(call_.operands.size());
    for (const ir::RowInput& in : reads) {
      const ir::RowRange range = ir::RowsRead(in, y);
      rows[Index(in.operand)] =
          Bytes(call_.operands[Index(in.operand)].index)
              .substr(Index(range.first * in.row_bytes), Index(range.count * in.row_bytes));
    }
    std::vector<void*> operands;
    for (size_t i = 0; i < call_.operands.size(); ++i) {
      operands.push_back(PlaceOf(i, y, &rows[i]));
    }
    row_.kernel->run(ir::SpecOfRow(call, y, first), operands);
  }

  const std::string& Bytes(size_t input) const {
    const ir::Value& value = graph_.value(graph_.nodes()[0].in[input]);
    if (value.constant()) return *value.data;
    const auto at = absl::c_find(graph_.inputs(), graph_.nodes()[0].in[input]);
    return inputs_[Index(at - graph_.inputs().begin())];
  }

  void* PlaceOf(size_t i, int32_t y, std::string* rows) {
    BoundOperand& o = call_.operands[i];
    switch (o.kind) {
      case BoundOperand::Kind::kInput:
        if (rows->empty()) *rows = Bytes(o.index);
        return rows->data();
      case BoundOperand::Kind::kOutput:
        return out_.data() + int64_t{y} * row_.rows.row_bytes;
      case BoundOperand::Kind::kConstant:
        return o.bytes.data();
      case BoundOperand::Kind::kScratch:
        return scratch_[i].data();
      case BoundOperand::Kind::kNull:
        break;
    }
    return nullptr;
  }

  const ir::Graph& graph_;
  const RowCall& row_;
  BoundCall call_;
  const Tensors& inputs_;
  std::string out_;
  Tensors scratch_;  // by operand
};

// The row calls for the node's candidates on `target`.
absl::StatusOr<std::vector<absl::optional<RowCall>>> AllRowCalls(const NodeView& node,
                                                                 const Target& target) {
  const std::vector<Candidate> candidates = CandidatesFor(node, target);
  std::vector<BoundCall> calls(candidates.size());
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].applicable) continue;
    absl::StatusOr<BoundCall> call = candidates[i].bind(node);
    if (!call.ok()) return call.status();
    calls[i] = *std::move(call);
  }
  return RowCallsOf(node, target, candidates, calls);
}

// Whether all row calls for the only node of `graph`, on all targets, give `expected`.
bool RowsGive(const ir::Graph& graph, const Tensors& inputs, const std::string& expected) {
  bool good = true;
  const NodeView node(graph, graph.nodes()[0]);
  for (absl::string_view name : kTargets) {
    const Target& target = **FindTarget(name);
    const auto calls = AllRowCalls(node, target);
    if (!calls.ok()) {
      ADD_FAILURE() << calls.status();
      return false;
    }
    for (const absl::optional<RowCall>& call : *calls) {
      if (!call) continue;
      KernelsSeen().insert(std::string(call->kernel->name));
      const bool same = RowRunner(graph, *call, inputs).Run() == expected;
      EXPECT_TRUE(same) << call->kernel->name << " on " << name;
      good = good && same;
    }
  }
  return good;
}

bool RowsOfConv(const ConvShape& shape, uint32_t seed) {
  if (shape.batch > 1) return true;
  static auto& c = *new ConvCase;
  c.Draw(shape, seed % ConvCase::kStages == 2 ? seed + 1 : seed);
  const ir::Graph graph = testing::GraphOf(c);
  const std::string in(reinterpret_cast<const char*>(c.in()), Index(c.in_bytes()));
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  if (!evaluator.ok()) return false;
  return RowsGive(graph, {in}, evaluator->Run({in})->front());
}

// A graph of one node, [1, 12, 10, 8] in and out, or what `type` says.
void ExpectRowsOf(const std::string& call, const std::string& type = "i8[1,12,10,8] q(0.5,-3)") {
  const std::string text = absl::StrCat(
      "graph @a(%x: i8[1,12,10,8] q(0.5,-3), %z: i8[1,12,10,8] q(0.4,5)) {\n  %y: ", type, " = ",
      call, "\n  return %y\n}\n");
  const absl::StatusOr<ir::Graph> graph = ir::Parse(text);
  ASSERT_TRUE(graph.ok()) << graph.status() << text;
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  std::mt19937 random(7);
  for (int fill = 0; fill < 4; ++fill) {
    const Tensors inputs = ir::MakeInputs(*graph, fill, random);
    EXPECT_TRUE(RowsGive(*graph, inputs, evaluator->Run(inputs)->front())) << call;
  }
}

TEST(RowCallsTest, Convolutions) {
  testing::Sweep<bool (*)(const ConvShape&, uint32_t)> sweep(RowsOfConv);
  EXPECT_EQ(sweep.ConvKxK(), 0);
  EXPECT_EQ(sweep.ConvOfEight(), 0);
  for (int32_t channels : {4, 8, 12, 20, 64}) {
    for (uint32_t seed = 0; seed < 7; ++seed) {
      EXPECT_TRUE(RowsOfConv({1, 5, 4, channels, 8}, seed));
      EXPECT_TRUE(RowsOfConv({1, 5, 4, channels, 8, 1, 1, 2, 2}, seed));
    }
  }
}

TEST(RowCallsTest, DepthwiseConvolutions) {
  for (int32_t channels : {4, 8, 16, 32}) {
    for (uint32_t seed = 0; seed < 7; ++seed) {
      for (int32_t width = 2; width <= 9; ++width) {
        const auto height = static_cast<int32_t>(2 + seed % 4);
        EXPECT_TRUE(
            RowsOfConv({1, height, width, channels, channels, 3, 3, 1, 1, 1, true, true}, seed));
        EXPECT_TRUE(
            RowsOfConv({1, height, width, channels, channels, 3, 3, 2, 2, 1, true, true}, seed));
      }
      EXPECT_TRUE(RowsOfConv({1, 7, 8, channels, channels, 3, 3, 1, 1, 1, true, true}, seed));
      EXPECT_TRUE(RowsOfConv({1, 9, 8, channels, channels, 5, 3, 2, 1, 1, true, true}, seed));
    }
  }
}

TEST(RowCallsTest, Pools) {
  const std::string half = "i8[1,6,5,8] q(0.5,-3)";
  ExpectRowsOf("pool2d(%x) {kind=max, kernel=[2,2], stride=[2,2]}", half);
  ExpectRowsOf("pool2d(%x) {kind=max, kernel=[3,3], pad=[1,1,1,1]}");
  ExpectRowsOf("pool2d(%x) {kind=average, kernel=[2,2], stride=[2,2]}", half);
  ExpectRowsOf("pool2d(%x) {kind=average, kernel=[3,3], pad=[1,1,1,1]}");
}

TEST(RowCallsTest, TwoInputs) {
  ExpectRowsOf("add(%x, %z)");
  ExpectRowsOf("binary(%x, %z) {kind=sub}");
  ExpectRowsOf("binary(%x, %z) {kind=mul}");
}

// Rows that don't begin at words are left to portable kernels.
TEST(RowCallsTest, KernelsOfCoresTakeRowsOfWords) {
  static auto& c = *new ConvCase;
  c.Draw({1, 5, 3, 8, 5}, 0);
  const ir::Graph graph = testing::GraphOf(c);
  const NodeView node(graph, graph.nodes()[0]);
  const Target& target = **FindTarget("cortex-m4");
  const auto calls = AllRowCalls(node, target);
  ASSERT_TRUE(calls.ok());
  for (const absl::optional<RowCall>& call : *calls) {
    if (!call) continue;
    EXPECT_FALSE(absl::StrContains(call->kernel->name, "dsp")) << call->kernel->name;
  }
}

class EveryKernel : public ::testing::Environment {
  void TearDown() override {
    const std::set<std::string> expected = {"add_s8",
                                            "add_s8_dsp",
                                            "add_s8_mve",
                                            "add_s8_thumb",
                                            "average_pool2d_s8",
                                            "average_pool2d_s8_dsp",
                                            "average_pool2d_s8_mve",
                                            "conv2d_1x1_s8_dsp",
                                            "conv2d_1x1_s8_mve",
                                            "conv2d_1x1_s8_rvv",
                                            "conv2d_1x1_wide_s8_dsp",
                                            "conv2d_1x1x8_s8_dsp",
                                            "conv2d_direct_s8",
                                            "conv2d_s8",
                                            "conv2d_s8_dsp",
                                            "conv2d_s8_mve",
                                            "conv2d_s8_rvv",
                                            "conv2d_s8_thumb",
                                            "conv2d_wide_s8_dsp",
                                            "depthwise_conv2d_3x3_bytes_s8_dsp",
                                            "depthwise_conv2d_3x3_s8_dsp",
                                            "depthwise_conv2d_3x3_s8_mve",
                                            "depthwise_conv2d_3x3_s8_thumb",
                                            "depthwise_conv2d_patches_s8_mve",
                                            "depthwise_conv2d_s8",
                                            "depthwise_conv2d_s8_dsp",
                                            "depthwise_conv2d_s8_mve",
                                            "depthwise_conv2d_s8_rvv",
                                            "max_pool2d_s8",
                                            "max_pool2d_s8_dsp",
                                            "max_pool2d_s8_mve",
                                            "mul_s8",
                                            "mul_s8_mve",
                                            "sub_s8"};
    EXPECT_EQ(absl::StrJoin(KernelsSeen(), " "), absl::StrJoin(expected, " "));
  }
};
const ::testing::Environment* const kEveryKernel =
    ::testing::AddGlobalTestEnvironment(new EveryKernel);

}  // namespace
}  // namespace iegen
