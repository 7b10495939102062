// In which pool a buffer lies, and where there: at both ends of every pool.
#include "ir/pools.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace iegen::ir {
namespace {

Buffer At(int64_t offset, int64_t bytes) {
  Buffer buffer;
  buffer.name = "b";
  buffer.bytes = bytes;
  buffer.offset = offset;
  return buffer;
}

// Bytes 0 to 31, 32 to 47 and 48 to 63.
Program ThreePools() {
  Program program;
  program.arena_bytes = 64;
  program.pools = {{"a", 0, 32, 100}, {"b", 32, 16, 100}, {"c", 48, 16, 100}};
  return program;
}

std::string Fault(const Program& program) { return std::string(CheckPools(program).message()); }

std::string FaultOf(std::vector<Pool> pools, int64_t arena_bytes) {
  Program program;
  program.pools = std::move(pools);
  program.arena_bytes = arena_bytes;
  return Fault(program);
}

std::string FaultOf(const Buffer& buffer) {
  Program program = ThreePools();
  program.buffers = {buffer};
  return Fault(program);
}

TEST(PoolOfTest, TheFirstByteSaysInWhichPoolABufferLies) {
  const Program program = ThreePools();
  EXPECT_EQ(program.PoolOf(At(0, 4)), 0);
  EXPECT_EQ(program.PoolOf(At(31, 1)), 0);
  EXPECT_EQ(program.PoolOf(At(32, 4)), 1);
  EXPECT_EQ(program.PoolOf(At(47, 1)), 1);
  EXPECT_EQ(program.PoolOf(At(48, 4)), 2);
  EXPECT_EQ(program.PoolOf(At(63, 1)), 2);
}

TEST(PoolOfTest, PlacesCountFromTheStartOfThePool) {
  const Program program = ThreePools();
  EXPECT_EQ(program.PlaceOf(At(0, 4)), 0);
  EXPECT_EQ(program.PlaceOf(At(31, 1)), 31);
  EXPECT_EQ(program.PlaceOf(At(32, 4)), 0);
  EXPECT_EQ(program.PlaceOf(At(47, 1)), 15);
  EXPECT_EQ(program.PlaceOf(At(48, 4)), 0);
  EXPECT_EQ(program.PlaceOf(At(63, 1)), 15);
}

TEST(PoolOfTest, PoolsThatNobodyNeedsHoldNoBuffer) {
  Program program;
  program.arena_bytes = 48;
  program.pools = {{"a", 0, 0, 100}, {"b", 0, 32, 100}, {"c", 32, 0, 100}, {"d", 32, 16, 100}};
  EXPECT_EQ(program.PoolOf(At(0, 4)), 1);
  EXPECT_EQ(program.PoolOf(At(31, 1)), 1);
  EXPECT_EQ(program.PlaceOf(At(31, 1)), 31);
  EXPECT_EQ(program.PoolOf(At(32, 4)), 3);
  EXPECT_EQ(program.PlaceOf(At(32, 4)), 0);
  program.buffers = {At(0, 32), At(32, 16)};
  EXPECT_EQ(Fault(program), "");
}

TEST(PoolOfTest, WithoutPoolsPlacesAreOffsets) {
  EXPECT_EQ(Program().PoolOf(At(40, 4)), -1);
  EXPECT_EQ(Program().PlaceOf(At(40, 4)), 40);
}

TEST(CheckPoolsTest, BuffersEndInThePoolWhereTheyBegin) {
  constexpr char kLeaves[] = "internal: buffer 'b' leaves its pool";
  EXPECT_EQ(FaultOf(At(0, 32)), "");
  EXPECT_EQ(FaultOf(At(0, 33)), kLeaves);
  EXPECT_EQ(FaultOf(At(28, 4)), "");
  EXPECT_EQ(FaultOf(At(28, 5)), kLeaves);
  EXPECT_EQ(FaultOf(At(32, 16)), "");
  EXPECT_EQ(FaultOf(At(32, 17)), kLeaves);
  EXPECT_EQ(FaultOf(At(48, 16)), "");
  EXPECT_EQ(FaultOf(At(48, 17)), kLeaves);
}

TEST(CheckPoolsTest, EveryBufferIsLookedAt) {
  Program program = ThreePools();
  program.buffers = {At(0, 32), At(32, 16), At(40, 16)};
  program.buffers[2].name = "last";
  EXPECT_EQ(Fault(program), "internal: buffer 'last' leaves its pool");
}

TEST(CheckPoolsTest, PoolsStandOneBehindTheOther) {
  EXPECT_EQ(FaultOf({{"a", 0, 32, 100}, {"b", 32, 16, 100}}, 48), "");
  // Not at the beginning of the arena; a gap; common bytes.
  EXPECT_EQ(FaultOf({{"a", 16, 32, 100}}, 48), "internal: pool 'a' does not begin where it should");
  EXPECT_EQ(FaultOf({{"a", 0, 32, 100}, {"b", 48, 16, 100}}, 64),
            "internal: pool 'b' does not begin where it should");
  EXPECT_EQ(FaultOf({{"a", 0, 32, 100}, {"b", 16, 16, 100}}, 32),
            "internal: pool 'b' does not begin where it should");
  EXPECT_EQ(FaultOf({{"a", 0, 32, 100}, {"b", 32, -16, 100}}, 16),
            "internal: pool 'b' does not begin where it should");
}

TEST(CheckPoolsTest, PoolsBeginWhereAnArenaCould) {
  Program program;
  program.arena_bytes = 40;
  program.pools = {{"a", 0, 24, 100}, {"b", 24, 16, 100}};
  EXPECT_EQ(Fault(program), "internal: pool 'b' does not begin where it should");
  program.arena_alignment = 8;
  EXPECT_EQ(Fault(program), "");
}

TEST(CheckPoolsTest, PoolsAreTheWholeArena) {
  const std::vector<Pool> pools = {{"a", 0, 32, 100}, {"b", 32, 16, 100}};
  EXPECT_EQ(FaultOf(pools, 48), "");
  EXPECT_EQ(FaultOf(pools, 47), "internal: the pools are not the arena");
  EXPECT_EQ(FaultOf(pools, 49), "internal: the pools are not the arena");
}

TEST(CheckPoolsTest, OneMemoryHasNoPoolsToBeWrong) {
  Program program;
  program.arena_bytes = 16;
  program.buffers = {At(0, 16)};
  EXPECT_EQ(Fault(program), "");
}

TEST(RegionOfTest, RegionsHaveTheirFirstAndTheirLastCall) {
  Program program;
  program.regions = {{1, 2, {}}, {4, 4, {}}};
  EXPECT_EQ(program.RegionOf(0), nullptr);
  EXPECT_EQ(program.RegionOf(1), &program.regions[0]);
  EXPECT_EQ(program.RegionOf(2), &program.regions[0]);
  EXPECT_EQ(program.RegionOf(3), nullptr);
  EXPECT_EQ(program.RegionOf(4), &program.regions[1]);
  EXPECT_EQ(program.RegionOf(5), nullptr);
}

TEST(StatefulTest, OneStateAmongOtherBuffersIsEnough) {
  Program program;
  EXPECT_FALSE(program.stateful());
  program.buffers = {At(0, 4), At(4, 4), At(8, 4), At(12, 4)};
  program.buffers[0].kind = Buffer::Kind::kInput;
  program.buffers[1].kind = Buffer::Kind::kOutput;
  program.buffers[2].kind = Buffer::Kind::kScratch;
  EXPECT_FALSE(program.stateful());
  program.buffers[3].kind = Buffer::Kind::kState;
  EXPECT_TRUE(program.stateful());
}

TEST(FlowsOfTest, AreThoseOfTheCallsInTheirOrder) {
  Program program;
  program.calls.resize(3);
  program.calls[0].flow = Flow::kIfBegin;
  program.calls[2].flow = Flow::kIfEnd;
  EXPECT_EQ(FlowsOf(program), (std::vector<Flow>{Flow::kIfBegin, Flow::kCall, Flow::kIfEnd}));
}

}  // namespace
}  // namespace iegen::ir
