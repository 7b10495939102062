// Sequences whose time is known by hand, among them the examples of the cores' manuals.
#include "bench/pipeline.h"

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace iegen::bench {
namespace {

class PipelineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto timings = ReadTimings("bench/timings.csv");
    ASSERT_TRUE(timings.ok()) << timings.status();
    timings_ = *timings;
  }

  // Of instructions in a row; ">" before one: it was jumped to.
  int64_t Cycles(const std::string& core, absl::string_view code, int flash_wait = 0) {
    Pipeline pipeline(timings_.at(core), flash_wait);
    for (absl::string_view line : absl::StrSplit(code, ';')) {
      line = absl::StripAsciiWhitespace(line);
      const bool jumped = line[0] == '>';
      pipeline.Step(ParseInstruction(line.substr(jumped ? 1 : 0), 2), jumped);
    }
    return pipeline.cycles();
  }

  std::map<std::string, CoreTimings> timings_;
};

// The manuals of Cortex-M3 and M4 give these three, and what follows from their rules.
TEST_F(PipelineTest, LoadsInARowPair) {
  for (const char* core : {"cortex-m3", "cortex-m4"}) {
    EXPECT_EQ(3, Cycles(core, "ldr r0, [r1]; ldr r1, [r2]")) << core;
    EXPECT_EQ(3, Cycles(core, "ldr r0, [r1, r2]; str r0, [r3, #20]")) << core;
    EXPECT_EQ(3, Cycles(core, "ldr r0, [r1, r2]; str r1, [r3, r2]")) << core;
    EXPECT_EQ(4, Cycles(core, "ldr r0, [r1, r5]; ldr r1, [r2]; ldr r2, [r3, #4]")) << core;
    EXPECT_EQ(4, Cycles(core, "ldr r0, [r1]; ldr r2, [r0]")) << core;  // the address is loaded
    EXPECT_EQ(5, Cycles(core, "ldr r0, [r1]; ldrd r2, r3, [r4]")) << core;
    EXPECT_EQ(3, Cycles(core, "str r0, [r1]; ldr r2, [r3]")) << core;
  }
}

TEST_F(PipelineTest, AddressesNeedACycle) {
  EXPECT_EQ(4, Cycles("cortex-m4", "add r1, r2, #4; ldr r0, [r1]"));
  EXPECT_EQ(3, Cycles("cortex-m4", "add r4, r2, #4; ldr r0, [r1]"));
  EXPECT_EQ(3, Cycles("cortex-m0", "adds r1, r2, #4; ldr r0, [r1]"));
}

TEST_F(PipelineTest, MultiplicationsByCore) {
  EXPECT_EQ(1, Cycles("cortex-m4", "smlad r0, r1, r2, r0"));
  EXPECT_EQ(2, Cycles("cortex-m3", "mla r0, r1, r2, r0"));
  EXPECT_EQ(1, Cycles("cortex-m3", "muls r0, r1, r0"));
  EXPECT_EQ(1, Cycles("cortex-m4", "smull r0, r1, r2, r3"));
  EXPECT_EQ(4, Cycles("cortex-m3", "smull r0, r1, r2, r3"));
}

TEST_F(PipelineTest, ListsTakeACycleForEachRegister) {
  EXPECT_EQ(5, Cycles("cortex-m4", "ldm r0!, {r1, r2, r3, r4}"));
  EXPECT_EQ(4, Cycles("cortex-m0", "push {r4, r5, lr}"));
}

// A loop of three with a taken branch of three cycles.
TEST_F(PipelineTest, BranchesThatAreTakenReload) {
  EXPECT_EQ(3 + 2, Cycles("cortex-m4", "subs r0, #1; bne #-6; >subs r0, #1"));
  EXPECT_EQ(3, Cycles("cortex-m4", "subs r0, #1; bne #-6; subs r0, #1"));
  EXPECT_EQ(3 + 2 + 4, Cycles("cortex-m4", "subs r0, #1; bne #-6; >subs r0, #1", 4));
}

TEST_F(PipelineTest, CortexM7IssuesTwo) {
  EXPECT_EQ(1, Cycles("cortex-m7", "add r0, r1, r2; add r3, r4, r5"));
  EXPECT_EQ(2, Cycles("cortex-m7", "add r0, r1, r2; add r3, r0, r5"));  // waits for r0
  EXPECT_EQ(1, Cycles("cortex-m7", "smlad r0, r1, r2, r0; ldr r3, [r4]"));
  EXPECT_EQ(2, Cycles("cortex-m7", "smlad r0, r1, r2, r0; smlad r3, r1, r2, r3"));
  EXPECT_EQ(2, Cycles("cortex-m7", "smlad r0, r1, r2, r0; smlad r0, r3, r4, r0"));  // as an addend
  EXPECT_EQ(3, Cycles("cortex-m7", "smlad r0, r1, r2, r0; add r3, r0, r4"));
  EXPECT_EQ(3, Cycles("cortex-m7", "ldr r0, [r1]; add r2, r0, r3"));
  EXPECT_EQ(2,
            Cycles("cortex-m7", "add r0, r1, r2; add r3, r4, r5; add r6, r7, r8; add r9, r1, r2"));
}

TEST_F(PipelineTest, HeliumOverlapsLoadsAndProducts) {
  EXPECT_EQ(2, Cycles("cortex-m55", "vldrb.u8 q0, [r0]"));
  EXPECT_EQ(4, Cycles("cortex-m55", "vldrb.u8 q0, [r0]; vldrb.u8 q1, [r1]"));
  EXPECT_EQ(3, Cycles("cortex-m55", "vldrb.u8 q0, [r0]; vmladava.s8 r2, q2, q3"));
  // Four times a load and a product: each hides behind the other.
  EXPECT_EQ(5, Cycles("cortex-m55",
                      "vldrb.u8 q0, [r0]; vmladava.s8 r2, q2, q3; vldrb.u8 q1, [r1]; vmladava.s8 "
                      "r4, q4, q5"));
}

TEST_F(PipelineTest, EveryCoreHasEveryKind) {
  for (const char* core :
       {"cortex-m0", "cortex-m3", "cortex-m4", "cortex-m33", "cortex-m7", "cortex-m55"}) {
    EXPECT_EQ(1, timings_.count(core)) << core;
  }
}

}  // namespace
}  // namespace iegen::bench
