#include "passes/memory/liveness.h"

#include <gtest/gtest.h>

namespace iegen::memory {
namespace {

TEST(ComputeLifetimes, InputsOutputsScratchAndState) {
  // in(0) -> step 0 -> 1 -> step 1 (scratch 2) -> out(3); 4 is state; 5 is unused
  const std::vector<StepAccess> steps = {{{0, 4}, {1, 4}}, {{1, 2}, {2, 3}}};
  Boundary boundary;
  boundary.inputs = {0};
  boundary.outputs = {3};
  boundary.persistent = {4};
  const auto lives = ComputeLifetimes(6, steps, boundary);
  ASSERT_TRUE(lives.ok()) << lives.status();
  const int expected[6][2] = {{-1, 0}, {0, 1}, {1, 1}, {1, 2}, {-1, 2}, {0, -1}};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(expected[i][0], (*lives)[i].first_step) << i;
    EXPECT_EQ(expected[i][1], (*lives)[i].last_step) << i;
  }
}

TEST(ComputeLifetimes, ReadBeforeWritten) {
  const std::vector<StepAccess> steps = {{{1}, {0}}, {{0}, {1}}};
  EXPECT_EQ("buffer 1 is read in step 0 before it is written",
            ComputeLifetimes(2, steps, {}).status().message());
}

TEST(ComputeLifetimes, UnknownBuffer) {
  EXPECT_EQ("there is no buffer 7 (step 0)",
            ComputeLifetimes(1, {StepAccess{{}, {7}}}, {}).status().message());
}

}  // namespace
}  // namespace iegen::memory
