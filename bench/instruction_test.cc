#include "bench/instruction.h"

#include "gtest/gtest.h"

namespace iegen::bench {
namespace {

Registers Bits(std::initializer_list<int> registers) {
  Registers bits = 0;
  for (int r : registers) bits |= Registers{1} << r;
  return bits;
}

Instruction Of(absl::string_view text) { return ParseInstruction(text, 4); }

TEST(InstructionTest, KindsByMnemonic) {
  const std::pair<const char*, const char*> cases[] = {{"adds\tr0, #1", "alu"},
                                                       {"bic.w\tr0, r1, #3", "alu"},
                                                       {"bne\t#-6 <f+0x2>", "branch"},
                                                       {"ble\t#-6", "branch"},
                                                       {"b.w\t#100", "branch"},
                                                       {"cbz\tr3, #8", "branch"},
                                                       {"bl\t#100 <memcpy>", "call"},
                                                       {"blx\tr3", "call"},
                                                       {"bx\tlr", "jump"},
                                                       {"mov\tpc, r3", "jump"},
                                                       {"ldr.w\tr0, [r1, r2, lsl #2]", "load"},
                                                       {"ldrsb.w\tr0, [r1], #1", "load"},
                                                       {"ldrd\tr0, r1, [r2], #8", "load_double"},
                                                       {"str\tr0, [r1, #4]", "store"},
                                                       {"strb.w\tr0, [r1, r2]", "store_register"},
                                                       {"pop\t{r4, pc}", "load_multiple"},
                                                       {"smlad\tr0, r1, r2, r0", "simd_mac"},
                                                       {"smmulr\tr0, r1, r2", "simd_mac"},
                                                       {"smlal\tr0, r1, r2, r3", "long_mac"},
                                                       {"sxtb16\tr0, r1, ror #8", "simd"},
                                                       {"sxtb\tr0, r1", "alu"},
                                                       {"usat\tr0, #8, r1", "simd"},
                                                       {"le\tlr, #-20", "loop_end"},
                                                       {"letp\tlr, #-20", "loop_end"},
                                                       {"dlstp.8\tlr, r2", "loop_start"},
                                                       {"vldrb.u8\tq0, [r0], #16", "vector_load"},
                                                       {"vmladava.s8\tr2, q0, q1", "vector_mac"},
                                                       {"vadd.i32\tq0, q1, q2", "vector"},
                                                       {"vadd.f32\ts0, s1, s2", "float"},
                                                       {"vldr\ts0, [r0]", "load"},
                                                       {"what.is\tthis", "alu"}};
  for (const auto& [text, kind] : cases) EXPECT_EQ(kind, NameOf(Of(text).kind)) << text;
}

TEST(InstructionTest, RegistersOfAnAccess) {
  const Instruction load = Of("ldr.w\tr0, [r1, r2, lsl #2]");
  EXPECT_EQ(Bits({0}), load.writes);
  EXPECT_EQ(Bits({1, 2}), load.reads);
  EXPECT_EQ(Bits({1, 2}), load.address);
  EXPECT_FALSE(load.shifted);
  const Instruction store = Of("str\tr0, [sp, #4]");
  EXPECT_EQ(0u, store.writes);
  EXPECT_EQ(Bits({0, 13}), store.reads);
  EXPECT_EQ(Bits({0, 1}), Of("ldrd\tr0, r1, [r2], #8").writes);
}

TEST(InstructionTest, RegistersOfProducts) {
  const Instruction mac = Of("smlad\tr0, r1, r2, r3");
  EXPECT_EQ(Bits({0}), mac.writes);
  EXPECT_EQ(Bits({3}), mac.addend);
  EXPECT_EQ(Bits({0, 1}), Of("smlald\tr0, r1, r2, r3").addend);
  const Instruction dot = Of("vmladava.s8\tr2, q0, q1");
  EXPECT_EQ(Bits({2}), dot.addend);
  EXPECT_EQ(Bits({2, 16, 17}), dot.reads);
}

TEST(InstructionTest, ListsAreCounted) {
  EXPECT_EQ(3, Of("push\t{r4, r5, lr}").count);
  EXPECT_EQ(4, Of("ldm\tr0!, {r1, r2, r3, r4}").count);
  EXPECT_TRUE(Of("add.w\tr0, r1, r2, lsl #3").shifted);
}

TEST(InstructionTest, ReadsListings) {
  const absl::StatusOr<Disassembly> code = ParseDisassembly(R"(
program.elf:	file format elf32-littlearm

Disassembly of section .text:

00000190 <kws_invoke>:
     190: b5f0         	push	{r4, r5, r6, r7, lr}
     192: e92d 4ff0    	push.w	{r4, r5, r6, r7, r8, r9, r10, r11, lr}

00000196 <f>:
     196: 4770         	bx	lr
)");
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(3u, code->code.size());
  EXPECT_EQ(2, code->code.at(0x190).bytes);
  EXPECT_EQ(4, code->code.at(0x192).bytes);
  EXPECT_EQ("kws_invoke", code->FunctionAt(0x192));
  EXPECT_EQ("f", code->FunctionAt(0x196));
  EXPECT_FALSE(ParseDisassembly("nothing").ok());
}

}  // namespace
}  // namespace iegen::bench
