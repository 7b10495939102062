// Reports as text, and what changed between two of them.
#include <gtest/gtest.h>

#include "base/status.h"
#include "tools/cli/report_diff.h"
#include "tools/cli/report_text.h"

namespace iegen::cli {
namespace {

using nlohmann::json;

json Layer(int index, const char* name, const char* kernel, int64_t instructions) {
  return {{"name", name},
          {"op", "conv2d"},
          {"kernel", kernel},
          {"operators", {{{"index", index}, {"operator", "CONV_2D"}, {"name", name}}}},
          {"macs", 2000},
          {"live_macs", 1000},
          {"weights_bytes", 64},
          {"estimates", {{"instructions", instructions}, {"code_bytes", 10}}}};
}

json MakeReport(int64_t ram, int64_t flash, const std::vector<json>& layers) {
  return {{"name", "kws"},
          {"target", "cortex-m4"},
          {"iegen_version", "0.1.0"},
          {"model", {{"file", "kws.tflite"}}},
          {"totals",
           {{"ram_bytes", ram},
            {"flash_bytes", flash},
            {"weights_bytes", 100},
            {"code_bytes", flash - 100},
            {"macs", 4000},
            {"live_macs", 2000},
            {"instructions", 8000}}},
          {"limits", {{"ram_bytes", 4096}, {"flash_bytes", nullptr}}},
          {"findings", {{{"kind", "warning"}, {"text", "A step is slow."}}}},
          {"layers", layers}};
}

TEST(ReportText, ShowsTotalsFindingsAndLayers) {
  const json report = MakeReport(
      2048, 1100, {Layer(0, "first", "conv2d_s8", 6000), Layer(1, "second", "table_s8", 2000)});
  EXPECT_EQ(
      "kws for cortex-m4 (kws.tflite, iegen 0.1.0): 2 layers, 4,000 MACs, 2,000 of them needed\n"
      "  RAM              2,048 bytes   50 % of the limit of 4,096\n"
      "  flash            1,100 bytes   constants 100, code about 1,000\n"
      "  instructions     8,000 estimated\n"
      "warning: A step is slow.\n"
      "\n"
      "step  layer   kernel         live MACs   instructions   share  constants\n"
      "   0  first   conv2d_s8          1,000          6,000  75.0 %         64\n"
      "   1  second  table_s8           1,000          2,000  25.0 %         64\n",
      ShowText(report));
}

TEST(ReportText, ShowsPoolsAndWhatRunsRowByRow) {
  json report = MakeReport(2048, 1100, {Layer(0, "first", "conv2d_s8", 6000)});
  report["arena"]["pools"] = {{{"name", "fast"}, {"bytes", 1024}, {"limit", 65536}},
                              {{"name", "slow"}, {"bytes", 1024}, {"limit", 262144}}};
  report["arena"]["segments"] = {{{"first", 0},
                                  {"last", 4},
                                  {"rings",
                                   {{{"buffer", "a"},
                                     {"step", 0},
                                     {"rows", 3},
                                     {"of_rows", 32},
                                     {"row_bytes", 512},
                                     {"bytes", 1536}},
                                    {{"buffer", "b"},
                                     {"step", 2},
                                     {"rows", 1},
                                     {"of_rows", 16},
                                     {"row_bytes", 256},
                                     {"bytes", 256}}}}}};
  EXPECT_EQ(
      "kws for cortex-m4 (kws.tflite, iegen 0.1.0): 1 layers, 4,000 MACs, 2,000 of them needed\n"
      "  RAM              2,048 bytes   50 % of the limit of 4,096\n"
      "    pool fast       1,024 bytes of 65,536\n"
      "    pool slow       1,024 bytes of 262,144\n"
      "  flash            1,100 bytes   constants 100, code about 1,000\n"
      "  instructions     8,000 estimated\n"
      "warning: A step is slow.\n"
      "\n"
      "step  layer  kernel         live MACs   instructions   share  constants\n"
      "   0  first  conv2d_s8          1,000          6,000  100.0 %         64\n"
      "\n"
      "steps 0 to 4 run row by row; rows that are kept take 1,792 bytes\n"
      "   0  a          3 of    32 rows of    512      1,536\n"
      "   2  b          1 of    16 rows of    256        256\n",
      ShowText(report));
}

TEST(ReportText, CsvQuotesWhatNeedsIt) {
  json report = MakeReport(1, 1, {Layer(0, "a,\"b\"", "k", 5)});
  report["layers"][0]["measured"] = 4;
  EXPECT_EQ(
      "step,layer,operator,kernel,macs,live_macs,estimated_instructions,measured_instructions,"
      "constant_bytes,code_bytes\n"
      "0,\"a,\"\"b\"\"\",conv2d,k,2000,1000,5,4,64,10\n",
      CsvText(report));
}

// The second layer has another kernel, the third is gone.
ReportDiff SampleDiff() {
  return Compare(
      MakeReport(
          16000, 32056,
          {Layer(0, "a", "conv", 1000), Layer(3, "b", "dsp", 143280), Layer(4, "c", "dsp", 300)}),
      MakeReport(9312, 32056, {Layer(0, "a2", "conv", 1000), Layer(3, "b", "ref", 175932)}));
}

TEST(ReportDiff, NamesFiguresAndLayersThatChanged) {
  EXPECT_EQ(
      "                                          before          after     change\n"
      "RAM                                       16,000          9,312    -41.8 %\n"
      "flash                                     32,056         32,056      0.0 %\n"
      "instructions                             144,580        176,932    +22.4 %\n"
      "  'b'                                    143,280        175,932    +22.8 %   dsp -> ref\n"
      "  'c'                                        300              0   -100.0 %   dsp -> (no "
      "such layer)",
      DiffText(SampleDiff(), 10));
}

TEST(ReportDiff, LeavesOutLayersThatChangedLess) {
  const std::string text = DiffText(SampleDiff(), 1);
  EXPECT_EQ("  1 more layers changed less", text.substr(text.rfind('\n') + 1));
}

TEST(ReportDiff, AllowancesArePercentOrAbsolute) {
  const auto check = [](const std::string& text) {
    return CheckAllowances(SampleDiff(), *ParseAllowances(text));
  };
  EXPECT_TRUE(check("").ok());
  EXPECT_TRUE(check("ram:+0,flash:+0,instructions:+22.5%").ok());
  EXPECT_TRUE(check("instructions:+32352").ok());
  EXPECT_EQ(
      "error: 1 figure grew more than --fail-on allows\n"
      "  instructions went from 144,580 to 176,932, +22.4 %; allowed is +1 %\n"
      "  hint: the table names the layers that changed",
      check("ram:+0,instructions:+1%").message());
  EXPECT_FALSE(check("instructions:+32351").ok());
  EXPECT_FALSE(check("ram:-50%").ok());
  EXPECT_EQ(DiagnosticKind::kCondition, ToDiagnostic(check("flash:-1")).kind);
}

TEST(ReportDiff, RefusesOtherAllowances) {
  EXPECT_EQ(
      "error: --fail-on has 'rom:+1%', which is no limit of a figure\n"
      "  hint: --fail-on=ram:+0,flash:+1%,instructions:+1%",
      ParseAllowances("ram:+1,rom:+1%").status().message());
  EXPECT_FALSE(ParseAllowances("ram").ok());
  EXPECT_FALSE(ParseAllowances("ram:much").ok());
  EXPECT_FALSE(ParseAllowances("ram:inf").ok());
}

}  // namespace
}  // namespace iegen::cli
