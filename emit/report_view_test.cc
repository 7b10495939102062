#include "emit/report_view.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "emit/render.h"
#include "emit/sample_programs.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

json Layer(const char* name, const char* op, int64_t instructions) {
  return {{"name", name},
          {"op", op},
          {"kernel", std::string(op) + "_s8"},
          {"why", "the only one"},
          {"operators", {{{"index", 7}, {"operator", "OP"}, {"name", "a;b/c"}}}},
          {"macs", 2000},
          {"live_macs", 1000},
          {"weights_bytes", 12345},
          {"estimates", {{"instructions", instructions}, {"code_bytes", 10}}},
          {"measured", nullptr},
          {"spec", {{"out_height", 2}, {"out_width", 3}, {"out_channels", 4}}}};
}

// An arena of 100 bytes over two steps: columns are 84 wide from x = 64 on, the bytes go from
// y = 364 up to y = 34.
json SmallReport() {
  return {{"contract", 1},
          {"iegen_version", "0.1.0"},
          {"name", "small"},
          {"totals", {{"ram_bytes", 1200}, {"flash_bytes", 3000}, {"instructions", 4000}}},
          {"limits", {{"ram_bytes", 1000}, {"flash_bytes", 6000}, {"instructions", nullptr}}},
          {"layers", {Layer("first", "conv2d", 3000), Layer("second", "conv2d", 1000)}},
          {"arena",
           {{"bytes", 100},
            {"without_overlap", 150},
            {"live_bytes", {100, 50}},
            {"buffers",
             {{{"name", "in"},
               {"kind", "input"},
               {"bytes", 50},
               {"offset", 50},
               {"first", -1},
               {"last", 0},
               {"given_up", "forward"}},
              {{"name", "out"},
               {"kind", "output"},
               {"bytes", 50},
               {"offset", 0},
               {"first", 0},
               {"last", 2},
               {"direction", "forward"}},
              {{"name", "back"},
               {"kind", "activation"},
               {"bytes", 20},
               {"offset", 60},
               {"first", 1},
               {"last", 1},
               {"direction", "backward"}},
              {{"name", "part"},
               {"kind", "activation"},
               {"bytes", 20},
               {"offset", 0},
               {"first", 1},
               {"last", 1},
               {"view_of", "out"}}}}}}};
}

TEST(ReportView, ShapesOfTheArenaHaveSlantedEdgesWhereBytesAreShared) {
  const json shapes = ReportView(SmallReport())["arena"]["pictures"][0]["shapes"];
  ASSERT_EQ(3u, shapes.size());  // a view has no bytes of its own
  EXPECT_EQ("64.0,199.0 64.0,34.0 232.0,34.0 148.0,199.0", shapes[0]["pts"]);
  EXPECT_EQ("148.0,364.0 232.0,199.0 400.0,199.0 400.0,364.0", shapes[1]["pts"]);
  EXPECT_EQ("316.0,166.0 232.0,100.0 316.0,100.0 316.0,166.0", shapes[2]["pts"]);
  EXPECT_EQ("io", shapes[0]["fam"]);
  EXPECT_EQ("conv", shapes[2]["fam"]);
  EXPECT_EQ("before step 0, read in step 0", shapes[0]["lives"]);
  EXPECT_EQ("written in step 0, read after the last step", shapes[1]["lives"]);
  EXPECT_EQ("last to first", shapes[2]["order"]);
}

TEST(ReportView, TicksAreRoundAndPeaksAreNamed) {
  const json arena = ReportView(SmallReport())["arena"];
  std::vector<std::string> ticks;
  for (const json& tick : arena["pictures"][0]["ticks"]) ticks.push_back(tick["t"]);
  EXPECT_EQ((std::vector<std::string>{"0", "20", "40", "60", "80", "100"}), ticks);
  EXPECT_EQ("0", arena["pictures"][0]["peak_steps"]);
  EXPECT_EQ(34, arena["saved"]);  // 100 of 150 bytes
}

// The first pool holds the input, the second one what is left.
TEST(ReportView, EachPoolHasAPicture) {
  json report = SmallReport();
  json& arena = report["arena"];
  arena["pools"] = {{{"name", "fast"}, {"bytes", 110}, {"limit", 1000}, {"live_bytes", {50, 0}}},
                    {{"name", "none"}, {"bytes", 0}, {"limit", 1000}, {"live_bytes", {0, 0}}},
                    {{"name", "slow"}, {"bytes", 80}, {"limit", 90}, {"live_bytes", {50, 70}}}};
  for (json& buffer : arena["buffers"]) buffer["pool"] = "slow";
  arena["buffers"][0]["pool"] = "fast";
  const json pictures = ReportView(report)["arena"]["pictures"];
  ASSERT_EQ(2u, pictures.size());
  EXPECT_EQ("fast", pictures[0]["pool"]);
  EXPECT_EQ("0", pictures[0]["peak_steps"]);
  EXPECT_EQ(1u, pictures[0]["shapes"].size());
  EXPECT_EQ("slow", pictures[1]["pool"]);
  EXPECT_EQ("80", pictures[1]["bytes"]);
  EXPECT_EQ("90", pictures[1]["limit"]);
  EXPECT_EQ("1", pictures[1]["peak_steps"]);
  EXPECT_EQ(2u, pictures[1]["shapes"].size());
  const std::string page = ReportPage(report);
  EXPECT_TRUE(absl::StrContains(page, "<h3>Pool fast: 110 bytes of 1\u202f000</h3>"));
  EXPECT_TRUE(absl::StrContains(page, "id=\"at1\""));
}

// Both steps are one column, and of %out a ring of two rows exists.
TEST(ReportView, WhatRunsRowByRowIsOneColumnWithItsRings) {
  json report = SmallReport();
  report["arena"]["segments"] = {{{"first", 0},
                                  {"last", 1},
                                  {"rings",
                                   {{{"buffer", "out"},
                                     {"step", 1},
                                     {"rows", 2},
                                     {"of_rows", 16},
                                     {"row_bytes", 25},
                                     {"bytes", 50}}}}}};
  const json picture = ReportView(report)["arena"]["pictures"][0];
  ASSERT_EQ(1u, picture["segments"].size());
  EXPECT_EQ("148.0", picture["segments"][0]["x"]);
  EXPECT_EQ("168.0", picture["segments"][0]["w"]);
  EXPECT_EQ(false, picture["steps"][0]["joined"]);
  EXPECT_EQ(true, picture["steps"][1]["joined"]);
  EXPECT_EQ(false, picture["shapes"][0]["ring"]);
  EXPECT_EQ(true, picture["shapes"][1]["ring"]);
  EXPECT_EQ("2 of 16 rows of 25", picture["shapes"][1]["rows"]);
  EXPECT_EQ("written in step 1, read after the last step", picture["shapes"][1]["lives"]);
  EXPECT_TRUE(absl::StrContains(ReportPage(report), "Steps 0 to 1 run row by row"));
}

TEST(ReportView, CardsCompareWithLimits) {
  const json cards = ReportView(SmallReport())["cards"];
  EXPECT_EQ(true, cards[0]["bad"]);
  EXPECT_EQ(120, cards[0]["percent"]);
  EXPECT_EQ(100, cards[0]["w"]);
  EXPECT_EQ("exceeded by 200", cards[0]["state"]);
  EXPECT_EQ(false, cards[1]["bad"]);
  EXPECT_EQ("fits", cards[1]["state"]);
  EXPECT_EQ(false, cards[2]["limited"]);
}

TEST(ReportView, LayersHaveSharesAndReasonsOnce) {
  const json layers = ReportView(SmallReport())["layers"];
  EXPECT_EQ("75.0", layers[0]["share"]);
  EXPECT_EQ("3.00", layers[0]["ipm"]);
  EXPECT_EQ("the only one", layers[0]["why"]);
  EXPECT_EQ("as in layer 0", layers[1]["why"]);
  EXPECT_EQ("2×3×4", layers[0]["shape"]);
  EXPECT_EQ("12\u202f345", layers[0]["weights"]);
  EXPECT_EQ("operator 7 OP a;b/c", layers[0]["title"]);
}

TEST(ReportView, LayersThatRunRowByRowHaveAllTheirRows) {
  json report = SmallReport();
  report["layers"][0]["rows"] = 25;
  EXPECT_EQ("25×3×4", ReportView(report)["layers"][0]["shape"]);
}

TEST(ReportView, MeasuredFiguresWin) {
  json report = SmallReport();
  report["layers"][0]["measured"] = 2000;
  const json view = ReportView(report);
  EXPECT_EQ("66.7", view["layers"][0]["share"]);
  EXPECT_EQ("+50.0 %", view["layers"][0]["err"]);
  EXPECT_EQ("3\u202f000", view["sums"]["meas"]);
}

// Elements that need no end tag.
bool IsVoid(const std::string& tag) { return tag == "meta" || tag == "!doctype"; }

// What is wrong with the nesting of tags, or "".
std::string FaultOfTags(const std::string& page) {
  std::vector<std::string> open;
  for (size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const size_t end = page.find('>', at);
    if (end == std::string::npos) return "a tag without end";
    const std::string tag = page.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag[0] == '/') {
      if (open.empty() || "/" + open.back() != tag) return absl::StrCat("unexpected <", tag, ">");
      open.pop_back();
    } else if (!IsVoid(name) && tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

// The values of an attribute, as in id="...".
std::vector<std::string> ValuesOf(const std::string& page, const std::string& attribute) {
  std::vector<std::string> values;
  const std::string begin = absl::StrCat(" ", attribute, "=\"");
  for (size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at + 1)) {
    const size_t from = at + begin.size();
    values.push_back(page.substr(from, page.find('"', from) - from));
  }
  return values;
}

void ExpectSound(const std::string& page) {
  EXPECT_EQ("", FaultOfTags(page));
  std::set<std::string> ids;
  for (const std::string& id : ValuesOf(page, "id")) {
    EXPECT_TRUE(ids.insert(id).second) << "twice: " << id;
  }
  for (const std::string& target : ValuesOf(page, "href")) {
    ASSERT_EQ('#', target[0]);
    EXPECT_EQ(1u, ids.count(target.substr(1))) << target;
  }
  // Neither requests nor scripts.
  for (const char* word : {"://", "src=", "<script", "@import", "url(http", "{{"}) {
    EXPECT_FALSE(absl::StrContains(page, word)) << word;
  }
  EXPECT_LT(page.size(), 200u << 10);
}

std::string PageOf(const ir::Program& program, RenderOptions options) {
  options.html = true;
  return ContentsOf(*Render(program, options), options.name + "_report.html");
}

TEST(ReportPage, IsSoundForEngines) {
  ExpectSound(PageOf(TableProgram(), SampleOptions("table")));
  RenderOptions options = SampleOptions("mixed");
  options.limits.ram_bytes = 10;
  options.passes = {{"fold-pad", {9, 50, 50, 40}, {8, 50, 30, 40}}};
  const std::string page = PageOf(MixedProgram(), options);
  ExpectSound(page);
  EXPECT_TRUE(absl::StrContains(page, "Exceeds 1 limit: "));
  EXPECT_TRUE(absl::StrContains(page, "fold-pad"));
}

TEST(ReportPage, NamesOfTheModelStayText) {
  ir::Program program = MixedProgram();
  const std::string name = "<b onclick=\"x\">&'</b>";
  program.inputs[0].name = name;
  program.buffers[0].name = name;
  program.calls[0].loc.origins[0].name = name;
  RenderOptions options = SampleOptions("mixed");
  options.model_file = name;
  const std::string page = PageOf(program, options);
  ExpectSound(page);
  EXPECT_FALSE(absl::StrContains(page, "<b onclick"));
  EXPECT_TRUE(absl::StrContains(page, "&lt;b onclick=&quot;x&quot;&gt;&amp;&apos;&lt;/b&gt;"));
}

TEST(ReportPage, ToleratesReportsThatSomebodyChanged) {
  json report = SmallReport();
  ExpectSound(ReportPage(report));
  report["layers"] = {1, "two", nullptr, json::object(), {{"spec", 3}, {"operators", {1}}}};
  report["arena"] = {{"buffers", {5, {{"bytes", -7}, {"first", 1e300}, {"offset", 1ull << 63}}}},
                     {"live_bytes", {"x", 3}},
                     {"bytes", "many"}};
  report["limits"] = {{"ram_bytes", -5}};
  report["inputs"] = {{{"shape", {1, "x", json::array({2})}}}};
  ExpectSound(ReportPage(report));
  ExpectSound(ReportPage({}));
}

TEST(ParseReport, RefusesWhatIsNone) {
  EXPECT_EQ(
      "error: 'a.json' is no report\n"
      "  hint: 'iegen compile' writes one beside the engine: NAME_report.json",
      ParseReport("{]", "a.json").status().message());
  EXPECT_FALSE(ParseReport("[1]", "a.json").ok());
  json newer = SmallReport();
  newer["contract"] = 2;
  EXPECT_EQ(
      "error: 'a.json' has contract 2, this iegen reads 1\n"
      "  hint: compile the model again with this iegen",
      ParseReport(newer.dump(), "a.json").status().message());
  EXPECT_TRUE(ParseReport(SmallReport().dump(), "a.json").ok());
}

}  // namespace
}  // namespace iegen::emit
