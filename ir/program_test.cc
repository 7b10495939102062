// Plans that are wrong by one step or one byte must not pass.
#include "ir/program.h"

#include "gtest/gtest.h"

namespace iegen::ir {
namespace {

Operand Read(int32_t buffer) { return {Operand::Kind::kBuffer, buffer, ElemType::kInt8, false}; }
Operand Written(int32_t buffer) { return {Operand::Kind::kBuffer, buffer, ElemType::kInt8, true}; }

Buffer MakeBuffer(Buffer::Kind kind, int64_t offset, int32_t first, int32_t last) {
  Buffer buffer;
  buffer.name = "b";
  buffer.kind = kind;
  buffer.bytes = 8;
  buffer.alignment = 4;
  buffer.offset = offset;
  buffer.first = first;
  buffer.last = last;
  return buffer;
}

KernelCall Call(const char* layer, std::vector<Operand> operands) {
  KernelCall call;
  call.layer = layer;
  call.operands = std::move(operands);
  return call;
}

// x (0) -> a -> t (1) -> b with scratch (3) -> u (2) -> c in place -> v (4); w (5) is a view of v.
Program Good() {
  Program p;
  p.arena_bytes = 24;
  p.arena_bound_bytes = 24;
  p.buffers = {MakeBuffer(Buffer::Kind::kInput, 0, -1, 0),
               MakeBuffer(Buffer::Kind::kActivation, 8, 0, 1),
               MakeBuffer(Buffer::Kind::kActivation, 0, 1, 2),
               MakeBuffer(Buffer::Kind::kScratch, 16, 1, 1),
               MakeBuffer(Buffer::Kind::kActivation, 0, 2, 2),
               MakeBuffer(Buffer::Kind::kOutput, 0, 2, 3)};
  p.buffers[5].view_of = 4;
  p.calls = {Call("a", {Read(0), Written(1)}), Call("b", {Read(1), Written(3), Written(2)}),
             Call("c", {Read(2), Written(4)})};
  p.calls[2].overlaps = {{0, 1, 0, false}};
  const TensorType type{ElemType::kInt8, {8}, {}};
  p.inputs = {{"x", type, 0}};
  p.outputs = {{"w", type, 5}};
  return p;
}

std::string Fault(void (*change)(Program&)) {
  Program p = Good();
  change(p);
  return std::string(VerifyProgram(p).message());
}

TEST(VerifyProgramTest, AGoodPlanPasses) { EXPECT_TRUE(VerifyProgram(Good()).ok()); }

TEST(VerifyProgramTest, LiveBuffersMustNotOverlap) {
  EXPECT_EQ(Fault([](Program& p) { p.buffers[1].offset = 4; }),
            "internal: buffer 'b' at 0..8 in steps -1 to 0 shares bytes with 'b' at 4..12 in steps "
            "0 to 1");
  EXPECT_EQ(Fault([](Program& p) { p.buffers[3].offset = 12; }),
            "internal: buffer 'b' at 8..16 in steps 0 to 1 shares bytes with 'b' at 12..20 in "
            "steps 1 to 1");
  EXPECT_EQ(Fault([](Program& p) { p.buffers[0].last = 1; }),
            "internal: buffer 'b' at 0..8 in steps -1 to 1 shares bytes with 'b' at 0..8 in steps "
            "1 to 2");
}

TEST(VerifyProgramTest, WhatWasOverwrittenMustNotBeRead) {
  // The input would have to live on, and the plan does not know.
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].operands.push_back(Read(0)); }),
            "internal: buffer 'b' at 0..8 in steps -1 to 0 is not alive where 'c' reads it");
  // In place although the input is read again: the view of u at the end.
  EXPECT_EQ(Fault([](Program& p) { p.buffers[5].view_of = 2; }),
            "internal: buffer 'b' at 0..8 in steps 2 to 2 shares bytes with 'b' at 0..8 in steps "
            "2 to 3");
  // A buffer that nobody has written yet.
  EXPECT_EQ(
      Fault([](Program& p) { p.calls[0].operands[1].written = false; }),
      "internal: buffer 'b' at 8..16 in steps 0 to 1 has been overwritten where 'a' reads it");
}

TEST(VerifyProgramTest, AnOutputLiesOnItsInputOnlyAsFarAsTheKernelPermits) {
  constexpr char kOver[] =
      "internal: call 'c' writes 'b' at 0..8 in steps 2 to 2 over its input 'b' at 0..8 in steps 1 "
      "to 2";
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].overlaps[0].distance = 1; }), kOver);
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].overlaps[0] = {0, 1, 1, true}; }), kOver);
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].overlaps[0] = {0, 1, 0, true}; }), "");
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].overlaps.clear(); }),
            "internal: buffer 'b' at 0..8 in steps 1 to 2 shares bytes with 'b' at 0..8 in steps 2 "
            "to 2");
  EXPECT_EQ(Fault([](Program& p) { p.calls[2].overlaps[0].read = 2; }),
            "internal: call 'c' overlaps operands that are no buffers");
}

// Calls a and b write the halves of what c reads.
Program Joined() {
  Program p;
  p.arena_bytes = p.arena_bound_bytes = 24;
  p.buffers = {
      MakeBuffer(Buffer::Kind::kInput, 16, -1, 1), MakeBuffer(Buffer::Kind::kActivation, 0, 0, 2),
      MakeBuffer(Buffer::Kind::kActivation, 8, 1, 2),
      MakeBuffer(Buffer::Kind::kActivation, 0, 2, 2), MakeBuffer(Buffer::Kind::kOutput, 16, 2, 3)};
  p.buffers[3].bytes = 16;
  p.buffers[1].view_of = p.buffers[2].view_of = 3;
  p.buffers[2].view_offset = 8;
  p.calls = {Call("a", {Read(0), Written(1)}), Call("b", {Read(0), Written(2)}),
             Call("c", {Read(3), Written(4)})};
  const TensorType type{ElemType::kInt8, {8}, {}};
  p.inputs = {{"x", type, 0}};
  p.outputs = {{"y", type, 4}};
  return p;
}

TEST(VerifyProgramTest, PartsMakeUpAWhole) {
  EXPECT_EQ(VerifyProgram(Joined()), absl::OkStatus());
  Program p = Joined();
  p.calls[1].operands[1] = Written(1);
  EXPECT_EQ(VerifyProgram(p).message(),
            "internal: buffer 'b' at 0..16 in steps 2 to 2 has been overwritten where 'c' reads "
            "it");
}

TEST(VerifyProgramTest, OffsetsStayInsideAndAligned) {
  EXPECT_EQ(Fault([](Program& p) { p.buffers[3].offset = 20; }),
            "internal: buffer 'b' at 20..28 in steps 1 to 1 leaves the arena");
  EXPECT_EQ(Fault([](Program& p) { p.buffers[3].offset = 14; }),
            "internal: buffer 'b' at 14..22 in steps 1 to 1 is not aligned to 4");
  EXPECT_EQ(Fault([](Program& p) { p.buffers[0].alignment = 32; }),
            "internal: buffer 'b' at 0..8 in steps -1 to 0 is not aligned to 32");
  EXPECT_EQ(Fault([](Program& p) { p.buffers[5].offset = 4; }),
            "internal: buffer 'b' at 4..12 in steps 2 to 3 does not lie where its base does");
  EXPECT_EQ(Fault([](Program& p) { p.arena_bound_bytes = 25; }),
            "internal: the arena is smaller than its lower bound");
}

// The scratch lies in a pool of its own.
TEST(VerifyProgramTest, PoolsCoverTheArena) {
  constexpr auto kPools = [](Program& p) {
    p.arena_bytes = 24;
    p.pools = {{"a", 0, 16, 100}, {"b", 16, 8, 100}};
  };
  Program good = Good();
  kPools(good);
  EXPECT_TRUE(VerifyProgram(good).ok()) << VerifyProgram(good);
  EXPECT_EQ(good.PoolOf(good.buffers[1]), 0);
  EXPECT_EQ(good.PoolOf(good.buffers[3]), 1);
  EXPECT_EQ(good.PlaceOf(good.buffers[1]), 8);
  EXPECT_EQ(good.PlaceOf(good.buffers[3]), 0);
  EXPECT_EQ(Good().PoolOf(good.buffers[3]), -1);
  EXPECT_EQ(Good().PlaceOf(good.buffers[3]), 16);
  EXPECT_EQ(Fault([](Program& p) { p.pools = {{"a", 0, 16, 100}, {"b", 16, 4, 100}}; }),
            "internal: the pools are not the arena");
  EXPECT_EQ(Fault([](Program& p) { p.pools = {{"a", 0, 8, 100}, {"b", 8, 16, 100}}; }),
            "internal: pool 'b' does not begin where it should");
  EXPECT_EQ(Fault([](Program& p) {
              p.pools = {{"a", 0, 16, 100}, {"b", 16, 16, 100}};
              p.arena_bytes = 32;
              p.buffers[1].offset = 12;
            }),
            "internal: buffer 'b' leaves its pool");
}

TEST(VerifyProgramTest, NumbersNameWhatExists) {
  EXPECT_EQ(Fault([](Program& p) { p.calls[0].operands[0].index = 6; }),
            "internal: call 'a' names a buffer that does not exist");
  EXPECT_EQ(Fault([](Program& p) { p.calls[0].operands[0].kind = Operand::Kind::kConstant; }),
            "internal: call 'a' names a constant that does not exist");
  EXPECT_EQ(Fault([](Program& p) {
              p.buffers[2].view_of = 4;
              p.buffers[4].view_of = 2;
            }),
            "internal: buffer 'b' at 0..8 in steps 1 to 2 is a view of no buffer");
  EXPECT_EQ(Fault([](Program& p) { p.calls[1].layer = "a"; }),
            "internal: call 'a' has no name of its own");
  EXPECT_EQ(Fault([](Program& p) { p.outputs[0].type.shape = {9}; }),
            "internal: no buffer fits input or output 'w'");
}

}  // namespace
}  // namespace iegen::ir
