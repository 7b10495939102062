#include "tools/reduce/reduce.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"
#include "tests/random/differential.h"

namespace iegen {
namespace {

using random_test::Difference;
using random_test::GraphOf;
using random_test::Trial;

// A trial of the planted fault that is found, with its graph of many operators.
ir::Graph FailingGraph(Trial* trial) {
  constexpr size_t kManyNodes = 10;
  for (; trial->seed < 5000; ++trial->seed) {
    ir::Graph graph = GraphOf(trial->seed);
    if (graph.nodes().size() < kManyNodes || !random_test::Calls(graph, *trial)) continue;
    if (!Difference(graph, *trial).empty()) return graph;
  }
  ADD_FAILURE() << "the fault in " << trial->planted << " is not found";
  return {};
}

// Random graphs find a kernel that computes something else, and what is left of them is that
// operator.
void ExpectFewLines(const char* kernel, const std::string& op) {
  Trial trial{0, kernel};
  const ir::Graph graph = FailingGraph(&trial);
  const ir::Graph small =
      Reduce(graph, [&](const ir::Graph& g) { return !Difference(g, trial).empty(); });
  const std::string text = ir::Print(small);
  EXPECT_FALSE(Difference(small, trial).empty()) << text;
  EXPECT_LE(small.nodes().size(), 2u) << text;
  EXPECT_TRUE(absl::c_any_of(small.nodes(), [&](const ir::Node& node) {
    return absl::StrContains(ir::NameOf(node.op), op);
  })) << text;
  EXPECT_LE(absl::c_count(text, '\n'), 12) << text;
}

TEST(ReduceTest, PlantedFaultsShrinkToTheirOperator) {
  ExpectFewLines("mean_s8", "mean");
  // Depthwise convolutions of one channel run as ordinary ones.
  ExpectFewLines("conv2d_s8", "conv2d");
  ExpectFewLines("resize_nearest", "resize");
}

// Nothing fails as long as there is one node: all that can go is gone.
TEST(ReduceTest, WhatCanGoIsGone) {
  const ir::Graph small =
      Reduce(GraphOf(30), [](const ir::Graph& g) { return !g.nodes().empty(); });
  EXPECT_EQ(small.nodes().size(), 1u);
  EXPECT_EQ(small.outputs().size(), 1u);
  for (const ir::ValueId id : small.inputs()) EXPECT_LE(small.type(id).shape.elements(), 4);
}

// Same graph, same answers, same result.
TEST(ReduceTest, IsDeterministic) {
  const auto fails = [](const ir::Graph& g) { return g.nodes().size() >= 2; };
  EXPECT_TRUE(ir::Equal(Reduce(GraphOf(31), fails), Reduce(GraphOf(31), fails)));
}

}  // namespace
}  // namespace iegen
