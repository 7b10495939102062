#include "ir/text/plan.h"

#include "gtest/gtest.h"

namespace iegen::ir {
namespace {

constexpr char kPlan[] = R"(program @tiny("cortex-m4") {arena=32, bound=24, alignment=16} {
  buffer %0 "x": input, 8 bytes at 0, align 4, steps -1 to 0
  buffer %1 "f \"quoted\"": activation, 16 bytes at 8, align 4, steps 0 to 1
  buffer %2 "v": output, 8 bytes at 16, align 4, steps 0 to 2, view of %1 + 8
  buffer %3 "s": scratch, 4 bytes at 24, align 4, steps 1 to 1
  const $0 "w": i8 hex<00ff7f>
  const $1 "empty": i32 hex<>
  input "serving/x:0" %0: f32[1,2]
  output "y" %2: i8[1,8] q(0.5,-3)
  call first = copy_bytes CopyBytes "iegen/copy_bytes.h" shared(%0:i8, $0:i8, _:i8, out _:i8, out %1:i8) {bytes=8, scale=float(0.5)} {op="reshape", macs=1, live_macs=2, weights=3, instructions=4} loc("m.tflite", 3, "RESHAPE", "a/b")
    candidate "fast" refused {instructions=1, code=2, constants=3} "needs 4 channels"
    candidate "copy_bytes" chosen {instructions=4, code=40, constants=0} "the same bytes"
  call second = copy_bytes CopyBytes "iegen/copy_bytes.h" static() {} {op="", macs=0, live_macs=0, weights=0, instructions=0}
}
)";

TEST(PlanTextTest, PrintsWhatItReads) {
  const absl::StatusOr<Program> program = ParsePlan(kPlan);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(PrintPlan(*program), kPlan);
  EXPECT_EQ(program->buffers[2].view_of, 1);
  EXPECT_EQ(program->buffers[0].first, -1);
  EXPECT_EQ(*program->constants[0].data, std::string("\x00\xff\x7f", 3));
  EXPECT_EQ(std::get<float>(program->calls[0].spec[1].value), 0.5f);
  EXPECT_TRUE(program->calls[0].operands[4].written);
}

TEST(PlanTextTest, KeepsStateAndMarkers) {
  constexpr char kText[] = R"(program @s("host") {arena=16, bound=16, alignment=16} {
  buffer %0 "c": input, 1 bytes at 0, align 1, steps -1 to 0
  buffer %1 "v": state, 4 bytes at 4, align 4, steps -1 to 2, fill 253
  buffer %2 "w": state, 2 bytes at 8, align 2, steps -1 to 2, initial $0
  const $0 "w_initial": i8 hex<0102>
  flow if = if_begin(%0:bool)
  flow end = if_end() loc("m.tflite", 3, "IF", "a/b")
}
)";
  const absl::StatusOr<Program> program = ParsePlan(kText);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(PrintPlan(*program), kText);
  EXPECT_TRUE(program->stateful());
  EXPECT_EQ(program->buffers[1].fill, 253);
  EXPECT_EQ(program->calls[0].flow, Flow::kIfBegin);
}

TEST(PlanTextTest, KeepsRegions) {
  constexpr char kText[] = R"(program @s("host") {arena=16, bound=16, alignment=16} {
  buffer %0 "x": input, 8 bytes at 0, align 4, steps -1 to 0
  call pool = max_pool2d_s8 MaxPool2dS8 "iegen/max_pool2d_s8.h" static(%0:i8, out %0:i8) {in_height=1} {op="", macs=0, live_macs=0, weights=0, instructions=0} rows 4 out 1 by 2 (in 0 of 8 by 3 times 2 over 1 from -1 to 1) (in_height 0 row 0 first 0 count 1, pad_top 1 row -2 first 1 count 0)
  region 0 to 0 (0, 0, 0, 0)
}
)";
  const absl::StatusOr<Program> program = ParsePlan(kText);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(PrintPlan(*program), kText);
  EXPECT_EQ(program->calls[0].rows.inputs[0].scale, 2);
  EXPECT_EQ(program->calls[0].rows.fields[1].per_row, -2);
  EXPECT_EQ(program->regions[0].schedule.size(), 4u);
}

TEST(PlanTextTest, KeepsPools) {
  constexpr char kText[] = R"(program @s("host") {arena=48, bound=40, alignment=16} {
  pool "fast" 16 bytes at 0 of 100
  pool "slow" 32 bytes at 16 of 65536
  buffer %0 "x": input, 8 bytes at 16, align 4, steps -1 to 0
}
)";
  const absl::StatusOr<Program> program = ParsePlan(kText);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(PrintPlan(*program), kText);
  EXPECT_EQ(program->pools[1], (Pool{"slow", 16, 32, 65536}));
}

TEST(PlanTextTest, SaysWhereItStopped) {
  const auto fault = [](absl::string_view text) {
    return std::string(ParsePlan(text).status().message());
  };
  EXPECT_EQ(fault("graph @a"), "error: line 1: expected 'program', found 'graph @a'");
  const std::string head = "program @a(\"t\") {arena=0, bound=0, alignment=16} {\n";
  EXPECT_EQ(fault(head + "buffer %1"), "error: line 2: expected number 0 before, found ''");
  EXPECT_EQ(fault(head + "const $0 \"c\": i8 hex<abc>"),
            "error: line 2: expected pairs of hexadecimal digits before, found ''");
  EXPECT_EQ(fault(head + "const $0 \"c\": i8 blob<abc>"),
            "error: line 2: expected the blob 'abc' before, found '>'");
  EXPECT_EQ(fault(head + "candidate \"c\""),
            "error: line 2: expected a call before its candidates, found '\"c\"'");
}

TEST(PlanTextTest, EveryTruncationIsAnError) {
  const std::string text = kPlan;
  for (size_t length = 0; length + 2 < text.size(); ++length) {
    EXPECT_FALSE(ParsePlan(text.substr(0, length)).ok()) << length;
  }
}

}  // namespace
}  // namespace iegen::ir
