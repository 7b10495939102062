// Arenas over several memories, and tensors at places that the user chose: equal bytes, and what is
// said where it can't be had.
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"
#include "passes/compile.h"

namespace iegen::passes {
namespace {

using Tensors = std::vector<std::string>;

// %p and %q are views of the same bytes; %s is state.
constexpr char kGraph[] = R"(graph @a(%x: i8[1,4,4,4] q(0.5,-3)) {
  %s: i8[1,64] q(0.5,2) = variable fill<7>
  %w: i8[4,1,1,4] q(0.05,0) = const dense<10,-20,30,-40,50,60,70,80,-9,8,-7,6,-5,4,3,2>
  %b: i32[4] = const dense<100,-200,300,-400>
  %m: i8[1,4,4,4] q(0.4,1) = conv2d(%x, %w, %b) {act=relu}
  %p: i8[1,4,4,4] q(0.5,2) = conv2d(%m, %w, %b)
  %q: i8[1,64] q(0.5,2) = reshape(%p) {shape=[1,64]}
  %r: i8[1,64] q(0.5,2) = read_variable(%s)
  %u: i8[1,64] q(0.5,2) = add(%q, %r)
  assign_variable(%s, %u)
  %y: i8[1,64] q(0.6,3) = add(%u, %q)
  return %y
})";

ir::Graph Graph() {
  absl::StatusOr<ir::Graph> graph = ir::Parse(kGraph);
  EXPECT_TRUE(graph.ok()) << graph.status();
  return *std::move(graph);
}

absl::StatusOr<ir::Program> LowerGraph(const CompileOptions& options) {
  return Lower(Graph(), **FindTarget("host"), options, nullptr);
}

std::string Fault(const CompileOptions& options) {
  return std::string(LowerGraph(options).status().message());
}

CompileOptions WithPools(std::vector<MemoryPool> pools) {
  CompileOptions options;
  options.pools = std::move(pools);
  return options;
}

CompileOptions WithFixed(std::vector<FixedTensor> fixed) {
  CompileOptions options;
  options.fixed = std::move(fixed);
  return options;
}

// A stream of inferences.
void ExpectEqualBytes(const ir::Program& program) {
  const ir::Graph graph = Graph();
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  ASSERT_TRUE(evaluator.ok()) << evaluator.status();
  std::mt19937 random(7);
  ProgramRunner runner(program);
  for (int fill = 0; fill < 6; ++fill) {
    const Tensors inputs = ir::MakeInputs(graph, fill, random);
    const absl::StatusOr<Tensors> expected = evaluator->Run(inputs), found = runner.Run(inputs);
    ASSERT_TRUE(expected.ok() && found.ok()) << expected.status() << found.status();
    EXPECT_TRUE(*expected == *found) << "other bytes with input fill " << fill;
  }
}

const ir::Buffer& Named(const ir::Program& program, const std::string& name) {
  for (const ir::Buffer& buffer : program.buffers) {
    if (buffer.name == name) return buffer;
  }
  ADD_FAILURE() << "no buffer " << name;
  return program.buffers[0];
}

TEST(PoolsTest, OneWayOrTheOtherTheBytesAreTheSame) {
  for (int64_t fast : {16, 64, 80, 128, 400}) {
    for (Objective objective : {Objective::kSpeed, Objective::kRam}) {
      CompileOptions options = WithPools({{"fast", fast}, {"slow", 400}});
      options.objective = objective;
      const absl::StatusOr<ir::Program> program = LowerGraph(options);
      ASSERT_TRUE(program.ok()) << program.status();
      EXPECT_TRUE(CheckPools(*program).ok()) << CheckPools(*program);
      ASSERT_EQ(program->pools.size(), 2u);
      EXPECT_LE(program->pools[0].bytes, fast);
      EXPECT_EQ(program->pools[0].bytes + program->pools[1].bytes, program->arena_bytes);
      ExpectEqualBytes(*program);
    }
  }
}

// %m and the input are read by four products for each of their bytes, all others once or twice.
TEST(PoolsTest, WhatProductsReadComesFirst) {
  const ir::Program program = *LowerGraph(WithPools({{"fast", 64}, {"slow", 400}}));
  EXPECT_EQ(program.PoolOf(Named(program, "m")), 0);
  EXPECT_EQ(program.PoolOf(Named(program, "s")), 1);
}

TEST(PoolsTest, ALargeFirstPoolTakesAll) {
  const ir::Program one = *LowerGraph({});
  const ir::Program program = *LowerGraph(WithPools({{"fast", 1024}, {"slow", 1024}}));
  EXPECT_EQ(program.pools[0].bytes, (one.arena_bytes + 15) / 16 * 16);
  EXPECT_EQ(program.pools[1].bytes, 0);
}

// The first pool has %m, then %u; the second one the state and, one after the other, %x and %p.
TEST(PoolsTest, TooSmallPoolsAreAConditionThatNamesThePeak) {
  const ir::Program program = *LowerGraph(WithPools({{"fast", 64}, {"slow", 64}}));
  const absl::Status status = CheckPools(program);
  EXPECT_EQ(std::string(status.message()),
            "error: the pools are too small: pool 'slow' needs 128 bytes and has 64 (--pool)\n"
            "  pool 'slow': the peak is in step 0 'm': 'x' 64 + 's' 64\n"
            "  pool 'slow': then come steps 1 to 4, from 'p' to 'y': 's' 64 + 'p' 64\n"
            "  hint: --pool=slow:128 would do");
}

TEST(PoolsTest, TensorsLieWhereTheUserSays) {
  const ir::Program program = *LowerGraph(WithFixed({{"x", "", 256}, {"m", "", 64}}));
  EXPECT_EQ(Named(program, "x").offset, 256);
  EXPECT_EQ(Named(program, "m").offset, 64);
  ExpectEqualBytes(program);
}

TEST(PoolsTest, AViewTakesItsBaseWithIt) {
  const ir::Program program = *LowerGraph(WithFixed({{"q", "", 128}}));
  EXPECT_EQ(Named(program, "q").offset, 128);
  EXPECT_EQ(Named(program, "p").offset, 128);
  ExpectEqualBytes(program);
}

TEST(PoolsTest, TensorsLieInThePoolThatTheUserSays) {
  CompileOptions options = WithPools({{"fast", 256}, {"slow", 512}});
  options.fixed = {{"m", "slow", absl::nullopt}, {"s", "fast", 16}};
  const ir::Program program = *LowerGraph(options);
  EXPECT_EQ(program.PoolOf(Named(program, "m")), 1);
  EXPECT_EQ(program.PoolOf(Named(program, "s")), 0);
  EXPECT_EQ(program.PlaceOf(Named(program, "s")), 16);
  ExpectEqualBytes(program);
}

TEST(PoolsTest, OnePoolNeedsNoName) {
  CompileOptions options = WithPools({{"fast", 512}});
  options.fixed = {{"m", "", 256}};
  const ir::Program program = *LowerGraph(options);
  EXPECT_EQ(program.PlaceOf(Named(program, "m")), 256);
  ExpectEqualBytes(program);
}

TEST(PoolsTest, CollisionsAreNamed) {
  EXPECT_EQ(Fault(WithFixed({{"x", "", 0}, {"s", "", 32}})),
            "error: fixed tensors collide: 'x' (bytes 0 to 64, steps -1 to 0) and 's' (bytes 32 to "
            "96, steps -1 to 5)\n"
            "  hint: change one of the offsets of --fix");
  // They are never there together.
  EXPECT_TRUE(LowerGraph(WithFixed({{"x", "", 0}, {"p", "", 0}})).ok());
  // In different pools they do not meet.
  CompileOptions options = WithPools({{"fast", 256}, {"slow", 512}});
  options.fixed = {{"x", "fast", 0}, {"s", "slow", 32}};
  EXPECT_TRUE(LowerGraph(options).ok());
}

TEST(PoolsTest, PlacesThatCannotBeAreErrors) {
  EXPECT_EQ(Fault(WithFixed({{"mm", "", 0}})),
            "error: there is no tensor 'mm' (--fix)\n"
            "  hint: 'iegen inspect MODEL --tensors' lists them");
  EXPECT_EQ(Fault(WithFixed({{"w", "", 0}})),
            "error: tensor 'w' has no memory of its own (--fix)\n"
            "  hint: it is constant, or its layer became part of another one: the report's "
            "arena.buffers lists those that have");
  EXPECT_EQ(Fault(WithFixed({{"m", "", 6}})), "error: offset 6 of 'm' is no multiple of 4 (--fix)");
  EXPECT_EQ(Fault(WithFixed({{"m", "", 0}, {"m", "", 64}})), "error: 'm' has two places (--fix)");
  EXPECT_EQ(Fault(WithFixed({{"p", "", 0}, {"q", "", 64}})),
            "error: 'q' and another tensor of --fix are parts of one that can't be at two places");
  EXPECT_EQ(Fault(WithFixed({{"m", "fast", 0}})),
            "error: there is no pool 'fast' (--fix)\n"
            "  hint: --pool=NAME:BYTES makes one");
  CompileOptions options = WithPools({{"fast", 256}, {"slow", 512}});
  options.fixed = {{"m", "", 64}};
  EXPECT_EQ(Fault(options),
            "error: in which pool is 'm'? (--fix)\n"
            "  hint: --fix=m:fast:64");
}

TEST(PoolsTest, NamesOfPoolsArePartsOfNames) {
  for (const char* name : {"Fast", "a_b", "1a", "", "a-b"}) {
    EXPECT_EQ(Fault(WithPools({{name, 64}})),
              "error: a pool can't be called '" + std::string(name) +
                  "'\n  hint: up to 32 lower-case letters and digits, a letter first: "
                  "--pool=fast:64K");
  }
  EXPECT_EQ(Fault(WithPools({{"a", 64}, {"b", 64}, {"a", 64}})), "error: two pools are called 'a'");
  EXPECT_EQ(Fault(WithPools(std::vector<MemoryPool>(9, {"a", 64}))),
            "error: 9 pools, no more than 8 are possible");
}

}  // namespace
}  // namespace iegen::passes
