// Where pools begin and end, worked out by hand, and fixed buffers that meet.
#include "passes/place_buffers.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "gtest/gtest.h"

namespace iegen::passes {
namespace {

// What lives in steps 0 and 1, and is read and written so often in all.
memory::Buffer Live(int64_t bytes, int64_t traffic = 0) {
  memory::Buffer buffer;
  buffer.bytes = bytes;
  buffer.last_step = 1;
  buffer.alignment = 4;
  buffer.traffic = traffic;
  return buffer;
}

memory::Buffer Fixed(int64_t bytes, int64_t offset, absl::optional<int> pool = absl::nullopt) {
  memory::Buffer buffer = Live(bytes);
  buffer.fixed_offset = offset;
  buffer.pool = pool;
  return buffer;
}

// A plan with the buffers of `problem`, called a, b and so on.
ArenaPlan Unplaced(const memory::Problem& problem) {
  ArenaPlan plan;
  for (const memory::Buffer& b : problem.buffers) {
    ir::Buffer buffer;
    buffer.name = std::string(1, static_cast<char>('a' + plan.buffers.size()));
    buffer.bytes = b.bytes;
    buffer.first = b.first_step;
    buffer.last = b.last_step;
    plan.buffers.push_back(std::move(buffer));
  }
  return plan;
}

ArenaPlan Placed(const memory::Problem& problem, const std::vector<ir::Pool>& pools) {
  ArenaPlan plan = Unplaced(problem);
  const absl::Status status = PlaceBuffers(problem, pools, {}, &plan);
  EXPECT_TRUE(status.ok()) << status;
  return plan;
}

std::string Fault(const memory::Problem& problem, const std::vector<ir::Pool>& pools = {}) {
  ArenaPlan plan = Unplaced(problem);
  return std::string(PlaceBuffers(problem, pools, {}, &plan).message());
}

std::vector<int64_t> Offsets(const ArenaPlan& plan) {
  std::vector<int64_t> offsets;
  for (const ir::Buffer& buffer : plan.buffers) offsets.push_back(buffer.offset);
  return offsets;
}

// Room for 32 bytes in whole multiples of 16, and for 64.
std::vector<ir::Pool> TwoPools() { return {{"fast", 0, 0, 40}, {"slow", 0, 0, 64}}; }

TEST(PlaceBuffersTest, OneMemoryIsAsLargeAsItsBuffers) {
  const ArenaPlan plan = Placed({{Fixed(10, 0), Fixed(20, 12)}, {}}, {});
  EXPECT_EQ(Offsets(plan), (std::vector<int64_t>{0, 12}));
  EXPECT_EQ(plan.arena_bytes, 32);
  EXPECT_EQ(plan.bound_bytes, 32);
  EXPECT_TRUE(plan.pools.empty());
}

// 20 and 8 bytes, the first one read more often.
TEST(PlaceBuffersTest, PoolsAreWholeMultiplesOf16OneBehindTheOther) {
  const ArenaPlan plan = Placed({{Live(8, 30), Live(20, 500), Live(40, 70)}, {}}, TwoPools());
  EXPECT_EQ(plan.pools, (std::vector<ir::Pool>{{"fast", 0, 32, 40}, {"slow", 32, 48, 64}}));
  EXPECT_EQ(plan.buffers[2].offset, 32);
  EXPECT_EQ(plan.arena_bytes, 80);
  EXPECT_EQ(plan.bound_bytes, 28 + 40);
  EXPECT_EQ(plan.far_traffic, 70);
  EXPECT_EQ(plan.excess_bytes, 0);
}

TEST(PlaceBuffersTest, APoolTakesNoByteMoreThanItNeeds) {
  EXPECT_EQ(Placed({{Live(16)}, {}}, TwoPools()).pools[0].bytes, 16);
  EXPECT_EQ(Placed({{Live(17)}, {}}, TwoPools()).pools[0].bytes, 32);
  const ArenaPlan plan = Placed({{Live(48)}, {}}, TwoPools());
  EXPECT_EQ(plan.pools, (std::vector<ir::Pool>{{"fast", 0, 0, 40}, {"slow", 0, 48, 64}}));
  EXPECT_EQ(plan.buffers[0].offset, 0);
}

TEST(PlaceBuffersTest, OfALimitOnlyWholeMultiplesOf16Count) {
  const memory::Problem problem{{Live(36)}, {}};
  for (int64_t limit : {32, 40, 47}) {
    EXPECT_EQ(Placed(problem, {{"fast", 0, 0, limit}, {"slow", 0, 0, 64}}).pools[0].bytes, 0);
  }
  const ArenaPlan plan = Placed(problem, {{"fast", 0, 0, 48}, {"slow", 0, 0, 64}});
  EXPECT_EQ(plan.pools, (std::vector<ir::Pool>{{"fast", 0, 48, 48}, {"slow", 48, 0, 64}}));
}

TEST(PlaceBuffersTest, TooSmallPoolsAreExceededByTheLast) {
  const ArenaPlan plan = Placed({{Live(32, 900), Live(72, 10)}, {}}, TwoPools());
  EXPECT_EQ(Offsets(plan), (std::vector<int64_t>{0, 32}));
  EXPECT_EQ(plan.pools, (std::vector<ir::Pool>{{"fast", 0, 32, 40}, {"slow", 32, 80, 64}}));
  EXPECT_EQ(plan.excess_bytes, 8);
}

TEST(PlaceBuffersTest, FixedOffsetsCountFromThePool) {
  const memory::Problem problem{{Fixed(8, 20, 0), Fixed(8, 24, 1), Fixed(8, 0, 1)}, {}};
  const ArenaPlan plan = Placed(problem, TwoPools());
  EXPECT_EQ(Offsets(plan), (std::vector<int64_t>{20, 32 + 24, 32}));
  EXPECT_EQ(plan.arena_bytes, 64);
}

TEST(PlaceBuffersTest, FixedBuffersMayTouch) {
  constexpr char kHint[] = "\n  hint: change one of the offsets of --fix";
  EXPECT_EQ(Fault({{Fixed(8, 0), Fixed(8, 8)}, {}}), "");
  EXPECT_EQ(Fault({{Fixed(9, 0), Fixed(8, 8)}, {}}),
            std::string("error: fixed tensors collide: 'a' (bytes 0 to 9, steps 0 to 1) and 'b' "
                        "(bytes 8 to 16, steps 0 to 1)") +
                kHint);
  // What is not fixed gives way.
  EXPECT_EQ(Fault({{Live(9), Fixed(8, 8)}, {}}), "");
}

TEST(PlaceBuffersTest, FixedBuffersMeetInAStepOrNever) {
  memory::Problem problem{{Fixed(8, 0), Fixed(8, 4)}, {}};
  problem.buffers[1].first_step = problem.buffers[1].last_step = 2;
  EXPECT_EQ(Fault(problem), "");
  problem.buffers[1].first_step = 1;
  EXPECT_EQ(Fault(problem),
            "error: fixed tensors collide: 'a' (bytes 0 to 8, steps 0 to 1) and 'b' (bytes 4 to "
            "12, steps 1 to 2)\n"
            "  hint: change one of the offsets of --fix");
}

TEST(PlaceBuffersTest, FixedBuffersMeetInOnePool) {
  EXPECT_EQ(Fault({{Fixed(8, 4, 0), Fixed(8, 4, 1)}, {}}, TwoPools()), "");
  EXPECT_EQ(Fault({{Fixed(8, 4, 0), Fixed(8, 16, 1), Fixed(8, 20, 1)}, {}}, TwoPools()),
            "error: fixed tensors collide: 'b' (bytes 16 to 24, steps 0 to 1) and 'c' (bytes 20 to "
            "28, steps 0 to 1)\n"
            "  hint: change one of the offsets of --fix");
}

}  // namespace
}  // namespace iegen::passes
