#include "bench/cycles.h"

#include "bench/trace.h"
#include "gtest/gtest.h"
#include "tools/simulator/board.h"

namespace iegen::bench {
namespace {

TEST(TraceTest, ReadsLinesOfTheLog) {
  uint32_t address = 0;
  EXPECT_TRUE(AddressOfLine("Trace 0: 0x7f2100 [00000000/0000019c/00000110/ff000000] f", &address));
  EXPECT_EQ(0x19cu, address);
  EXPECT_FALSE(AddressOfLine("Stopped execution of TB chain before 0x7f", &address));
}

// The model sees the instructions that the counter counts, on every core that it has timings of.
TEST(CyclesTest, SeesEveryInstruction) {
  const auto timings = ReadTimings("bench/timings.csv");
  ASSERT_TRUE(timings.ok()) << timings.status();
  const cli::Console console({});
  const auto model = cli::ReadModel("models/sine/model.tflite");
  ASSERT_TRUE(model.ok()) << model.status();
  const auto graph = cli::ImportModel(*model);
  ASSERT_TRUE(graph.ok()) << graph.status();
  const cli::Cases cases = {cli::MakeCases(*graph, 4).back()};
  int checked = 0;
  for (const auto& [core, unused] : *timings) {
    SCOPED_TRACE(core);
    if (!simulator::CheckTools(*simulator::BoardsOf(core)->front()).ok()) continue;
    cli::EngineOptions options;
    options.target = core;
    options.name = "engine";
    const auto engine = cli::MakeEngine(console, *model, *graph, options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    const auto counted = cli::Simulate(*engine, cases);
    const auto cycles = CountCycles(*engine, cases, *timings, 0);
    ASSERT_TRUE(counted.ok() && cycles.ok()) << counted.status() << cycles.status();
    EXPECT_NEAR(static_cast<double>(counted->instructions[0]),
                static_cast<double>(cycles->instructions), 12);
    EXPECT_GT(cycles->cycles, cycles->instructions / 2);
    EXPECT_LT(cycles->cycles, cycles->instructions * 3);
    ++checked;
    if (core != "cortex-m4") continue;
    const auto waiting = CountCycles(*engine, cases, *timings, 5);
    ASSERT_TRUE(waiting.ok()) << waiting.status();
    EXPECT_GT(waiting->cycles, cycles->cycles);
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace iegen::bench
