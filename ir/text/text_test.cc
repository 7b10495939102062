// The text form must lose nothing, and must reject what is not of its form with a line number.
#include "gtest/gtest.h"
#include "ir/text/parser.h"
#include "ir/text/printer.h"
#include "ir/verify.h"

namespace iegen::ir {
namespace {

constexpr char kTiny[] = R"(graph @tiny(%x: i8[1,4,4,3] q(0.05,-3)) {
  %w "conv/kernel\n": i8[2,1,1,3] q(axis=0, 0.01, 0.02) = const dense<1,2,3,-4,-5,127>
  %c: i8[1,2,2,2] q(0.1,0) = conv2d(%x, %w, _) {stride=[2,2], dilation=[1,1], pad=[0,0,0,0], act=relu6} loc("m.tflite", 12, "CONV_2D", "conv\"1")
  %s: i8[1,2,2,2] q(0.00390625,-128) = softmax(%c) {beta=1}
  return %s
}
)";

TEST(TextTest, PrintsWhatWasParsed) {
  const absl::StatusOr<Graph> graph = Parse(kTiny);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(Print(*graph), kTiny);
  EXPECT_TRUE(Verify(*graph, Stage::kImported).ok()) << Verify(*graph, Stage::kImported);
}

TEST(TextTest, KeepsTheRounding) {
  const char text[] = "graph @once(%x: i8[1]) rounding=once {\n  return %x\n}\n";
  const absl::StatusOr<Graph> graph = Parse(text);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->rounding, Rounding::kOnce);
  EXPECT_EQ(Print(*graph), text);
}

TEST(TextTest, KeepsLargeConstantsBesideTheText) {
  Graph graph;
  const ValueId w = graph.AddConstant("w", {ElemType::kInt8, {100}, {}}, std::string(100, '\5'));
  graph.outputs() = {w};
  Blobs blobs;
  const std::string text = Print(graph, &blobs);
  EXPECT_EQ(text, "graph @model() {\n  %w: i8[100] = const blob<w>\n  return %w\n}\n");
  const absl::StatusOr<Graph> again = Parse(text, blobs);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(Equal(graph, *again));
  EXPECT_FALSE(Parse(text).ok());
}

TEST(TextTest, FloatConstantsKeepTheirBits) {
  const char text[] =
      "graph @f() {\n  %w: f32[2] = const dense<0x7fc00001,0x80000000>\n  return %w\n}\n";
  const absl::StatusOr<Graph> graph = Parse(text);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(Print(*graph), text);
}

TEST(TextTest, KeepsVariablesAndOperatorsWithoutOutputs) {
  const char text[] = R"(graph @s(%x: i8[4] q(0.5,-3), %c: bool[1]) {
  %v: i8[4] q(0.5,-3) = variable fill<-3>
  %w "old/window": i16[2] q(0.5,0) = variable dense<1,-2>
  %t: i8[4] q(0.5,-3) = variable
  %r: i8[4] q(0.5,-3) = read_variable(%v)
  assign_variable(%v, %x)
  %q: i16[2] q(0.5,0) = read_variable(%w)
  if_begin(%c)
  assign_variable(%t, %r)
  if_else()
  assign_variable(%t, %x)
  if_end()
  %y: i8[4] q(0.5,-3) = read_variable(%t)
  return %y, %q
}
)";
  const absl::StatusOr<Graph> graph = Parse(text);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(Print(*graph), text);
  EXPECT_TRUE(Verify(*graph, Stage::kImported).ok()) << Verify(*graph, Stage::kImported);
  EXPECT_EQ(*graph->value(graph->Variables()[0]).initial, std::string(4, '\xfd'));
}

struct Wrong {
  const char *text, *message;
};

class ParserErrorTest : public testing::TestWithParam<Wrong> {};

TEST_P(ParserErrorTest, NamesTheLineAndWhatWasExpected) {
  const absl::StatusOr<Graph> graph = Parse(GetParam().text);
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.status().message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParserErrorTest,
    testing::Values(
        Wrong{"", "error: line 1: expected 'graph', found ''"},
        Wrong{"graph @a() {\n  %x: i9[1] = const dense<1>\n",
              "error: line 2: expected an element type, found '[1] = const dense<1>'"},
        Wrong{"graph @a(%x: i8[1]) {\n  return %y\n}",
              "error: line 3: expected a value that is defined above; 'y' is not, found '}'"},
        Wrong{"graph @a(%x: i8[1]) {\n  %y: i8[1] = frob(%x)\n return %y }",
              "error: line 2: expected an operator; 'frob' is none, found '(%x)'"},
        Wrong{"graph @a(%x: i8[1]) {\n  %y: i8[1] = softmax(%x) {gamma=1}\n return %y }",
              "error: line 2: expected an attribute of softmax; 'gamma' is none, found '1}'"},
        Wrong{"graph @a(%x: i8[99999999999]) {",
              "error: line 1: expected an integer of 32 bits, found ']) {'"}));

}  // namespace
}  // namespace iegen::ir
