// Estimates keep agreeing with counts on the core that the BUILD file names: bench/agreement.csv
// has what is at least reached.
#include "bench/agreement.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tools/cli/cases.h"
#include "tools/cli/profile.h"

namespace iegen::bench {
namespace {

std::vector<Estimate> Sample() {
  return {{"m", "conv", "dsp", 100, 210},
          {"m", "conv", "portable", 400, 800},
          {"m", "pool", "portable", 150, 200}};
}

// (dsp, portable) of conv agree, (conv portable, pool) agree, (conv dsp, pool) do not.
TEST(AgreementTest, CountsPairsInOrder) {
  const Agreement agreement = AgreementOf(Sample());
  EXPECT_DOUBLE_EQ(1.0 / 3, agreement.layers);
  EXPECT_DOUBLE_EQ(1, agreement.candidates);
  EXPECT_EQ(1, agreement.pairs);
}

TEST(AgreementTest, PairsThatAreEqualSayNothing) {
  std::vector<Estimate> estimates = Sample();
  estimates[1].estimated = 100;
  EXPECT_EQ(0, AgreementOf(estimates).pairs);
}

TEST(AgreementTest, FactorsGoBothWays) {
  EXPECT_DOUBLE_EQ(2, Factor({"", "", "", 1000, 2000}));
  EXPECT_DOUBLE_EQ(2, Factor({"", "", "", 4000, 2000}));
  EXPECT_DOUBLE_EQ(1, Factor({"", "", "", 10, 900}));  // too small to matter
}

TEST(AgreementTest, HoldsOnThisCore) {
  const char* target = std::getenv("IEGEN_BENCH_TARGET");
  ASSERT_NE(target, nullptr);
  const absl::StatusOr<std::vector<AgreementFloor>> floors = ReadFloors("bench/agreement.csv");
  ASSERT_TRUE(floors.ok()) << floors.status();
  std::vector<Estimate> estimates;
  for (const char* model : {"dscnn_kws", "resnet8_ic", "mobilenet_v1_025_vww", "autoencoder_ad"}) {
    const auto more = CountCandidates(absl::StrCat("models/", model, "/model.tflite"), target);
    ASSERT_TRUE(more.ok()) << more.status();
    estimates.insert(estimates.end(), more->begin(), more->end());
  }
  const Agreement agreement = AgreementOf(estimates);
  int checked = 0;
  for (const AgreementFloor& floor : *floors) {
    if (floor.target != target) continue;
    ++checked;
    EXPECT_GE(agreement.layers, floor.layers);
    EXPECT_GE(agreement.candidates, floor.candidates);
    for (const Estimate& e : estimates) {
      EXPECT_LE(Factor(e), floor.factor)
          << e.kernel << " in " << e.layer << " of " << e.model << ": " << e.counted << " counted, "
          << e.estimated << " estimated";
    }
  }
  EXPECT_EQ(1, checked);
}

// The steps of a real engine against the whole, which is counted at the same time and must differ
// by nothing but the error of two instructions a step; and against the engine without hooks, where
// the compiler may arrange what it has inlined into Invoke in another way.
TEST(AgreementTest, StepsSumToTheWhole) {
  const char* target = std::getenv("IEGEN_BENCH_TARGET");
  ASSERT_NE(target, nullptr);
  const cli::Console console({});
  cli::EngineOptions options;
  options.target = target;
  options.name = "engine";
  const auto model = cli::ReadModel("models/dscnn_kws/model.tflite");
  ASSERT_TRUE(model.ok()) << model.status();
  const auto graph = cli::ImportModel(*model);
  ASSERT_TRUE(graph.ok()) << graph.status();
  const auto engine = cli::MakeEngine(console, *model, *graph, options);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const cli::Cases cases = {cli::MakeCases(*graph, 4).back()};
  const auto plain = cli::Simulate(*engine, cases);
  const auto profiled = cli::Simulate(*engine, cases, true);
  ASSERT_TRUE(plain.ok() && profiled.ok()) << plain.status() << profiled.status();
  const cli::Profile profile = cli::ProfileOf(engine->program, *profiled);
  const auto whole = static_cast<int64_t>(plain->instructions[0]);
  EXPECT_LE(std::abs(profile.rest()), 20 + 3 * static_cast<int64_t>(profile.steps.size()));
  EXPECT_LE(std::abs(profile.instructions - whole), whole / 100);
  EXPECT_EQ(plain->outputs, profiled->outputs);
}

}  // namespace
}  // namespace iegen::bench
