#include "tools/cli/report_diff.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/json_access.h"

namespace iegen::cli {
namespace {

using emit::IntIn;
using emit::ListIn;
using emit::Member;
using emit::TextIn;
using nlohmann::json;

constexpr const char* kFigures[] = {"ram", "flash", "instructions"};

bool AllMeasured(const json& report) {
  return absl::c_all_of(ListIn(report, "layers"), [](const json& layer) {
    return Member(layer, "measured").is_number_integer();
  });
}

int64_t InstructionsOf(const json& layer, bool measured) {
  return measured ? IntIn(layer, "measured") : IntIn(Member(layer, "estimates"), "instructions");
}

int64_t SumOf(const json& report, bool measured) {
  int64_t sum = 0;
  for (const json& layer : ListIn(report, "layers")) sum += InstructionsOf(layer, measured);
  return sum;
}

// What a layer stands for: the first operator of the file, and how many layers of it came before.
using LayerKey = std::pair<std::string, int>;

std::map<LayerKey, const json*> LayersByKey(const json& report) {
  std::map<LayerKey, const json*> layers;
  for (const json& layer : ListIn(report, "layers")) {
    const json& operators = ListIn(layer, "operators");
    const std::string of = operators.empty() ? TextIn(layer, "name")
                                             : absl::StrCat(IntIn(operators[0], "index"), " ",
                                                            TextIn(operators[0], "operator"));
    LayerKey key(of, 0);
    while (layers.count(key) != 0) ++key.second;
    layers[key] = &layer;
  }
  return layers;
}

// "+1.2 %", or "new".
std::string ChangeText(int64_t before, int64_t after) {
  if (before == 0) return after == 0 ? "0.0 %" : "new";
  if (after == before) return "0.0 %";
  const auto difference = static_cast<double>(after - before);
  return absl::StrFormat("%+.1f %%", 100 * difference / static_cast<double>(before));
}

std::string NameOf(const std::string& figure) { return figure == "ram" ? "RAM" : figure; }

std::string AllowanceText(const Allowance& a) {
  return absl::StrFormat("%+g%s", a.growth, a.percent ? " %" : "");
}

absl::Status BadAllowance(absl::string_view text) {
  return Error(absl::StrCat("--fail-on has ", Quoted(text), ", which is no limit of a figure"))
      .Hint("--fail-on=ram:+0,flash:+1%,instructions:+1%");
}

std::string LayerText(const LayerChange& change) {
  std::string text =
      absl::StrFormat("  %-32s %13s  %13s  %9s", Quoted(change.name), Grouped(change.before),
                      Grouped(change.after), ChangeText(change.before, change.after));
  if (change.before_kernel == change.after_kernel) return text;
  const auto kernel = [](const std::string& name) {
    return name.empty() ? std::string("(no such layer)") : Escaped(name);
  };
  absl::StrAppend(&text, "   ", kernel(change.before_kernel), " -> ", kernel(change.after_kernel));
  return text;
}

}  // namespace

absl::StatusOr<std::vector<Allowance>> ParseAllowances(const std::string& text) {
  std::vector<Allowance> allowances;
  for (absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(part, absl::MaxSplits(':', 1));
    absl::string_view growth = pair.second;
    Allowance a;
    a.figure = pair.first;
    a.percent = absl::ConsumeSuffix(&growth, "%");
    const bool known = absl::c_linear_search(kFigures, a.figure);
    if (!known || !absl::SimpleAtod(growth, &a.growth) ||
        !(a.growth >= -1e15 && a.growth <= 1e15)) {
      return BadAllowance(part);
    }
    allowances.push_back(std::move(a));
  }
  return allowances;
}

ReportDiff Compare(const json& before, const json& after) {
  const bool measured = AllMeasured(before) && AllMeasured(after);
  const json &was = Member(before, "totals"), &is = Member(after, "totals");
  ReportDiff diff;
  diff.figures = {{"ram", IntIn(was, "ram_bytes"), IntIn(is, "ram_bytes")},
                  {"flash", IntIn(was, "flash_bytes"), IntIn(is, "flash_bytes")},
                  {"instructions", SumOf(before, measured), SumOf(after, measured)}};
  std::map<LayerKey, LayerChange> changes;
  for (const auto& [key, layer] : LayersByKey(before)) {
    changes[key] = {TextIn(*layer, "name"), TextIn(*layer, "kernel"), "",
                    InstructionsOf(*layer, measured), 0};
  }
  for (const auto& [key, layer] : LayersByKey(after)) {
    LayerChange& change = changes[key];
    change.name = TextIn(*layer, "name");
    change.after_kernel = TextIn(*layer, "kernel");
    change.after = InstructionsOf(*layer, measured);
  }
  for (auto& [key, change] : changes) {
    const bool same = change.before == change.after && change.before_kernel == change.after_kernel;
    if (!same) diff.layers.push_back(std::move(change));
  }
  absl::c_stable_sort(diff.layers, [](const LayerChange& a, const LayerChange& b) {
    return std::abs(a.after - a.before) > std::abs(b.after - b.before);
  });
  return diff;
}

std::string DiffText(const ReportDiff& diff, size_t most_layers) {
  std::string text = absl::StrFormat("%-34s %13s  %13s  %9s", "", "before", "after", "change");
  for (const FigureChange& f : diff.figures) {
    absl::StrAppend(&text,
                    absl::StrFormat("\n%-34s %13s  %13s  %9s", NameOf(f.figure), Grouped(f.before),
                                    Grouped(f.after), ChangeText(f.before, f.after)));
  }
  const size_t shown = std::min(diff.layers.size(), most_layers);
  for (size_t i = 0; i < shown; ++i) absl::StrAppend(&text, "\n", LayerText(diff.layers[i]));
  if (shown < diff.layers.size()) {
    absl::StrAppend(&text, "\n  ", diff.layers.size() - shown, " more layers changed less");
  }
  return text;
}

std::string DiffJson(const ReportDiff& diff) {
  nlohmann::ordered_json result = {{"figures", nlohmann::ordered_json::array()},
                                   {"layers", nlohmann::ordered_json::array()}};
  for (const FigureChange& f : diff.figures) {
    result["figures"].push_back({{"figure", f.figure}, {"before", f.before}, {"after", f.after}});
  }
  for (const LayerChange& l : diff.layers) {
    result["layers"].push_back({{"name", l.name},
                                {"before", l.before},
                                {"after", l.after},
                                {"kernel_before", l.before_kernel},
                                {"kernel_after", l.after_kernel}});
  }
  return result.dump(2);
}

absl::Status CheckAllowances(const ReportDiff& diff, const std::vector<Allowance>& allowances) {
  Diagnostic d;
  d.kind = DiagnosticKind::kCondition;
  for (const Allowance& a : allowances) {
    for (const FigureChange& f : diff.figures) {
      const auto before = static_cast<double>(f.before), after = static_cast<double>(f.after);
      const double most = before + (a.percent ? before * a.growth / 100 : a.growth);
      if (f.figure != a.figure || after <= most) continue;
      d.why.push_back(absl::StrCat(NameOf(f.figure), " went from ", Grouped(f.before), " to ",
                                   Grouped(f.after), ", ", ChangeText(f.before, f.after),
                                   "; allowed is ", AllowanceText(a)));
    }
  }
  if (d.why.empty()) return absl::OkStatus();
  d.what = absl::StrCat(d.why.size(), d.why.size() == 1 ? " figure grew" : " figures grew",
                        " more than --fail-on allows");
  d.hint = "the table names the layers that changed";
  return ToStatus(d);
}

}  // namespace iegen::cli
