#include "passes/memory/verify_plan.h"

#include <gtest/gtest.h>

#include "passes/memory/offset_planner.h"
#include "passes/memory/test_problems.h"

namespace iegen::memory {
namespace {

Buffer Live(int64_t bytes, int first, int last) {
  Buffer b;
  b.bytes = bytes;
  b.first_step = first;
  b.last_step = last;
  return b;
}

Plan At(std::vector<int64_t> offsets, int64_t arena) {
  Plan plan;
  plan.offsets = std::move(offsets);
  plan.arena_bytes = arena;
  return plan;
}

std::string Complaint(const Problem& problem, const Plan& plan) {
  return std::string(VerifyPlan(problem, plan).message());
}

TEST(VerifyPlan, NamesBothBuffersAndTheirBytes) {
  const Problem problem{{Live(8, 0, 1), Live(8, 1, 2)}, {}};
  EXPECT_EQ("", Complaint(problem, At({0, 8}, 16)));
  EXPECT_EQ("memory plan: buffer 0 [0, 8) shares bytes with buffer 1 [7, 15)",
            Complaint(problem, At({0, 7}, 16)));
}

TEST(VerifyPlan, ChecksEveryBufferAlone) {
  Problem problem{{Live(8, 0, 1)}, {}};
  EXPECT_EQ("memory plan: buffer 0 [9, 17) leaves the arena", Complaint(problem, At({9}, 16)));
  EXPECT_EQ("memory plan: buffer 0 [-1, 7) leaves the arena", Complaint(problem, At({-1}, 16)));
  problem.buffers[0].alignment = 4;
  EXPECT_EQ("memory plan: buffer 0 [2, 10) is misaligned", Complaint(problem, At({2}, 16)));
  problem.buffers[0].alignment = 1;
  problem.buffers[0].fixed_offset = 4;
  EXPECT_EQ("memory plan: buffer 0 [2, 10) is not where it must be",
            Complaint(problem, At({2}, 16)));
}

// Each distance is checked to the byte.
TEST(VerifyPlan, RulesHoldToTheByte) {
  const Problem problem{{Live(32, 0, 1), Live(16, 1, 2)}, {{0, 1, 4, 3}}};
  EXPECT_EQ("", Complaint(problem, At({4, 0}, 40)));
  EXPECT_NE("", Complaint(problem, At({3, 0}, 40)));
  EXPECT_EQ("", Complaint(problem, At({0, 19}, 40)));  // 32 - 16 + 3
  EXPECT_NE("", Complaint(problem, At({0, 18}, 40)));
}

TEST(VerifyPlan, ARuleCoversTheCommonStepOnly) {
  Problem problem{{Live(8, 0, 2), Live(8, 1, 2)}, {{0, 1, 0, {}}}};
  EXPECT_NE("", Complaint(problem, At({0, 0}, 8)));
  problem.buffers[0].last_step = 1;
  EXPECT_EQ("", Complaint(problem, At({0, 0}, 8)));
}

TEST(VerifyPlan, AViewProtectsItsWholeBase) {
  Problem problem{{Live(8, 0, 1), Live(4, 1, 5), Live(4, 3, 4)}, {}};
  problem.buffers[1].view = View{0, 4};
  EXPECT_EQ("", Complaint(problem, At({0, 4, 8}, 12)));
  EXPECT_NE("", Complaint(problem, At({0, 4, 0}, 12)));
  EXPECT_NE("", Complaint(problem, At({0, 5, 9}, 16)));
}

// Mutation: moving a buffer of a tight plan by one granule is found, unless the plan stays lawful,
// which the brute-force byte map below decides on its own.
bool SharesAByte(const Problem& problem, const Plan& plan) {
  for (int step = 0; step < 100; ++step) {
    std::vector<int> owner(plan.arena_bytes + 64, -1);
    for (size_t i = 0; i < problem.buffers.size(); ++i) {
      const Buffer& b = problem.buffers[i];
      if (step < b.first_step || step > b.last_step) continue;
      for (int64_t at = plan.offsets[i]; at < plan.offsets[i] + b.bytes; ++at) {
        if (owner[at] >= 0) return true;
        owner[at] = static_cast<int>(i);
      }
    }
  }
  return false;
}

TEST(VerifyPlan, AgreesWithAByteMapOnMutatedPlans) {
  int wrong = 0;
  for (uint32_t seed = 0; seed < 200; ++seed) {
    Problem problem = RandomProblem(seed, 12);
    problem.rules.clear();
    for (Buffer& b : problem.buffers) b.view.reset();
    for (Buffer& b : problem.buffers) b.alignment = 1;
    Plan plan = *PlanMemory(problem);
    ASSERT_FALSE(SharesAByte(problem, plan));
    plan.offsets[seed % 12] += 1;
    plan.arena_bytes += 1;
    const bool bad = SharesAByte(problem, plan);
    wrong += bad ? 1 : 0;
    EXPECT_EQ(bad, !VerifyPlan(problem, plan).ok()) << "seed " << seed;
  }
  EXPECT_GT(wrong, 50);
}

}  // namespace
}  // namespace iegen::memory
