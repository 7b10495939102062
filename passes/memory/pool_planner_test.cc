#include "passes/memory/pool_planner.h"

#include <gtest/gtest.h>

#include <random>

#include "passes/memory/offset_planner.h"
#include "passes/memory/test_problems.h"
#include "passes/memory/verify_plan.h"

namespace iegen::memory {
namespace {

Buffer Live(int64_t bytes, int first, int last, int64_t traffic) {
  Buffer b;
  b.bytes = bytes;
  b.first_step = first;
  b.last_step = last;
  b.traffic = traffic;
  return b;
}

// Far enough from each other for VerifyPlan: to it all pools are one arena.
constexpr int64_t kFar = 1 << 20;

absl::Status Verify(Problem problem, const PooledPlan& plan) {
  Plan whole;
  whole.alignment = 4096;
  whole.arena_bytes = kFar * 16;
  for (size_t i = 0; i < problem.buffers.size(); ++i) {
    const int64_t begin = plan.pools[i] * kFar;
    whole.offsets.push_back(begin + plan.offsets[i]);
    if (problem.buffers[i].fixed_offset) *problem.buffers[i].fixed_offset += begin;
  }
  return VerifyPlan(problem, whole);
}

PooledPlan PlanOrDie(const Problem& problem, const std::vector<int64_t>& sizes) {
  const absl::StatusOr<PooledPlan> plan = PlanPools(problem, sizes);
  EXPECT_TRUE(plan.ok()) << plan.status();
  if (!plan.ok()) return {};
  EXPECT_EQ(absl::OkStatus(), Verify(problem, *plan));
  return *plan;
}

TEST(PlanPools, WhatIsReadMostLiesInTheFirst) {
  const Problem problem{{Live(100, -1, 2, 100), Live(100, 0, 2, 900), Live(100, 1, 2, 500)}, {}};
  const PooledPlan plan = PlanOrDie(problem, {200, 1000});
  EXPECT_EQ(plan.pools, (std::vector<int>{1, 0, 0}));
  EXPECT_EQ(plan.plans[0].arena_bytes, 200);
  EXPECT_EQ(plan.plans[1].arena_bytes, 100);
  EXPECT_EQ(plan.excess_bytes, 0);
  EXPECT_EQ(plan.far_traffic, 100);
}

// Two small buffers with as much traffic together as a large one have more for each byte.
TEST(PlanPools, TrafficCountsByTheByte) {
  const Problem problem{{Live(300, 0, 1, 1000), Live(100, 0, 1, 500), Live(100, 0, 1, 500)}, {}};
  EXPECT_EQ(PlanOrDie(problem, {300, 300}).pools, (std::vector<int>{1, 0, 0}));
}

TEST(PlanPools, ThoseThatAreNeverThereTogetherShareAPool) {
  const Problem problem{
      {Live(100, -1, 0, 1), Live(100, 0, 1, 1), Live(100, 1, 2, 1), Live(100, 2, 3, 1)}, {}};
  const PooledPlan plan = PlanOrDie(problem, {200, 0});
  EXPECT_EQ(plan.pools, (std::vector<int>{0, 0, 0, 0}));
  EXPECT_EQ(plan.excess_bytes, 0);
}

// Without the rule the two need 160 bytes.
TEST(PlanPools, RulesCountWithinAPool) {
  const Problem problem{{Live(80, -1, 0, 1), Live(80, 0, 1, 1)}, {{0, 1, 8, {}}}};
  const PooledPlan plan = PlanOrDie(problem, {88, 1});
  EXPECT_EQ(plan.pools, (std::vector<int>{0, 0}));
  EXPECT_EQ(plan.offsets[0] - plan.offsets[1], 8);
}

TEST(PlanPools, ViewsStayWithTheirBases) {
  Problem problem{{Live(100, 0, 1, 1), Live(50, 2, 3, 5000), Live(100, 0, 3, 200)}, {}};
  problem.buffers[1].view = View{0, 48};
  const PooledPlan plan = PlanOrDie(problem, {100, 100});
  EXPECT_EQ(plan.pools, (std::vector<int>{0, 0, 1}));
  EXPECT_EQ(plan.offsets[1], plan.offsets[0] + 48);
}

// The second pool is the smaller one: by traffic alone the first one would be full of others when
// the large buffer comes.
TEST(PlanPools, WhatFindsNoRoomHasTheFirstChoice) {
  const Problem problem{{Live(60, 0, 1, 600), Live(60, 0, 1, 600), Live(150, 0, 1, 10)}, {}};
  const PooledPlan plan = PlanOrDie(problem, {160, 128});
  EXPECT_EQ(plan.pools, (std::vector<int>{1, 1, 0}));
  EXPECT_EQ(plan.excess_bytes, 0);
}

TEST(PlanPools, WhatFitsNowhereExceedsTheLast) {
  const Problem problem{{Live(100, 0, 1, 5), Live(300, 0, 1, 1)}, {}};
  const PooledPlan plan = PlanOrDie(problem, {128, 256});
  EXPECT_EQ(plan.pools, (std::vector<int>{0, 1}));
  EXPECT_EQ(plan.excess_bytes, 44);
}

TEST(PlanPools, FixedBuffersLieWhereTheyMust) {
  Problem problem{{Live(100, 0, 1, 5), Live(100, 0, 1, 50), Live(32, 0, 1, 70)}, {}};
  problem.buffers[0].pool = 0;
  problem.buffers[0].fixed_offset = 64;
  problem.buffers[2].pool = 1;
  const PooledPlan plan = PlanOrDie(problem, {168, 256});
  EXPECT_EQ(plan.pools, (std::vector<int>{0, 1, 1}));
  EXPECT_EQ(plan.offsets[0], 64);
  EXPECT_EQ(plan.excess_bytes, 0);
}

TEST(PlanPools, SaysWhatIsWrong) {
  const auto fault = [](const Problem& problem, const std::vector<int64_t>& sizes) {
    return std::string(PlanPools(problem, sizes).status().message());
  };
  Problem problem{{Live(100, 0, 1, 5), Live(50, 0, 1, 50)}, {}};
  EXPECT_EQ(fault(problem, {}), "there is no pool");
  problem.buffers[0].fixed_offset = 8;
  EXPECT_EQ(fault(problem, {64, 64}), "buffer 0: a fixed offset without a pool");
  problem.buffers[0].pool = 2;
  EXPECT_EQ(fault(problem, {64, 64}), "buffer 0: pool 2 does not exist");
  problem.buffers[0].pool = 0;
  problem.buffers[1].view = View{0, 0};
  problem.buffers[1].pool = 1;
  EXPECT_EQ(fault(problem, {64, 64}), "buffer 1: is to lie in two pools");
  problem.buffers[1].view = View{1, 0};
  EXPECT_EQ(fault(problem, {64, 64}), "buffer 1: its bases form a cycle");
  problem.buffers[1].view = absl::nullopt;
  problem.buffers[1].fixed_offset = 32;
  problem.buffers[1].pool = 0;
  EXPECT_EQ(fault(problem, {64, 64}), "the fixed offsets of buffers 0 and 1 collide");
  problem.rules = {{0, 7, 0, {}}};
  EXPECT_EQ(fault(problem, {64, 64}), "a pair rule names a buffer that does not exist");
}

// Two pools that hold one and a half of what one would need are always enough for buffers that are
// small beside them, and every plan is sound; twice the same.
TEST(PlanPools, RandomProblemsFit) {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    Problem problem = RandomProblem(seed, 24);
    std::mt19937 random(seed);
    for (Buffer& b : problem.buffers) b.traffic = b.bytes * (1 + static_cast<int>(random() % 20));
    const int64_t one = PlanMemory(problem)->arena_bytes;
    const std::vector<int64_t> sizes = {one / 2, one};
    const PooledPlan plan = PlanOrDie(problem, sizes);
    EXPECT_EQ(plan.excess_bytes, 0) << seed;
    for (size_t p = 0; p < sizes.size(); ++p) {
      EXPECT_LE(plan.plans[p].arena_bytes, sizes[p]) << seed;
      EXPECT_LE(plan.plans[p].bound_bytes, plan.plans[p].arena_bytes) << seed;
    }
    const PooledPlan again = PlanOrDie(problem, sizes);
    EXPECT_EQ(plan.pools, again.pools);
    EXPECT_EQ(plan.offsets, again.offsets);
  }
}

}  // namespace
}  // namespace iegen::memory
