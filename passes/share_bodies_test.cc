#include "passes/share_bodies.h"

#include "gtest/gtest.h"

namespace iegen::passes {
namespace {

// Calls of kernels with a body of 1,000 bytes and a spec of one field.
ir::Program Calls(const std::vector<std::pair<std::string, int32_t>>& kernels_and_specs) {
  ir::Program program;
  for (const auto& [kernel, spec] : kernels_and_specs) {
    ir::KernelCall call;
    call.kernel = kernel;
    call.spec = {{"field", spec}};
    call.instructions = 1000 - spec;
    ir::CandidateNote note;
    note.chosen = true;
    note.code_bytes = 1000;
    call.candidates = {note};
    program.calls.push_back(call);
  }
  return program;
}

std::string Shared(Bodies bodies, bool speed, ir::Program program) {
  ShareBodies(bodies, speed, &program);
  std::string text;
  for (const ir::KernelCall& call : program.calls) text += call.shared_body ? 's' : '.';
  return text;
}

TEST(ShareBodiesTest, ForSpeedEverySpecHasItsBodyWhileTheyFit) {
  EXPECT_EQ(Shared(Bodies::kByCost, true, Calls({{"a", 1}, {"a", 2}, {"a", 3}, {"b", 1}})), "....");
}

TEST(ShareBodiesTest, WhatDoesNotFitIsSharedTheCheapestFirst) {
  std::vector<std::pair<std::string, int32_t>> many;
  for (int32_t i = 0; i < 33; ++i) many.push_back({"a", 32 - i});
  // 30 bodies of 400 bytes fit into 12 KiB.
  EXPECT_EQ(Shared(Bodies::kByCost, true, Calls(many)), "sss" + std::string(30, '.'));
  many.resize(31);
  EXPECT_EQ(Shared(Bodies::kByCost, true, Calls(many)), std::string(31, '.'))
      << "one alone would share with nobody";
}

TEST(ShareBodiesTest, EqualSpecsCountOnce) {
  std::vector<std::pair<std::string, int32_t>> many(100, {"a", 7});
  EXPECT_EQ(Shared(Bodies::kByCost, true, Calls(many)), std::string(100, '.'));
  EXPECT_EQ(Shared(Bodies::kByCost, false, Calls(many)), std::string(100, '.'));
}

TEST(ShareBodiesTest, ForFlashEachKernelTakesWhatIsSmaller) {
  // a: 3 x 400 > 1000 + 3 x 4; b: 2 x 400 < 1000 + 2 x 4.
  EXPECT_EQ(Shared(Bodies::kByCost, false,
                   Calls({{"a", 1}, {"b", 1}, {"a", 2}, {"b", 2}, {"a", 3}, {"c", 1}})),
            "s.s.s.");
}

TEST(ShareBodiesTest, BothCanBeForced) {
  EXPECT_EQ(Shared(Bodies::kShared, true, Calls({{"a", 1}, {"b", 1}})), "ss");
  EXPECT_EQ(Shared(Bodies::kStatic, false, Calls({{"a", 1}, {"a", 2}, {"a", 3}})), "...");
}

}  // namespace
}  // namespace iegen::passes
