// Graphs between quantize and dequantize: which operators on integers they become, and that these
// give, to one step, what the real values would be stored as.
#include "frontend/integer/to_integers.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "frontend/calibrate/float_evaluator.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/text/parser.h"

namespace iegen::frontend::integer {
namespace {

struct Example {
  const char* name;
  const char* body;  // from %x, real, to %y, stored
  const char* ops;
};

// %x: f32[1,4,4,2], stored with scale 0.05; %w: four filters, stored; %wf: the same number of real
// ones, 1 -0.2, 0.6 0.4, -0.5 0.25, 1.5 0.125; %b: 0.5, -0.25, 0.125, 0. Real constants are bits.
constexpr char kHead[] = R"(graph @a(%in: i8[1,4,4,2] q(0.05,-3)) {
  %x: f32[1,4,4,2] = dequantize(%in)
  %wq: i8[4,1,1,2] q(axis=0, 0.01, 0.02, 0.03, 0.005) = const dense<100,-20,30,-127,50,60,-70,80>
  %w: f32[4,1,1,2] = dequantize(%wq)
  %wf: f32[4,1,1,2] = const dense<0x3f800000,0xbe4ccccd,0x3f19999a,0x3ecccccd,0xbf000000,0x3e800000,0x3fc00000,0x3e000000>
  %b: f32[4] = const dense<0x3f000000,0xbe800000,0x3e000000,0x00000000>
)";

constexpr Example kExamples[] = {
    {"StoredWeightsStayAsTheyAre",
     R"(
  %c: f32[1,4,4,4] = conv2d(%x, %w, %b)
  %y: i8[1,4,4,4] q(0.1,2) = quantize(%c) {to=i8})",
     "conv2d"},
    {"RealWeightsAreQuantisedByChannel",
     R"(
  %c: f32[1,4,4,4] = conv2d(%x, %wf, %b)
  %y: i8[1,4,4,4] q(0.1,2) = quantize(%c) {to=i8})",
     "conv2d"},
    {"AnActivationBehindALayerIsFused",
     R"(
  %c: f32[1,4,4,4] = conv2d(%x, %w, %b)
  %r: f32[1,4,4,4] = relu(%c) {kind=relu6}
  %y: i8[1,4,4,4] q(0.02,-128) = quantize(%r) {to=i8})",
     "conv2d"},
    {"WhatComesBehindMovesSaysHowALayerStores",
     R"(
  %c: f32[1,4,4,4] = conv2d(%x, %w, %b)
  %t: f32[1,4,4,4] = transpose(%c) {perm=[0,3,1,2]}
  %f: f32[1,64] = reshape(%t) {shape=[1,64]}
  %y: i8[1,64] q(0.1,2) = quantize(%f) {to=i8})",
     "conv2d transpose reshape"},
    {"AChainOfFunctionsIsOneTable",
     R"(
  %s: f32[1,4,4,2] = logistic(%x)
  %m: f32[1,4,4,2] = binary(%x, %s) {kind=mul}
  %h: f32[] = const dense<0x3f000000>
  %p: f32[1,4,4,2] = add(%m, %h)
  %t: f32[1,4,4,2] = unary(%p) {kind=tanh}
  %y: i8[1,4,4,2] q(0.0078125,0) = quantize(%t) {to=i8})",
     "table"},
    {"ASumRequantises",
     R"(
  %k: f32[1,4,4,2] = transpose(%x) {perm=[0,2,1,3]}
  %s: f32[1,4,4,2] = add(%x, %k)
  %r: f32[1,4,4,2] = relu(%s)
  %y: i8[1,4,4,2] q(0.04,-128) = quantize(%r) {to=i8})",
     "transpose add"},
    {"TheGreaterOfTwoIsTakenInOneScale",
     R"(
  %n: f32[1,4,4,2] = unary(%x) {kind=neg}
  %nq: i8[1,4,4,2] q(0.08,1) = quantize(%n) {to=i8}
  %nd: f32[1,4,4,2] = dequantize(%nq)
  %k: f32[1,4,4,2] = transpose(%x) {perm=[0,2,1,3]}
  %m: f32[1,4,4,2] = binary(%k, %nd) {kind=maximum}
  %y: i8[1,4,4,2] q(0.06,-100) = quantize(%m) {to=i8})",
     "transpose table table binary"},
    {"PartsAreJoinedInTheWantedScale",
     R"(
  %t: f32[1,4,4,2] = unary(%x) {kind=tanh}
  %j: f32[1,4,4,4] = concat(%x, %t) {axis=3}
  %y: i8[1,4,4,4] q(0.06,0) = quantize(%j) {to=i8})",
     "table table concat"},
    {"AnAverageInAnotherScaleIsAConvolution",
     R"(
  %a: f32[1,2,2,2] = pool2d(%x) {kind=average, kernel=[2,2], stride=[2,2]}
  %y: i8[1,2,2,2] q(0.03,4) = quantize(%a) {to=i8})",
     "depthwise_conv2d"},
    {"AMeanRequantises",
     R"(
  %a: f32[1,2] = mean(%x) {axes=[1,2], keep_dims=false}
  %y: i8[1,2] q(0.03,4) = quantize(%a) {to=i8})",
     "mean"},
    {"WhatHasNoFormInIntegersStaysReal",
     R"(
  %m: f32[1,4,4,1] = mean(%x) {axes=[3], keep_dims=true}
  %c: f32[1,4,4,2] = binary(%x, %m) {kind=sub}
  %v: f32[1,4,4,1] = mean(%c) {axes=[3], keep_dims=true}
  %d: f32[1,4,4,2] = binary(%c, %v) {kind=squared_difference}
  %y: i8[1,4,4,2] q(0.05,-100) = quantize(%d) {to=i8})",
     "dequantize mean binary mean binary quantize"},
};

class ToIntegersTest : public testing::TestWithParam<Example> {
 protected:
  static ir::Graph Source(const char* body) {
    absl::StatusOr<ir::Graph> graph = ir::Parse(absl::StrCat(kHead, body, "\n  return %y\n}"));
    EXPECT_TRUE(graph.ok()) << graph.status();
    return *std::move(graph);
  }
};

TEST_P(ToIntegersTest, GivesTheseOperators) {
  const absl::StatusOr<ir::Graph> graph = ToIntegers(Source(GetParam().body));
  ASSERT_TRUE(graph.ok()) << graph.status();
  std::vector<std::string> ops;
  for (const ir::Node& node : graph->nodes()) ops.emplace_back(ir::NameOf(node.op));
  EXPECT_EQ(absl::StrJoin(ops, " "), GetParam().ops);
}

TEST_P(ToIntegersTest, IsWithinAStepOfTheRealValues) {
  const ir::Graph source = Source(GetParam().body);
  const absl::StatusOr<ir::Graph> graph = ToIntegers(source);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->type(graph->outputs()[0]), source.type(source.outputs()[0]));
  auto real = calibrate::FloatEvaluator::Create(source);
  auto integers = Evaluator::Create(*graph);
  ASSERT_TRUE(real.ok() && integers.ok());
  std::mt19937 random(7);
  for (int run = 0; run < 20; ++run) {
    std::vector<float> input;
    std::string bytes;
    for (int i = 0; i < 32; ++i) {
      bytes.push_back(static_cast<char>(random()));
      input.push_back(static_cast<int8_t>(bytes.back()));
    }
    ASSERT_TRUE(real->Run({input}).ok());
    const absl::StatusOr<std::vector<std::string>> out = integers->Run({bytes});
    ASSERT_TRUE(out.ok()) << out.status();
    const std::vector<float>& wanted = real->Elements(source.outputs()[0]);
    ASSERT_EQ((*out)[0].size(), wanted.size());
    for (size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_LE(std::abs(static_cast<float>(static_cast<int8_t>((*out)[0][i])) - wanted[i]), 1.0f);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, ToIntegersTest, testing::ValuesIn(kExamples),
                         [](const auto& example) { return std::string(example.param.name); });

using RefusalTest = ToIntegersTest;

std::string MessageOf(const ir::Graph& graph) {
  return std::string(ToIntegers(graph).status().message());
}

TEST_F(RefusalTest, LayersNeedTheRangeOfTheirOutput) {
  EXPECT_EQ(MessageOf(Source(R"(
  %c: f32[1,4,4,4] = conv2d(%x, %w, %b) loc("m.onnx", 3, "Conv", "c")
  %s: f32[1,4,4,4] = softmax(%c)
  %y: i8[1,4,4,4] q(0.00390625,-128) = quantize(%s) {to=i8})")),
            "unsupported: the operator's output has no quantisation (m.onnx, operator 3 Conv 'c')\n"
            "  it stands inside a model in which other operators are quantised\n"
            "  hint: --calibration=SAMPLES quantises what the file leaves in float32");
}

TEST_F(RefusalTest, SaysWhatItsOutputsHold) {
  const ir::Graph source = Source(R"(
  %c: f32[1,4,4,4] = conv2d(%x, %w, %b)
  %y: i8[1,4,4,4] q(0.1,2) = quantize(%c) {to=i8})");
  std::vector<StoredValue> stored;
  const absl::StatusOr<ir::Graph> graph = ToIntegers(source, &stored);
  ASSERT_TRUE(graph.ok()) << graph.status();
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].name, "c");
  EXPECT_EQ(stored[0].of, source.outputs()[0]);
}

}  // namespace
}  // namespace iegen::frontend::integer
