#include "ir/ranges/ranges.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/testing/inputs.h"
#include "ir/testing/random_graph.h"
#include "ir/text/parser.h"

namespace iegen::ir {
namespace {

Graph GraphOf(const char* text) {
  absl::StatusOr<Graph> graph = ir::Parse(text);
  EXPECT_TRUE(graph.ok()) << graph.status();
  return *std::move(graph);
}

ElementRanges RangesOfOutput(const Graph& graph) {
  const absl::StatusOr<Ranges> ranges = Ranges::Of(graph);
  EXPECT_TRUE(ranges.ok()) << ranges.status();
  return ranges->of(graph.outputs()[0]);
}

using Values = std::vector<int16_t>;

// Worked by hand: (x + 1) * 2 - (y + 1) * 3 + 10 with x, y in [-128, 127] and all scales 1.
TEST(RangesTest, NegativeWeightsMeetTheOtherEnd) {
  const Graph graph = GraphOf(R"(graph @a(%x: i8[1,2] q(0.0625,-1)) {
    %w: i8[3,2] q(1,0) = const dense<2,-3,0,0,1,0>
    %b: i32[3] = const dense<10,-20,-130>
    %y: i8[1,3] q(0.0625,0) = fully_connected(%x, %w, %b)
    return %y
  })");
  const ElementRanges y = RangesOfOutput(graph);
  EXPECT_EQ(y.low, (Values{-128, -20, -128}));
  EXPECT_EQ(y.high, (Values{127, -20, -2}));
  EXPECT_EQ(y.UniformChannel(1, 3), absl::optional<int16_t>(-20));
  EXPECT_EQ(y.UniformChannel(2, 3), absl::nullopt);
}

// The bias of 5 and a weight of one on a border pixel: padding reads the zero point.
TEST(RangesTest, BordersAreTheirOwnElements) {
  const Graph graph = GraphOf(R"(graph @a(%x: i8[1,1,2,1] q(1,0)) {
    %c: i8[1,1,2,1] q(1,0) = const dense<7,7>
    %w: i8[1,1,2,1] q(1,0) = const dense<1,1>
    %y: i8[1,1,2,1] q(1,0) = conv2d(%c, %w) {pad=[0,0,1,0]}
    %z: i8[1,1,2,1] q(1,0) = add(%y, %x)
    return %z
  })");
  const absl::StatusOr<Ranges> ranges = Ranges::Of(graph);
  ASSERT_TRUE(ranges.ok()) << ranges.status();
  const ElementRanges& y = ranges->of(graph.nodes()[0].out[0]);
  EXPECT_EQ(y.low, (Values{7, 14}));
  EXPECT_EQ(y.high, y.low);
  EXPECT_EQ(y.UniformChannel(0, 1), absl::nullopt);
}

// Sums that leave 32 bits wrap in the kernels, so nothing is known.
TEST(RangesTest, SumsThatMayWrapGetTheFullRange) {
  const Graph graph = GraphOf(R"(graph @a(%x: i8[1,1] q(1,0)) {
    %w: i8[1,1] q(1,0) = const dense<127>
    %b: i32[1] = const dense<2147483647>
    %y: i8[1,1] q(1048576,0) = fully_connected(%x, %w, %b)
    return %y
  })");
  const ElementRanges y = RangesOfOutput(graph);
  EXPECT_EQ(y.low, (Values{-128}));
  EXPECT_EQ(y.high, (Values{127}));
}

// Every value that the evaluator computes lies within its bounds.
TEST(RangesTest, RandomGraphsStayWithinTheirBounds) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    const Graph graph = RandomGraph(seed, 12);
    const absl::StatusOr<Ranges> ranges = Ranges::Of(graph);
    ASSERT_TRUE(ranges.ok()) << ranges.status();
    absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
    ASSERT_TRUE(evaluator.ok()) << evaluator.status();
    std::mt19937 random(seed);
    for (int fill = 0; fill < 4; ++fill) {
      ASSERT_TRUE(evaluator->Run(MakeInputs(graph, fill, random)).ok());
      for (size_t id = 0; id < graph.value_count(); ++id) {
        const auto value = static_cast<ValueId>(id);
        const ElementRanges& range = ranges->of(value);
        const std::string& bytes = evaluator->Bytes(value);
        for (size_t i = 0; range.known() && i < bytes.size(); ++i) {
          const bool is_signed = graph.type(value).elem == ElemType::kInt8;
          const int v = is_signed ? static_cast<int8_t>(bytes[i]) : static_cast<uint8_t>(bytes[i]);
          ASSERT_TRUE(range.low[i] <= v && v <= range.high[i])
              << "seed " << seed << ", " << graph.value(value).name << "[" << i << "]: " << v;
        }
      }
    }
  }
}

}  // namespace
}  // namespace iegen::ir
