#include "passes/memory/offset_planner.h"

#include <gtest/gtest.h>

#include "passes/memory/conflict_graph.h"
#include "passes/memory/exact_search.h"
#include "passes/memory/test_problems.h"
#include "passes/memory/verify_plan.h"

namespace iegen::memory {
namespace {

Buffer Live(int64_t bytes, int first, int last) {
  Buffer b;
  b.bytes = bytes;
  b.first_step = first;
  b.last_step = last;
  return b;
}

Plan PlanOrDie(const Problem& problem) {
  absl::StatusOr<Plan> plan = PlanMemory(problem);
  EXPECT_TRUE(plan.ok()) << plan.status();
  if (!plan.ok()) return Plan();
  EXPECT_EQ(absl::OkStatus(), VerifyPlan(problem, *plan));
  return *plan;
}

int64_t GreedyArena(const Problem& problem) {
  const ConflictGraph graph = *BuildConflictGraph(problem);
  return RoundUp(PlanGreedyBySize(graph, {}, {}).top, graph.alignment);
}

TEST(PlanMemory, NothingNeedsNothing) {
  const Plan plan = PlanOrDie({});
  EXPECT_EQ(0, plan.arena_bytes);
  EXPECT_TRUE(plan.live_sets.empty());
}

TEST(PlanMemory, AChainNeedsItsLargestNeighbours) {
  const Plan plan = PlanOrDie({{Live(100, -1, 0), Live(300, 0, 1), Live(200, 1, 2)}, {}});
  EXPECT_EQ(500, plan.arena_bytes);
  EXPECT_EQ(500, plan.bound_bytes);
  ASSERT_FALSE(plan.live_sets.empty());
  EXPECT_EQ(1, plan.live_sets[0].step);
  EXPECT_EQ((std::vector<int>{1, 2}), plan.live_sets[0].buffers);
}

TEST(PlanMemory, InPlaceTakesOneBuffer) {
  const Plan plan = PlanOrDie({{Live(64, -1, 0), Live(64, 0, 1)}, {{0, 1, 0, {}}}});
  EXPECT_EQ(64, plan.arena_bytes);
  EXPECT_EQ(plan.offsets[0], plan.offsets[1]);
}

TEST(PlanMemory, InPlaceIsRefusedWhileTheInputLivesOn) {
  const Plan plan = PlanOrDie({{Live(64, -1, 1), Live(64, 0, 1)}, {{0, 1, 0, {}}}});
  EXPECT_EQ(128, plan.arena_bytes);
}

// A first-to-last kernel with distance 10 has to start writing 10 bytes below its input.
TEST(PlanMemory, ForwardDistance) {
  const Plan plan = PlanOrDie({{Live(64, -1, 0), Live(64, 0, 1)}, {{0, 1, 10, {}}}});
  EXPECT_EQ(74, plan.arena_bytes);
  EXPECT_EQ(10, plan.offsets[0] - plan.offsets[1]);
}

// Pinned so that only the last-to-first order can share: out >= in + 64 - 32 + 4.
TEST(PlanMemory, BackwardDistance) {
  Problem problem{{Live(64, -1, 0), Live(32, 0, 1)}, {{0, 1, 64, 4}}};
  problem.buffers[0].fixed_offset = 0;
  const Plan plan = PlanOrDie(problem);
  EXPECT_EQ(68, plan.arena_bytes);
  EXPECT_EQ(36, plan.offsets[1]);
}

// Depthwise layers that may sink by 4,864 bytes and 1x1 layers that may sink by 512: four of the
// one sink by more than a tensor, so one step needs two whole tensors and its scratch. The 1,088
// bytes of the 1x1 layers find room where their tensors overlap.
TEST(PlanMemory, AChainThatSinksComesUpWhereScratchIsSmall) {
  Problem problem;
  const auto scratch = [&](int64_t bytes, int step) {
    problem.buffers.push_back(Live(bytes, step, step));
    problem.buffers.back().alignment = 4;
  };
  problem.buffers.push_back(Live(8000, 0, 1));
  int tensor = 0;
  for (int step = 1; step <= 8; ++step) {
    const bool depthwise = step % 2 == 1;
    scratch(depthwise ? 404 : 1088, step);
    problem.buffers.push_back(Live(8000, step, step + 1));
    const int next = static_cast<int>(problem.buffers.size()) - 1;
    problem.rules.push_back({tensor, next, depthwise ? 4864 : 512, {}});
    tensor = next;
  }
  EXPECT_EQ(16404, PlanOrDie(problem).arena_bytes);
}

TEST(PlanMemory, BothDyingInputsOfASum) {
  const Problem problem{{Live(50, -1, 0), Live(50, -1, 0), Live(50, 0, 1)},
                        {{0, 2, 0, {}}, {1, 2, 0, {}}}};
  EXPECT_EQ(100, PlanOrDie(problem).arena_bytes);
}

TEST(PlanMemory, AViewKeepsItsBaseAlive) {
  Problem problem{{Live(80, 0, 1), Live(20, 1, 3), Live(40, 2, 3)}, {}};
  problem.buffers[1].view = View{0, 40};
  const Plan plan = PlanOrDie(problem);
  EXPECT_EQ(120, plan.arena_bytes);
  EXPECT_EQ(plan.offsets[0] + 40, plan.offsets[1]);
}

// out may overwrite the view from its first byte on, so it starts 16 bytes into the base or below.
TEST(PlanMemory, RulesOnViewsAreShifted) {
  Problem problem{{Live(48, 0, 0), Live(32, 1, 1), Live(32, 1, 2)}, {{1, 2, 0, {}}}};
  problem.buffers[1].view = View{0, 16};
  problem.buffers[0].fixed_offset = 0;
  const Plan plan = PlanOrDie(problem);
  EXPECT_EQ(48, plan.arena_bytes);
  EXPECT_LE(plan.offsets[2], 16);
}

TEST(PlanMemory, ASecondReaderWithoutARuleForbidsTheOverlap) {
  Problem problem{{Live(64, 0, 0), Live(32, 1, 1), Live(32, 1, 1), Live(32, 1, 2)},
                  {{1, 3, 0, {}}}};
  problem.buffers[1].view = View{0, 0};
  problem.buffers[2].view = View{0, 32};
  EXPECT_EQ(96, PlanOrDie(problem).arena_bytes);
  problem.rules.push_back({2, 3, 0, {}});
  EXPECT_EQ(64, PlanOrDie(problem).arena_bytes);
}

TEST(PlanMemory, AlignmentAndPinnedOffsets) {
  Problem problem{{Live(5, 0, 1), Live(8, 0, 1), Live(3, 0, 1)}, {}};
  problem.buffers[1].alignment = 8;
  problem.buffers[2].fixed_offset = 0;
  const Plan plan = PlanOrDie(problem);
  EXPECT_EQ(8, plan.alignment);
  EXPECT_EQ(16, plan.arena_bytes);
  EXPECT_EQ(0, plan.offsets[2]);
}

// Largest first leaves a hole of 2 below the pair (4, 6) of this classic; the optimum is the live
// set.
TEST(PlanMemory, ExactSearchBeatsGreedyWhereOrdersFail) {
  int improved = 0;
  for (uint32_t seed = 0; seed < 300; ++seed) {
    const Problem problem = RandomProblem(seed, 14);
    const ConflictGraph graph = *BuildConflictGraph(problem);
    const Placement fit = PlanFirstFit(graph, {}, {});
    const Placement exact = PlanExactSearch(graph, {}, fit);
    ASSERT_LE(exact.top, fit.top);
    improved += exact.top < fit.top ? 1 : 0;
  }
  EXPECT_GT(improved, 0);
}

class RandomProblems : public ::testing::TestWithParam<int> {};

TEST_P(RandomProblems, AreSolvedWithinBoundAndGreedy) {
  for (uint32_t seed = 0; seed < 40; ++seed) {
    const Problem problem = RandomProblem(seed, GetParam());
    const Plan plan = PlanOrDie(problem);
    EXPECT_LE(plan.bound_bytes, plan.arena_bytes) << "seed " << seed;
    EXPECT_LE(plan.arena_bytes, GreedyArena(problem)) << "seed " << seed;
    EXPECT_EQ(plan.offsets, PlanOrDie(problem).offsets) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, RandomProblems, ::testing::Values(1, 2, 5, 20, 60));

// Tries every placement on a grid: what the exact search returns is really the least.
int64_t LeastArena(const Problem& problem, size_t next, Plan* plan, int64_t limit) {
  if (next == problem.buffers.size()) {
    if (!VerifyPlan(problem, *plan).ok()) return limit;
    int64_t top = 0;
    for (size_t i = 0; i < next; ++i) {
      top = std::max(top, plan->offsets[i] + problem.buffers[i].bytes);
    }
    return top;
  }
  int64_t best = limit;
  for (int64_t at = 0; at + problem.buffers[next].bytes <= limit; ++at) {
    plan->offsets[next] = at;
    best = std::min(best, LeastArena(problem, next + 1, plan, limit));
  }
  return best;
}

TEST(PlanMemory, TinyProblemsAreSolvedToTheOptimum) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    Problem problem;
    for (int i = 0; i < 5; ++i) {
      const int first = static_cast<int>(random() % 4);
      const int last = first + static_cast<int>(random() % 3);
      problem.buffers.push_back(Live(static_cast<int64_t>(1 + random() % 4), first, last));
    }
    for (int i = 0; i + 1 < 5; ++i) {
      if (random() % 2 == 0)
        problem.rules.push_back({i, i + 1, static_cast<int64_t>(random() % 3), {}});
    }
    const Plan plan = PlanOrDie(problem);
    if (plan.arena_bytes == plan.bound_bytes) continue;  // nothing to prove
    Plan trial = plan;
    EXPECT_EQ(LeastArena(problem, 0, &trial, plan.arena_bytes), plan.arena_bytes)
        << "seed " << seed;
  }
}

TEST(PlanMemory, BadProblemsAreNamed) {
  const auto message = [](const Problem& p) {
    return std::string(PlanMemory(p).status().message());
  };
  Problem p{{Live(-1, 0, 1)}, {}};
  EXPECT_EQ("buffer 0: size -1", message(p));
  p.buffers = {Live(1, 0, 1)};
  p.buffers[0].alignment = 3;
  EXPECT_EQ("buffer 0: alignment 3 is not a power of two", message(p));
  p.buffers = {Live(8, 0, 1), Live(8, 0, 1)};
  p.buffers[1].view = View{0, 4};
  EXPECT_EQ("buffer 1: leaves its base 0", message(p));
  p.buffers[0].view = View{1, 0};
  p.buffers[1].view = View{0, 0};
  EXPECT_EQ("buffer 0: its bases form a cycle", message(p));
  p.buffers = {Live(8, 0, 1), Live(8, 0, 1)};
  p.buffers[0].fixed_offset = 0;
  p.buffers[1].fixed_offset = 4;
  EXPECT_EQ("the fixed offsets of buffers 0 and 1 collide", message(p));
  p.buffers = {Live(8, 0, 1)};
  p.rules = {{0, 5, 0, {}}};
  EXPECT_EQ("a pair rule names a buffer that does not exist", message(p));
}

}  // namespace
}  // namespace iegen::memory
