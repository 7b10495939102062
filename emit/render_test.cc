#include "emit/render.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "emit/figures.h"
#include "emit/findings.h"
#include "emit/sample_programs.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {
namespace {

nlohmann::json ReportOf(const ir::Program& program, const RenderOptions& options) {
  const absl::StatusOr<std::vector<File>> files = Render(program, options);
  return nlohmann::json::parse(ContentsOf(*files, options.name + "_report.json"));
}

// The files under testdata/ were read by a person; they change only on purpose.
TEST(Render, TinyEngineAsRecorded) {
  const std::vector<File> files = *Render(TableProgram(), SampleOptions("table"));
  for (const char* name : {"table.h", "table_c.h", "table.cc"}) {
    const absl::StatusOr<std::string> recorded = ReadFile(std::string("emit/testdata/") + name);
    EXPECT_EQ(recorded.value_or("missing"), ContentsOf(files, name)) << name;
  }
}

TEST(Render, BundleHoldsTheFilesOfTheContractAndUsedKernelsOnly) {
  const std::vector<File> files = *Render(TableProgram(), SampleOptions("table"));
  std::set<std::string> paths;
  for (const File& file : files) paths.insert(file.path);
  EXPECT_EQ((std::set<std::string>{"table.h", "table_c.h", "table.cc", "table_weights.cc",
                                   "table_selftest.cc", "table_report.json", "iegen/table_s8.h",
                                   "iegen/copy_bytes.h"}),
            paths);
}

TEST(Render, TwiceIsTheSame) {
  const std::vector<File> a = *Render(MixedProgram(), SampleOptions("mixed"));
  const std::vector<File> b = *Render(MixedProgram(), SampleOptions("mixed"));
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].contents, b[i].contents) << a[i].path;
}

void ExpectTidyLines(const std::vector<File>& files) {
  for (const File& file : files) {
    if (absl::EndsWith(file.path, ".json")) continue;  // names stand there in full
    for (absl::string_view line : absl::StrSplit(file.contents, '\n')) {
      EXPECT_LE(line.size(), 100u) << file.path << ": " << line;
      EXPECT_FALSE(absl::EndsWith(line, " ")) << file.path << ": " << line;
    }
    EXPECT_FALSE(absl::StrContains(file.contents, "\n\n\n")) << file.path;
  }
}

TEST(Render, NoLineIsLongerThan100ColumnsNorEndsInABlank) {
  ir::Program program = MixedProgram();
  program.inputs[0].name = std::string(300, 'a');
  program.calls[0].loc.origins = {{999, "DEPTHWISE_CONV_2D", std::string(300, 'b')}};
  Target target = *SampleOptions("mixed").target;
  target.copts =
      "-O2 --target=riscv32-unknown-elf -march=rv32imc_zve32x_zvl128b -mabi=ilp32 -fx -fy";
  RenderOptions options = SampleOptions("mixed");
  options.target = &target;
  const std::vector<File> files = *Render(program, options);
  ExpectTidyLines(files);
}

TEST(Render, NorIsOneOfAnEngineWithPools) {
  ExpectTidyLines(*Render(PooledProgram(), SampleOptions("pooled")));
}

TEST(Render, ReportTellsWhichPoolABufferLiesIn) {
  const nlohmann::json report = ReportOf(PooledProgram(), SampleOptions("pooled"));
  const nlohmann::json& arena = report["arena"];
  EXPECT_EQ("fast", arena["buffers"][0]["pool"]);
  EXPECT_EQ("slow", arena["buffers"][1]["pool"]);
  EXPECT_EQ(0, arena["buffers"][1]["offset"]);
  EXPECT_EQ("slow", report["outputs"][0]["pool"]);
  ASSERT_EQ(3u, arena["pools"].size());
  EXPECT_EQ(16, arena["pools"][1]["bytes"]);
  EXPECT_EQ(64, arena["pools"][1]["limit"]);
  EXPECT_EQ((nlohmann::json{16, 16}), arena["pools"][0]["live_bytes"]);
  EXPECT_EQ((nlohmann::json{0, 16}), arena["pools"][1]["live_bytes"]);
  EXPECT_TRUE(ReportOf(TableProgram(), SampleOptions("table"))["arena"]["pools"].empty());
}

TEST(Render, ReportHasTheFieldsOfTheContract) {
  const nlohmann::json report = ReportOf(MixedProgram(), SampleOptions("mixed"));
  EXPECT_EQ(1, report["contract"]);
  EXPECT_EQ("0.1.0", report["iegen_version"]);
  EXPECT_EQ("mixed.tflite", report["model"]["file"]);
  EXPECT_EQ("cortex-m4", report["target"]);
  EXPECT_EQ(64, report["memory"]["arena_bytes"]);  // 56 in whole multiples of 16
  EXPECT_EQ(0, report["memory"]["state_bytes"]);
  EXPECT_EQ(16, report["memory"]["weights_bytes"]);  // four arrays of four bytes
  EXPECT_EQ(16, report["memory"]["alignment"]);
  EXPECT_EQ("gcc", report["build"]["compiler"]);
  EXPECT_EQ((nlohmann::json{"-O2", "-mcpu=cortex-m4", "-mthumb"}), report["build"]["copts"]);
  EXPECT_EQ((nlohmann::json{"mixed.cc", "mixed_weights.cc"}), report["build"]["sources"]);
  EXPECT_EQ("float32", report["outputs"][0]["type"]);
  EXPECT_TRUE(report["outputs"][0]["scale"].is_null());
  EXPECT_EQ(0.5, report["outputs"][1]["scale"]);
  ASSERT_EQ(5u, report["layers"].size());
  EXPECT_EQ("OP", report["layers"][0]["operators"][0]["operator"]);
  EXPECT_EQ("shared", report["layers"][2]["binding"]);
  EXPECT_EQ(7u, report["arena"]["buffers"].size());
}

TEST(Render, VerdictComparesWithLimits) {
  RenderOptions options = SampleOptions("mixed");
  EXPECT_EQ(true, ReportOf(MixedProgram(), options)["verdict"]["fits"]);
  options.limits.ram_bytes = 64;
  EXPECT_EQ(true, ReportOf(MixedProgram(), options)["verdict"]["fits"]);
  options.limits.ram_bytes = 63;
  const nlohmann::json verdict = ReportOf(MixedProgram(), options)["verdict"];
  EXPECT_EQ(false, verdict["fits"]);
  EXPECT_EQ("ram_bytes", verdict["exceeded"][0]["figure"]);
}

TEST(Render, FindingsNameLayersWithoutAKernelForTheTarget) {
  ir::Program program = MixedProgram();
  program.calls[0].candidates.insert(
      program.calls[0].candidates.begin(),
      {"conv2d_s8_dsp", 10, 10, 0, "needs 4 channels", false, false});
  const nlohmann::json findings = ReportOf(program, SampleOptions("mixed"))["findings"];
  EXPECT_EQ("warning", findings[0]["kind"]);
  EXPECT_EQ((nlohmann::json{0}), findings[0]["layers"]);
  EXPECT_TRUE(absl::StrContains(findings[0]["detail"].get<std::string>(), "needs 4 channels"));
}

TEST(Render, FindingsNameLayersInFloat) {
  ir::Program program = MixedProgram();
  program.calls[1].op = "quantize";  // conversions may stand at the edges
  program.calls[4].op = "dequantize";
  const auto first = [&] { return ReportOf(program, SampleOptions("mixed"))["findings"][0]; };
  EXPECT_EQ("time", first()["kind"]);
  program.calls[4].op = "unary";
  EXPECT_EQ("warning", first()["kind"]);
  EXPECT_EQ((nlohmann::json{4}), first()["layers"]);
  EXPECT_EQ("1 step of 5 runs in float32.", first()["text"]);
}

// Sixteen buffers of 1 to 16 bytes.
TEST(Render, FindingsNameTheLargestBuffersOfAPeak) {
  ir::Program program = MixedProgram();
  program.calls.resize(6, program.calls[0]);
  program.buffers.resize(16, program.buffers[0]);
  for (size_t i = 0; i < program.buffers.size(); ++i) {
    ir::Buffer& buffer = program.buffers[i];
    buffer.name = absl::StrCat("b", i + 1);
    buffer.bytes = static_cast<int64_t>(i + 1);
    buffer.first = i == 15 ? -1 : 0;
    buffer.last = 3;
    buffer.view_of = -1;
  }
  const auto find = [&] {
    for (const auto& finding : FindingsJson(program)) {
      if (finding["kind"] == "ram") return nlohmann::ordered_json(finding);
    }
    return nlohmann::ordered_json();
  };
  EXPECT_EQ("The peak of RAM is reached in steps 0 to 3.", find()["text"]);
  EXPECT_EQ(
      "Bytes that live in step 0: 'b16' 16, 'b15' 15, 'b14' 14, 'b13' 13, 'b12' 12, 'b11' 11, 10 "
      "others 55.",
      find()["detail"]);
  program.buffers.resize(1);
  EXPECT_EQ("Bytes that live in step 0: 'b1' 1.", find()["detail"]);
}

TEST(Render, HeaderTellsWhetherInputsSurvive) {
  const std::vector<File> files = *Render(MixedProgram(), SampleOptions("mixed"));
  EXPECT_TRUE(IsOverwritten(MixedProgram(), 0));  // output 0 takes its bytes
  EXPECT_FALSE(IsOverwritten(MixedProgram(), 1));
  EXPECT_TRUE(absl::StrContains(ContentsOf(files, "mixed.h"), "Invoke overwrites it"));
  EXPECT_TRUE(absl::StrContains(ContentsOf(files, "mixed.h"), "Invoke leaves it as it is"));
}

TEST(Render, RefusesNamesThatAreNoEngineNames) {
  RenderOptions options = SampleOptions("string");
  EXPECT_EQ("error: an engine can't be called 'string'\n  hint: --name=m_string",
            Render(TableProgram(), options).status().message());
}

TEST(Render, RefusesProgramsThatAreNotSound) {
  ir::Program outside = TableProgram();
  outside.buffers[1].offset = 20;
  EXPECT_FALSE(Render(outside, SampleOptions("table")).ok());
  ir::Program no_constant = TableProgram();
  no_constant.calls[0].operands[1].index = 1;
  EXPECT_FALSE(Render(no_constant, SampleOptions("table")).ok());
  ir::Program no_header = TableProgram();
  no_header.calls[0].header = "iegen/missing.h";
  EXPECT_FALSE(Render(no_header, SampleOptions("table")).ok());
  ir::Program code_in_name = TableProgram();
  code_in_name.calls[0].function = "F(); int x";
  EXPECT_FALSE(Render(code_in_name, SampleOptions("table")).ok());
  ir::Program misaligned = MixedProgram();
  misaligned.buffers[1].offset = 17;
  EXPECT_FALSE(Render(misaligned, SampleOptions("mixed")).ok());
}

// Marsaglia's xorshift32 (13, 17, 5) from state 0x9e3779b9 gives 1359758873, 3761132862, 2075758394
// (reckoned with Python); the elements are the top bytes.
TEST(SeededInputs, FollowTheGenerator) {
  const std::vector<std::string> inputs = SeededInputs(TableProgram().inputs, 1);
  ASSERT_EQ(16u, inputs[0].size());
  EXPECT_EQ(static_cast<char>(1359758873u >> 24), inputs[0][0]);
  EXPECT_EQ(static_cast<char>(3761132862u >> 24), inputs[0][1]);
  EXPECT_EQ(static_cast<char>(2075758394u >> 24), inputs[0][2]);
}

TEST(SeededInputs, DifferForNeighbouringSeeds) {
  std::set<std::string> inputs;
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    for (const std::string& bytes : SeededInputs(MixedProgram().inputs, seed)) inputs.insert(bytes);
  }
  EXPECT_EQ(200u, inputs.size());
}

}  // namespace
}  // namespace iegen::emit
