// Small graphs whose values follow from arithmetic by hand; models are judged in tests/e2e.
#include "ir/eval/evaluator.h"

#include "gtest/gtest.h"
#include "ir/text/parser.h"
#include "ir/verify.h"

namespace iegen {
namespace {

std::string Bytes(std::initializer_list<int> values) {
  std::string bytes;
  for (int v : values) bytes.push_back(static_cast<char>(v));
  return bytes;
}

absl::StatusOr<std::string> RunText(const char* text, const std::vector<std::string>& inputs) {
  absl::StatusOr<ir::Graph> graph = ir::Parse(text);
  if (!graph.ok()) return graph.status();
  const absl::Status verified = ir::Verify(*graph, ir::Stage::kImported);
  if (!verified.ok()) return verified;
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*std::move(graph));
  if (!evaluator.ok()) return evaluator.status();
  absl::StatusOr<std::vector<std::string>> outputs = evaluator->Run(inputs);
  if (!outputs.ok()) return outputs.status();
  return outputs->front();
}

// All scales 1: each output is the plain sum of products, clamped.
TEST(EvaluatorTest, FullyConnectedByHand) {
  const auto out = RunText(R"(
graph @fc(%x: i8[1,3] q(1,1)) {
  %w: i8[2,3] q(1,0) = const dense<1,2,3,-1,0,1>
  %b: i32[2] = const dense<10,-200>
  %y: i8[1,2] q(1,0) = fully_connected(%x, %w, %b) {keep_dims=false, act=none}
  return %y
})",
                           {Bytes({1, 2, 3})});
  ASSERT_TRUE(out.ok()) << out.status();
  // (0*1 + 1*2 + 2*3) + 10 = 18; (0*-1 + 1*0 + 2*1) - 200 = -198 -> -128.
  EXPECT_EQ(*out, Bytes({18, -128}));
}

// Padding reads the zero point 1, that is the number 0.
TEST(EvaluatorTest, ConvolutionWithPaddingByHand) {
  const auto out = RunText(R"(
graph @conv(%x: i8[1,2,2,1] q(1,1)) {
  %w: i8[1,3,3,1] q(1,0) = const dense<1,1,1,1,1,1,1,1,1>
  %y: i8[1,2,2,1] q(1,5) = conv2d(%x, %w) {stride=[1,1], dilation=[1,1], pad=[1,1,1,1], act=relu}
  return %y
})",
                           {Bytes({2, 3, 4, -5})});
  ASSERT_TRUE(out.ok()) << out.status();
  // Numbers 1, 2, 3, -6: every window sees all four; sum 0.
  EXPECT_EQ(*out, Bytes({5, 5, 5, 5}));
}

TEST(EvaluatorTest, DepthwiseAddPoolReshapeByHand) {
  const auto out = RunText(R"(
graph @g(%x: i8[1,1,2,2] q(1,0)) {
  %w: i8[1,1,1,2] q(1,0) = const dense<2,3>
  %d: i8[1,1,2,2] q(1,0) = depthwise_conv2d(%x, %w, _) {stride=[1,1], dilation=[1,1], pad=[0,0,0,0], act=none}
  %a: i8[1,1,2,2] q(1,0) = add(%d, %x) {act=none}
  %p: i8[1,1,1,2] q(1,0) = pool2d(%a) {kind=max, kernel=[1,2], stride=[1,1], pad=[0,0,0,0], act=none}
  %r: i8[2] q(1,0) = reshape(%p) {shape=[2]}
  return %r
})",
                           {Bytes({1, 2, -3, 4})});
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(*out, Bytes({3, 16}));
}

TEST(EvaluatorTest, StateLastsFromRunToRunAndResetBringsItsBeginningBack) {
  const auto graph = ir::Parse(R"(
graph @sum(%x: i8[2] q(1,0)) {
  %v: i8[2] q(1,0) = variable dense<10,-10>
  %old: i8[2] q(1,0) = read_variable(%v)
  %sum: i8[2] q(1,0) = add(%old, %x) {act=none}
  assign_variable(%v, %sum)
  return %sum, %old
})");
  ASSERT_TRUE(graph.ok()) << graph.status();
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  using Outputs = std::vector<std::string>;
  const std::vector<std::string> x = {Bytes({1, 2})};
  EXPECT_EQ(*evaluator->Run(x), (Outputs{Bytes({11, -8}), Bytes({10, -10})}));
  EXPECT_EQ(*evaluator->Run(x), (Outputs{Bytes({12, -6}), Bytes({11, -8})}));
  Evaluator other = *evaluator;  // another stream
  EXPECT_EQ(*other.Run(x), (Outputs{Bytes({13, -4}), Bytes({12, -6})}));
  evaluator->Reset();
  EXPECT_EQ(*evaluator->Run(x), (Outputs{Bytes({11, -8}), Bytes({10, -10})}));
  EXPECT_EQ(*other.Run(x), (Outputs{Bytes({14, -2}), Bytes({13, -4})}));
}

TEST(EvaluatorTest, BranchesRunOneSide) {
  constexpr char kText[] = R"(
graph @if(%x: i8[1] q(1,0), %c: bool[1]) {
  %t: i8[1] q(1,0) = variable
  if_begin(%c)
  %a: i8[1] q(1,0) = add(%x, %x) {act=none}
  assign_variable(%t, %a)
  if_else()
  assign_variable(%t, %x)
  if_end()
  %y: i8[1] q(1,0) = read_variable(%t)
  return %y
})";
  EXPECT_EQ(*RunText(kText, {Bytes({3}), Bytes({1})}), Bytes({6}));
  EXPECT_EQ(*RunText(kText, {Bytes({3}), Bytes({0})}), Bytes({3}));
}

TEST(EvaluatorTest, ALoopWithoutAnEndIsStopped) {
  const auto out = RunText(R"(
graph @loop(%c: bool[1]) {
  loop_begin()
  loop_exit_unless(%c)
  loop_end()
  return %c
})",
                           {Bytes({1})});
  EXPECT_EQ(out.status().message(),
            "error: the loop does not come to an end with these inputs\n"
            "  it was stopped after 1,048,576 steps");
}

TEST(EvaluatorTest, WrongInputSizeIsSaid) {
  const auto out = RunText("graph @g(%x: i8[2] q(1,0)) {\n return %x }", {"abc"});
  EXPECT_EQ(out.status().message(), "error: input 0 'x' needs 2 bytes, 3 were given");
}

}  // namespace
}  // namespace iegen
