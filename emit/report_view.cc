#include "emit/report_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/arena_picture.h"
#include "emit/json_access.h"
#include "emit/layer_view.h"
#include "emit/template.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

// Figure against limit, where there is one.
json CardView(const std::string& title, const std::string& unit, int64_t value, const json& limit,
              const std::string& sub) {
  json card = {
      {"title", title}, {"unit", unit}, {"value", Spaced(value)}, {"sub", sub}, {"limited", false}};
  if (!limit.is_number_integer()) return card;
  const auto most = std::max<int64_t>(1, limit.get<int64_t>());
  const int64_t percent = (value * 100 + most / 2) / most;
  card["limited"] = true;
  card["bad"] = value > most;
  card["percent"] = percent;
  card["w"] = std::min<int64_t>(percent, 100);
  card["limit"] = Spaced(most);
  card["state"] =
      value > most ? absl::StrCat("exceeded by ", Spaced(value - most)) : std::string("fits");
  return card;
}

json CardsView(const json& report) {
  const json &totals = Member(report, "totals"), &limits = Member(report, "limits");
  const int64_t state = IntIn(Member(report, "memory"), "state_bytes");
  const bool measured = Member(totals, "measured_instructions").is_number_integer();
  const int64_t instructions = IntIn(totals, measured ? "measured_instructions" : "instructions");
  return {CardView("RAM", "bytes", IntIn(totals, "ram_bytes"), Member(limits, "ram_bytes"),
                   state > 0 ? absl::StrCat("exact; of these ", Spaced(state), " of state")
                             : "exact: inputs, outputs, activations and scratch"),
          CardView("Flash", "bytes", IntIn(totals, "flash_bytes"), Member(limits, "flash_bytes"),
                   absl::StrCat("constants ", SpacedIn(totals, "weights_bytes"), " exact, code ",
                                SpacedIn(totals, "code_bytes"), " estimated")),
          CardView("Instructions", "per inference", instructions, Member(limits, "instructions"),
                   measured ? "measured; cycles are not simulated"
                            : "estimated; 'iegen verify' counts them")};
}

json FindingsView(const json& report) {
  json list = json::array();
  for (const json& finding : ListIn(report, "findings")) {
    list.push_back({{"warning", TextIn(finding, "kind") == "warning"},
                    {"text", TextIn(finding, "text")},
                    {"detail", TextIn(finding, "detail")}});
  }
  return list;
}

json FlashView(const json& report) {
  const json& flash = Member(report, "flash");
  const double total = static_cast<double>(std::max<int64_t>(1, IntIn(flash, "total")));
  const std::pair<const char*, const char*> parts[] = {
      {"weights", "Weights"},
      {"bias_and_multipliers", "Bias, multipliers"},
      {"tables", "Tables"},
      {"code", "Code (estimated)"}};
  json list = json::array();
  for (const auto& [key, name] : parts) {
    const int64_t bytes = IntIn(flash, key);
    if (bytes <= 0) continue;
    const double share = 100 * static_cast<double>(bytes) / total;
    list.push_back({{"name", name},
                    {"cls", key},
                    {"bytes", Spaced(bytes)},
                    {"pct", absl::StrFormat("%.0f", share)},
                    {"w", absl::StrFormat("%.2f", share)}});
  }
  return list;
}

// Numbers as the report has them; "" for null.
std::string NumberText(const json& number) { return number.is_number() ? number.dump() : ""; }

std::string ShapeText(const json& edge) {
  std::vector<std::string> dims;
  for (const json& dim : ListIn(edge, "shape")) dims.push_back(NumberText(dim));
  return dims.empty() ? "scalar" : absl::StrJoin(dims, "×");
}

void AddEdges(const json& report, const char* list, const std::string& direction, json* rows) {
  const json& edges = ListIn(report, list);
  for (size_t i = 0; i < edges.size(); ++i) {
    const json& edge = edges[i];
    const std::string layout = TextIn(edge, "layout"), pool = TextIn(edge, "pool");
    const std::string offset = SpacedIn(edge, "offset");
    rows->push_back(
        {{"dir", absl::StrCat(direction, " ", i)},
         {"name", TextIn(edge, "name")},
         {"type", TextIn(edge, "type")},
         {"shape",
          layout.empty() ? ShapeText(edge) : absl::StrCat(ShapeText(edge), " (", layout, ")")},
         {"scale", NumberText(Member(edge, "scale"))},
         {"zp", NumberText(Member(edge, "zero_point"))},
         {"bytes", SpacedIn(edge, "bytes")},
         {"off", pool.empty() ? offset : absl::StrCat(pool, " ", offset)},
         {"call", absl::StrCat(TextIn(report, "name"), "::", TextIn(edge, "function"))}});
  }
}

json EdgesView(const json& report) {
  json rows = json::array();
  AddEdges(report, "inputs", "input", &rows);
  AddEdges(report, "outputs", "output", &rows);
  return rows;
}

// "-3 120" of what a pass changed, or nothing.
std::string ChangeText(int64_t before, int64_t after) {
  if (before == after) return "–";
  return absl::StrCat(after > before ? "+" : "−", Spaced(std::abs(after - before)));
}

json PassesView(const json& report) {
  json rows = json::array();
  for (const json& pass : ListIn(report, "passes")) {
    const json &before = Member(pass, "before"), &after = Member(pass, "after");
    json row = {{"name", TextIn(pass, "name")}};
    for (const char* figure : {"operators", "macs", "live_macs", "weights_bytes"}) {
      row[figure] = SpacedIn(after, figure);
      row[absl::StrCat(figure, "_change")] =
          ChangeText(IntIn(before, figure), IntIn(after, figure));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string Joined(const json& words) {
  std::vector<std::string> list;
  for (const json& word : words) {
    if (word.is_string()) list.push_back(word.get<std::string>());
  }
  return absl::StrJoin(list, " ");
}

json BuildView(const json& report) {
  const json& build = Member(report, "build");
  const std::string model = TextIn(Member(report, "model"), "file");
  return {
      {"compiler", absl::StrCat(TextIn(build, "compiler"), " ", Joined(ListIn(build, "copts")))},
      {"command", absl::StrCat("iegen compile ", model, " --name=", TextIn(report, "name"), " ",
                               Joined(ListIn(report, "options")))}};
}

// Templates take an empty text for something; for them it becomes false.
json WithoutEmptyTexts(const json& view) {
  if (view.is_string() && view.get_ref<const std::string&>().empty()) return false;
  if (!view.is_structured()) return view;
  json result = view;
  for (json& member : result) member = WithoutEmptyTexts(member);
  return result;
}

}  // namespace

json ReportView(const json& report) {
  const json &model = Member(report, "model"), &verdict = Member(report, "verdict");
  const std::string hash = TextIn(model, "sha256");
  const json passes = PassesView(report);
  return {{"name", TextIn(report, "name")},
          {"target", TextIn(report, "target")},
          {"isa", TextIn(report, "isa")},
          {"model", TextIn(model, "file")},
          {"model_bytes", SpacedIn(model, "bytes")},
          {"sha", hash},
          {"sha_short", hash.substr(0, 8)},
          {"version", TextIn(report, "iegen_version")},
          {"contract", IntIn(report, "contract")},
          {"fits", IsTrueIn(verdict, "fits")},
          {"verdict", TextIn(verdict, "text")},
          {"cards", CardsView(report)},
          {"findings", FindingsView(report)},
          {"layers", LayerRows(report)},
          {"sums", LayerSums(report)},
          {"arena", ArenaPicture(report)},
          {"flash", FlashView(report)},
          {"has_passes", !passes.empty()},
          {"passes", passes},
          {"edges", EdgesView(report)},
          {"build", BuildView(report)}};
}

std::string ReportPage(const json& report) {
  return FillTemplate("report.html.mustache", WithoutEmptyTexts(ReportView(report)),
                      Escaping::kHtml);
}

absl::StatusOr<json> ParseReport(absl::string_view text, const std::string& file) {
  json report = json::parse(text.begin(), text.end(), nullptr, false);
  if (!Member(report, "iegen_version").is_string() || !Member(report, "layers").is_array()) {
    return Error(absl::StrCat(QuotedPath(file), " is no report"))
        .Hint("'iegen compile' writes one beside the engine: NAME_report.json");
  }
  if (IntIn(report, "contract") != 1) {
    return Error(absl::StrCat(QuotedPath(file), " has contract ", IntIn(report, "contract"),
                              ", this iegen reads 1"))
        .Hint("compile the model again with this iegen");
  }
  return report;
}

}  // namespace iegen::emit
