#include "tools/cli/profile.h"

#include "gtest/gtest.h"

namespace iegen::cli {
namespace {

ir::KernelCall Call(const std::string& layer, const std::string& kernel, int64_t macs,
                    int64_t estimated) {
  ir::KernelCall call;
  call.layer = layer;
  call.kernel = kernel;
  call.live_macs = macs;
  call.instructions = estimated;
  return call;
}

ir::KernelCall Marker(ir::Flow flow) {
  ir::KernelCall call;
  call.flow = flow;
  return call;
}

// A convolution, a branch, and a table that it jumps over or not; the second case takes longer.
Profile SampleProfile() {
  ir::Program program;
  program.calls = {Call("stem", "conv2d_s8_dsp", 2000, 2500), Marker(ir::Flow::kIfBegin),
                   Call("relu", "table_s8", 0, 500), Marker(ir::Flow::kIfEnd)};
  simulator::EngineResult result;
  result.machine = "mps2-an386";
  result.instructions = {3017, 4010};
  result.step_instructions = {{3000, 0, 0, 0}, {3000, 0, 1000, 0}};
  return ProfileOf(program, result);
}

TEST(ProfileTest, TakesTheLongestCaseAndLeavesMarkersOut) {
  const Profile profile = SampleProfile();
  EXPECT_EQ(4010, profile.instructions);
  ASSERT_EQ(2u, profile.steps.size());
  EXPECT_EQ(2u, profile.steps[1].step);
  EXPECT_EQ(1000, profile.steps[1].counted);
  EXPECT_EQ(10, profile.rest());
}

// 3000 of 4010 are 74.8 %, 3000 for 2000 MACs 1.50 each, 3000 / 2500 = 1.20 and so on.
TEST(ProfileTest, TableHasALineForEachStep) {
  EXPECT_EQ(
      "step  layer         kernel         instructions    share  per MAC     estimated  "
      "counted/estimated\n"
      "   0  stem          conv2d_s8_dsp         3,000   74.8 %     1.50         2,500  1.20\n"
      "   2  relu          table_s8              1,000   24.9 %                    500  2.00\n"
      "      between them                           10    0.2 %\n"
      "      all                                 4,010  100.0 %     2.00         3,000  1.34\n"
      "QEMU mps2-an386",
      ProfileTable(SampleProfile()));
}

TEST(ProfileTest, JsonHasTheSameFigures) {
  const nlohmann::ordered_json json = ProfileJson(SampleProfile());
  EXPECT_EQ(4010, json["instructions"]);
  EXPECT_EQ(3000, json["estimated"]);
  EXPECT_EQ(10, json["rest"]);
  EXPECT_EQ("relu", json["steps"][1]["layer"]);
  EXPECT_EQ(1000, json["steps"][1]["instructions"]);
}

}  // namespace
}  // namespace iegen::cli
