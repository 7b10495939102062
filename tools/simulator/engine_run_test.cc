// What every board and the host must do alike; the target is the program's first argument.
#include "tools/simulator/engine_run.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "tools/simulator/test_engine.h"

namespace iegen::simulator {
namespace {

std::string target = "host";

absl::StatusOr<EngineResult> RunIt(const EngineBundle& bundle, const EngineCases& cases) {
  return RunEngine(bundle, target, cases);
}

// What depends on the host's side or on portable C alone is tried on the host and one core.
bool OneOfTwo() { return target == "host" || target == "cortex-m4"; }

// The status says it all, names of temporary folders excepted.
void ExpectFailure(const EngineBundle& bundle, const EngineCases& cases, absl::string_view part) {
  const absl::Status status = RunIt(bundle, cases).status();
  EXPECT_TRUE(absl::StrContains(status.message(), part)) << status.message();
}

TEST(RunEngine, GivesTheOutputsOfEveryCase) {
  EngineCases cases;
  cases.inputs = {"abcdefgh", std::string("\0\xff\n\x1a\r\t\x80 ", 8), "12345678"};
  cases.check_uninitialised = true;
  const auto result = RunIt(AddOne(), cases);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(3u, result->outputs.size());
  EXPECT_EQ("bcdefghi", result->outputs[0]);
  EXPECT_EQ(std::string("\x01\0\x0b\x1b\x0e\x0a\x81!", 8), result->outputs[1]);
  EXPECT_EQ("23456789", result->outputs[2]);
}

// Code that is known to the instruction: `turns` turns of a loop of three.
std::string Spin(const std::string& turns) {
#define SPIN(loop) "{ uint32_t n = " + turns + "; __asm__ volatile(\"" loop "); }"
  return absl::StartsWith(target, "rv")
             ? SPIN("1: addi %0, %0, -1\\nnop\\nbnez %0, 1b\" : \"+r\"(n)")
             : SPIN(".syntax unified\\n1: subs %0, #1\\nnop\\nbne 1b\" : \"+l\"(n) : : \"cc\"");
#undef SPIN
}

TEST(RunEngine, CountsInstructions) {
  if (target == "host") return;
  const auto spin = [](const std::string& turns) {
    return TinyEngine(Spin(turns) + "m->arena[8] = 0;");
  };
  EngineCases cases;
  cases.inputs = {"abcdefgh", "abcdefgh"};
  const auto few = RunIt(spin("1000"), cases);
  const auto many = RunIt(spin("11000"), cases);
  ASSERT_TRUE(few.ok() && many.ok()) << few.status() << many.status();
  EXPECT_NEAR(30000, static_cast<double>(many->instructions[1] - few->instructions[1]), 4);
  EXPECT_NEAR(3000, static_cast<double>(few->instructions[0]), 30);
}

// Two steps, the second of which runs ten times; between them something that belongs to neither.
TEST(RunEngine, CountsSteps) {
  if (target == "host") return;
  const auto engine = [](const std::string& hook) {
    EngineBundle bundle =
        TinyEngine("IEGEN_PROFILE(0, \"first\");" + Spin("1000") +
                   "for (int i = 0; i < 10; ++i) { IEGEN_PROFILE(1, \"second\");" + Spin("2000") +
                   "} IEGEN_PROFILE(2, nullptr);" + Spin("500") + "m->arena[8] = 0;");
    bundle.files[1].contents = hook + bundle.files[1].contents;
    return bundle;
  };
  EngineCases cases;
  cases.inputs = {"abcdefgh", "abcdefgh"};
  const auto plain =
      RunIt(engine("#define IEGEN_PROFILE(step, name) static_cast<void>(0)\n"), cases);
  cases.profiled_steps = 2;
  const auto profiled = RunIt(engine("#include IEGEN_PROFILE_HEADER\n"), cases);
  ASSERT_TRUE(plain.ok() && profiled.ok()) << plain.status() << profiled.status();
  EXPECT_TRUE(plain->step_instructions.empty());
  EXPECT_EQ(plain->outputs, profiled->outputs);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(3000, static_cast<double>(profiled->step_instructions[i][0]), 8);
    EXPECT_NEAR(60000, static_cast<double>(profiled->step_instructions[i][1]), 80);
    EXPECT_NEAR(static_cast<double>(plain->instructions[i]),
                static_cast<double>(profiled->instructions[i]), 60);
  }
}

TEST(RunEngine, MeasuresTheStack) {
  if (target == "host") return;
  EngineCases cases;
  cases.inputs = {"abcdefgh"};
  const auto result = RunIt(
      TinyEngine("volatile uint8_t x[1000]; for (int i = 0; i < 1000; ++i) x[i] = m->arena[i % 8]; "
                 "m->arena[8] = x[17];"),
      cases);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_GE(result->stack_bytes, 1000);
  EXPECT_LE(result->stack_bytes, 1100);
}

TEST(RunEngine, StateSurvivesUnlessReset) {
  if (!OneOfTwo()) return;
  const EngineBundle counter = []() {
    EngineBundle bundle = TinyEngine("m->arena[8] = ++m->arena[16];", 32);
    bundle.files[1].contents = absl::StrReplaceAll(
        bundle.files[1].contents, {{"tiny_reset(tiny_model*) {}",
                                    "tiny_reset(tiny_model* m) { "
                                    "for (int i = 0; i < 32; ++i) m->arena[i] = 0; }"}});
    return bundle;
  }();
  EngineCases cases;
  cases.inputs = {"abcdefgh", "abcdefgh"};
  EXPECT_EQ(1, RunIt(counter, cases)->outputs[1][0]);
  cases.reset_each_case = false;
  EXPECT_EQ(2, RunIt(counter, cases)->outputs[1][0]);
}

TEST(RunEngine, FindsBadEngines) {
  if (!OneOfTwo()) return;
  EngineCases cases;
  cases.inputs = {"abcdefgh"};
  cases.check_uninitialised = true;
  ExpectFailure(TinyEngine("m->arena[8] = m->arena[20];", 32), cases,
                "case 0 depends on uninitialised bytes");
  ExpectFailure(TinyEngine("for (int i = 8; i < 17; ++i) ((volatile uint8_t*)m)[i] = 0;"), cases,
                "it wrote outside its Model");
  EngineBundle outside = AddOne();
  outside.files[1].contents =
      absl::StrReplaceAll(outside.files[1].contents, {{"m->arena + 8", "m->arena + 9"}});
  ExpectFailure(outside, cases, "an input or output lies outside its Model");
  ExpectFailure(TinyEngine("this is not C++"), cases, "cannot compile program/tiny.cc for");
}

TEST(RunEngine, CasesMustFit) {
  if (!OneOfTwo()) return;
  ExpectFailure(AddOne(), {{"abc"}}, "fewer bytes than the engine's inputs");
  ExpectFailure(AddOne(), {{"abcdefghi"}}, "more bytes than the engine's inputs");
  ExpectFailure(AddOne(), {{"abcdefgh", "abc"}}, "case 1 has 3 bytes, case 0 has 8");
}

TEST(RunEngine, AnEndlessEngineIsStopped) {
  if (!OneOfTwo()) return;
  EngineCases cases;
  cases.inputs = {"abcdefgh"};
  cases.timeout_seconds = 3;
  ExpectFailure(TinyEngine("for (;;) __asm__ volatile(\"\");"), cases, "did not end within 3 s");
}

// Half a megabyte through the files; 16 KB of RAM are not enough for the first board of Cortex-M0.
TEST(RunEngine, LargeModelsFindALargeBoard) {
  const uint32_t bytes = 1 << 19;
  EngineBundle copy = AddOne(2 << 19);
  copy.files[1].contents =
      absl::StrReplaceAll(copy.files[1].contents, {{"return 8;", "return 524288;"},
                                                   {"+ 8;", "+ 524288;"},
                                                   {"8 + i", "524288 + i"},
                                                   {"i < 8", "i < 524288"}});
  std::string input;
  for (uint32_t i = 0; i < bytes; ++i) input.push_back(static_cast<char>(i * i / 77));
  const auto result = RunIt(copy, {{input}});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(target == "cortex-m0", absl::EndsWith(result->board, "_large"));
  for (char& c : input) c = static_cast<char>(c + 1);
  EXPECT_TRUE(input == result->outputs[0]);
}

TEST(RunEngine, NoBoardIsLargeEnough) {
  if (target == "host") return;
  EngineCases cases;
  cases.inputs = {"abcdefgh"};
  ExpectFailure(AddOne(64 << 20), cases, "error: cannot link the program for");
}

}  // namespace
}  // namespace iegen::simulator

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1) iegen::simulator::target = argv[1];
  return RUN_ALL_TESTS();
}
