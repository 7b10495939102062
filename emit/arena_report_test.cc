// The arena of small programs made by hand, with figures worked out by hand.
#include "emit/arena_report.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace iegen::emit {
namespace {

using ir::Buffer;
using ir::Operand;
using Json = nlohmann::ordered_json;

Operand Read(int32_t buffer) {
  return {Operand::Kind::kBuffer, buffer, ir::ElemType::kInt8, false};
}
Operand Written(int32_t buffer) {
  return {Operand::Kind::kBuffer, buffer, ir::ElemType::kInt8, true};
}

struct Steps {
  int32_t first = 0, last = 0;
};

Buffer MakeBuffer(const char* name, Buffer::Kind kind, int64_t offset, int64_t bytes, Steps steps) {
  Buffer buffer;
  buffer.name = name;
  buffer.kind = kind;
  buffer.offset = offset;
  buffer.bytes = bytes;
  buffer.first = steps.first;
  buffer.last = steps.last;
  return buffer;
}

ir::KernelCall Call(std::vector<Operand> operands, std::vector<ir::Overlap> overlaps = {}) {
  ir::KernelCall call;
  call.operands = std::move(operands);
  call.overlaps = std::move(overlaps);
  return call;
}

// x (0) -> t (1), over it -> u (3) with scratch (2) -> y (5) from part (4) of u, over it; state
// (6).
//   0       16      32   40  48      64      80      96
//   t t t t t t t t w w w    u u u u u u u u s s s s     bytes
//           x x x x      y y y y     p p p p
ir::Program Small() {
  ir::Program p;
  p.arena_bytes = 96;
  p.arena_bound_bytes = 88;
  p.buffers = {MakeBuffer("x", Buffer::Kind::kInput, 16, 16, {-1, 0}),
               MakeBuffer("t", Buffer::Kind::kActivation, 0, 32, {0, 1}),
               MakeBuffer("w", Buffer::Kind::kScratch, 32, 8, {1, 1}),
               MakeBuffer("u", Buffer::Kind::kActivation, 48, 32, {1, 2}),
               MakeBuffer("p", Buffer::Kind::kActivation, 64, 16, {1, 2}),
               MakeBuffer("y", Buffer::Kind::kOutput, 40, 16, {2, 3}),
               MakeBuffer("s", Buffer::Kind::kState, 80, 16, {-1, 3})};
  p.buffers[4].view_of = 3;
  p.buffers[4].view_offset = 16;
  p.calls = {Call({Read(0), Written(1)}, {{0, 1, 16, false}}),
             Call({Read(1), Written(2), Written(3)}),
             Call({Read(6), Read(4), Written(5)}, {{1, 2, -8, true}})};
  return p;
}

Json Buffers(const ir::Program& program) { return ArenaJson(program, {})["buffers"]; }

// In step 0 there are t with x inside and s; in step 1 t, w, u and s; in step 2 u with 8 more bytes
// of y, and s.
TEST(ArenaReport, TellsWhereBuffersLieAndWhenTheyLive) {
  Figures figures;
  figures.ram_bytes = 112;
  figures.without_overlap = 120;
  EXPECT_EQ(ArenaJson(Small(), figures), Json::parse(R"({
    "bytes": 112, "planned": 96, "bound": 88, "without_overlap": 120,
    "live_bytes": [48, 88, 56], "pools": [], "segments": [],
    "buffers": [
      {"name": "x", "kind": "input", "bytes": 16, "offset": 16, "pool": null, "first": -1,
       "last": 0, "direction": null, "given_up": "forward", "view_of": null},
      {"name": "t", "kind": "activation", "bytes": 32, "offset": 0, "pool": null, "first": 0,
       "last": 1, "direction": "forward", "given_up": null, "view_of": null},
      {"name": "w", "kind": "scratch", "bytes": 8, "offset": 32, "pool": null, "first": 1,
       "last": 1, "direction": null, "given_up": null, "view_of": null},
      {"name": "u", "kind": "activation", "bytes": 32, "offset": 48, "pool": null, "first": 1,
       "last": 2, "direction": null, "given_up": "backward", "view_of": null},
      {"name": "p", "kind": "activation", "bytes": 16, "offset": 64, "pool": null, "first": 1,
       "last": 2, "direction": null, "given_up": null, "view_of": "u"},
      {"name": "y", "kind": "output", "bytes": 16, "offset": 40, "pool": null, "first": 2,
       "last": 3, "direction": "backward", "given_up": null, "view_of": null},
      {"name": "s", "kind": "state", "bytes": 16, "offset": 80, "pool": null, "first": -1,
       "last": 3, "direction": null, "given_up": null, "view_of": null}]})"));
}

// Kernels may permit more than the plan makes use of.
TEST(ArenaReport, BytesThatAreNotSharedHaveNoOrder) {
  ir::Program program = Small();
  program.buffers[0].offset = 32;
  EXPECT_TRUE(Buffers(program)[0]["given_up"].is_null());
  EXPECT_TRUE(Buffers(program)[1]["direction"].is_null());
  program.buffers[0].offset = 31;
  EXPECT_EQ(Buffers(program)[0]["given_up"], "forward");
  EXPECT_EQ(Buffers(program)[1]["direction"], "forward");
}

TEST(ArenaReport, AnOrderIsOfTheStepsInWhichBuffersBeginAndEnd) {
  ir::Program program = Small();
  program.buffers[0].last = 1;
  EXPECT_TRUE(Buffers(program)[0]["given_up"].is_null());
  EXPECT_EQ(Buffers(program)[1]["direction"], "forward");
  program = Small();
  program.buffers[5].first = 1;
  EXPECT_EQ(Buffers(program)[3]["given_up"], "backward");
  EXPECT_TRUE(Buffers(program)[5]["direction"].is_null());
}

TEST(ArenaReport, PartsOfPartsGiveUpTheBytesOfTheWhole) {
  ir::Program program = Small();
  program.buffers.push_back(MakeBuffer("q", Buffer::Kind::kActivation, 72, 8, {1, 2}));
  program.buffers[7].view_of = 4;
  program.buffers[7].view_offset = 8;
  program.calls[2].operands[1] = Read(7);
  const Json buffers = Buffers(program);
  EXPECT_EQ(buffers[3]["given_up"], "backward");
  EXPECT_TRUE(buffers[4]["given_up"].is_null());
  EXPECT_TRUE(buffers[7]["given_up"].is_null());
  EXPECT_EQ(buffers[7]["view_of"], "p");
}

TEST(ArenaReport, NamesOfTheModelAreEscaped) {
  ir::Program program = Small();
  program.buffers[3].name = "a\nb";
  EXPECT_EQ(Buffers(program)[3]["name"], "a\\nb");
  EXPECT_EQ(Buffers(program)[4]["view_of"], "a\\nb");
}

// The border is at 48: u, p and s lie behind it.
TEST(ArenaReport, PoolsCountFromTheirOwnBeginning) {
  ir::Program program = Small();
  program.buffers[5].offset = 32;
  program.pools = {{"fast", 0, 48, 64}, {"slow", 48, 48, 1000}};
  const Json arena = ArenaJson(program, {});
  EXPECT_EQ(arena["pools"], Json::parse(R"([
    {"name": "fast", "bytes": 48, "limit": 64, "live_bytes": [32, 40, 16]},
    {"name": "slow", "bytes": 48, "limit": 1000, "live_bytes": [16, 48, 48]}])"));
  EXPECT_EQ(arena["live_bytes"], (Json{48, 88, 64}));
  std::vector<std::string> places;
  for (const Json& buffer : arena["buffers"]) {
    places.push_back(buffer["pool"].get<std::string>() + buffer["offset"].dump());
  }
  EXPECT_EQ(places, (std::vector<std::string>{"fast16", "fast0", "fast32", "slow0", "slow16",
                                              "fast32", "slow32"}));
  EXPECT_EQ(PoolJson(program, program.buffers[5]), "fast");
  EXPECT_EQ(PoolJson(program, program.buffers[6]), "slow");
  EXPECT_TRUE(PoolJson(Small(), program.buffers[6]).is_null());
}

// Calls 0 to 3, of which 1 and 2 run row by row; what they write has 8 rows of 10 bytes.
ir::Program Rows(int64_t bytes_of_1, int64_t bytes_of_2) {
  ir::Program p;
  p.buffers = {MakeBuffer("x", Buffer::Kind::kInput, 0, 80, {-1, 1}),
               MakeBuffer("a", Buffer::Kind::kActivation, 80, bytes_of_1, {1, 2}),
               MakeBuffer("b", Buffer::Kind::kActivation, 160, bytes_of_2, {1, 3}),
               MakeBuffer("y", Buffer::Kind::kOutput, 0, 80, {3, 4})};
  p.calls = {Call({Read(0), Written(0)}), Call({Read(0), Written(1)}), Call({Written(2), Read(1)}),
             Call({Read(2), Written(3)})};
  p.calls[1].rows.rows = p.calls[2].rows.rows = 8;
  p.calls[1].rows.row_bytes = p.calls[2].rows.row_bytes = 10;
  p.calls[1].rows.output = 1;
  p.calls[2].rows.output = 0;
  p.regions = {{1, 2, {0, 0, 0, 1, 0, 1}}};
  return p;
}

Json Segments(const ir::Program& program) { return ArenaJson(program, {})["segments"]; }

TEST(ArenaReport, RingsHoldSomeRowsOfWhatIsMadeRowByRow) {
  EXPECT_EQ(Segments(Rows(30, 70)), Json::parse(R"([{"first": 1, "last": 2, "calls": 6, "rings": [
    {"buffer": "a", "step": 1, "rows": 3, "of_rows": 8, "row_bytes": 10, "bytes": 30},
    {"buffer": "b", "step": 2, "rows": 7, "of_rows": 8, "row_bytes": 10, "bytes": 70}]}])"));
}

TEST(ArenaReport, RowsCountWhole) {
  EXPECT_EQ(Segments(Rows(39, 79))[0]["rings"][0]["rows"], 3);
  EXPECT_EQ(Segments(Rows(39, 79))[0]["rings"][0]["bytes"], 39);
  EXPECT_EQ(Segments(Rows(39, 79))[0]["rings"][1]["rows"], 7);
}

TEST(ArenaReport, WhatHoldsAllRowsIsNoRing) {
  EXPECT_EQ(Segments(Rows(30, 80)), Json::parse(R"([{"first": 1, "last": 2, "calls": 6, "rings": [
    {"buffer": "a", "step": 1, "rows": 3, "of_rows": 8, "row_bytes": 10, "bytes": 30}]}])"));
  EXPECT_EQ(Segments(Rows(80, 80)),
            Json::parse(R"([{"first": 1, "last": 2, "calls": 6, "rings": []}])"));
}

TEST(ArenaReport, WhatIsThereOnlyAtTheEndIsNoRing) {
  ir::Program program = Rows(30, 8);
  program.calls[2].rows.row_bytes = 0;
  EXPECT_EQ(Segments(program)[0]["rings"].size(), 1u);
}

TEST(ArenaReport, EachRegionHasItsOwnRings) {
  ir::Program program = Rows(30, 70);
  program.regions = {{1, 1, {0, 0}}, {2, 2, {0, 0, 0}}};
  const Json segments = Segments(program);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[0]["calls"], 2);
  EXPECT_EQ(segments[0]["rings"].size(), 1u);
  EXPECT_EQ(segments[0]["rings"][0]["buffer"], "a");
  EXPECT_EQ(segments[1]["calls"], 3);
  EXPECT_EQ(segments[1]["rings"].size(), 1u);
  EXPECT_EQ(segments[1]["rings"][0]["buffer"], "b");
}

}  // namespace
}  // namespace iegen::emit
