// Random graphs, a fixed number: programs and engines give the evaluator's bytes. soak.cc tries
// others without end.
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"
#include "tests/random/differential.h"

namespace iegen::random_test {
namespace {

constexpr uint32_t kPrograms = 200, kEngines = 24;

// Operators that the generator cannot make, with the reason.
const std::set<std::string>& NotMade() {
  static const auto& names = *new std::set<std::string>{
      // Of later stages: passes make them, so programs hold them.
      "delayed_fully_connected",
      "shift_variable",
      "table",
      "update_variable",
  };
  return names;
}

template <size_t... kIndex>
std::set<std::string> NamesOfAll(std::index_sequence<kIndex...>) {
  return {std::string(std::variant_alternative_t<kIndex, ir::AnyOp>::kName)...};
}

TEST(RandomTest, EveryOperatorOccurs) {
  std::set<std::string> missing =
      NamesOfAll(std::make_index_sequence<std::variant_size_v<ir::AnyOp>>());
  for (const std::string& name : NotMade()) missing.erase(name);
  for (uint32_t seed = 0; seed < 5 * kPrograms && !missing.empty(); ++seed) {
    const ir::Graph graph = GraphOf(seed);
    for (const ir::Node& node : graph.nodes()) {
      missing.erase(std::string(ir::NameOf(node.op)));
    }
  }
  EXPECT_EQ(missing, std::set<std::string>());
}

TEST(RandomTest, ProgramsGiveTheBytesOfTheEvaluator) {
  for (uint32_t seed = 0; seed < kPrograms && !HasFailure(); ++seed) {
    const ir::Graph graph = GraphOf(seed);
    const std::string difference = Difference(graph, {seed, ""});
    EXPECT_EQ(difference, "") << "seed " << seed << "\n" << ir::Print(graph);
  }
}

TEST(RandomTest, EnginesGiveTheBytesOfTheEvaluator) {
  std::vector<ir::Graph> graphs;
  for (uint32_t seed = 0; seed < kEngines; ++seed) graphs.push_back(GraphOf(kPrograms + seed));
  const std::vector<std::string> differences = EngineDifferences(
      graphs, {"-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"});
  for (size_t i = 0; i < graphs.size(); ++i) {
    EXPECT_EQ(differences[i], "") << "seed " << kPrograms + i << "\n" << ir::Print(graphs[i]);
  }
}

// A kernel that computes something else must be noticed.
TEST(RandomTest, PlantedFaultsAreFound) {
  for (const char* kernel : {"mean_s8", "add_s8", "conv2d_s8", "table_s8", "resize_nearest",
                             "transpose_conv2d_s8", "lstm_s8", "svdf_s8_state8", "copy_at"}) {
    bool found = false;
    for (uint32_t seed = 0; seed < 20 * kPrograms && !found; ++seed) {
      const ir::Graph graph = GraphOf(seed);
      const Trial trial{seed, kernel};
      found = Calls(graph, trial) && !Difference(graph, trial).empty();
    }
    EXPECT_TRUE(found) << kernel;
  }
}

}  // namespace
}  // namespace iegen::random_test
