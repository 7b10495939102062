#include "emit/layer_view.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "emit/arena_picture.h"
#include "emit/json_access.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

constexpr size_t kMostLayersWithCandidates = 60;

int64_t EstimateOf(const json& layer) { return IntIn(Member(layer, "estimates"), "instructions"); }

// Measured where it was, else estimated.
int64_t InstructionsOf(const json& layer) {
  const bool measured = Member(layer, "measured").is_number_integer();
  return measured ? IntIn(layer, "measured") : EstimateOf(layer);
}

// "3×3, stride 2×2" of what a window reads.
std::string DetailText(const json& spec) {
  if (!Member(spec, "kernel_height").is_number_integer()) return "";
  std::string text = absl::StrCat(IntIn(spec, "kernel_height"), "×", IntIn(spec, "kernel_width"));
  const int64_t h = IntIn(spec, "stride_h"), w = IntIn(spec, "stride_w");
  if (h > 1 || w > 1) absl::StrAppend(&text, ", stride ", h, "×", w);
  return text;
}

// The output as the spec has it, "25×5×64", all rows of it where a call makes one; "" where it
// doesn't say.
std::string ShapeText(const json& layer) {
  const json& spec = Member(layer, "spec");
  if (Member(spec, "out_features").is_number_integer()) {
    return absl::StrCat(IntIn(spec, "out_features"));
  }
  const char* channels = Member(spec, "out_channels").is_null() ? "channels" : "out_channels";
  if (!Member(spec, "out_height").is_number_integer()) return "";
  const bool by_rows = Member(layer, "rows").is_number_integer();
  return absl::StrCat(by_rows ? IntIn(layer, "rows") : IntIn(spec, "out_height"), "×",
                      IntIn(spec, "out_width"), "×", IntIn(spec, channels));
}

// All that exporters joined, for a tooltip.
std::string TitleText(const json& layer) {
  std::string text;
  for (const json& origin : ListIn(layer, "operators")) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", "operator ", IntIn(origin, "index"), " ",
                    TextIn(origin, "operator"), " ", TextIn(origin, "name"));
  }
  return text;
}

json CandidateRows(const json& layer) {
  json rows = json::array();
  for (const json& candidate : ListIn(layer, "candidates")) {
    const bool chosen = IsTrueIn(candidate, "chosen");
    const bool applies = IsTrueIn(candidate, "applicable");
    rows.push_back({{"kernel", TextIn(candidate, "kernel")},
                    {"est", applies ? SpacedIn(candidate, "instructions") : ""},
                    {"code", applies ? SpacedIn(candidate, "code_bytes") : ""},
                    {"is", chosen ? "chosen" : (applies ? "possible" : "not possible")},
                    {"note", TextIn(candidate, "note")}});
  }
  return rows;
}

std::string Percent(double share) { return absl::StrFormat("%.1f", 100 * share); }

// What the bars of all layers are drawn against.
struct Scale {
  double total = 1, longest = 1, most_per_mac = 1;
};

double PerMac(const json& layer) {
  const int64_t macs = IntIn(layer, "live_macs");
  return macs <= 0 ? 0 : static_cast<double>(InstructionsOf(layer)) / static_cast<double>(macs);
}

Scale ScaleOf(const json& layers) {
  Scale scale;
  double total = 0;
  for (const json& layer : layers) {
    const auto instructions = static_cast<double>(InstructionsOf(layer));
    total += instructions;
    scale.longest = std::max(scale.longest, instructions);
    scale.most_per_mac = std::max(scale.most_per_mac, PerMac(layer));
  }
  scale.total = std::max(1.0, total);
  return scale;
}

// The column of the estimate's error, "" where nothing was measured.
std::string ErrorText(const json& layer) {
  const int64_t measured = IntIn(layer, "measured");
  if (measured <= 0) return "";
  const auto difference = static_cast<double>(EstimateOf(layer) - measured);
  return absl::StrFormat("%+.1f %%", 100 * difference / static_cast<double>(measured));
}

json Row(const json& layer, size_t n, const Scale& scale) {
  const json& spec = Member(layer, "spec");
  const auto instructions = static_cast<double>(InstructionsOf(layer));
  const double per_mac = PerMac(layer);
  const bool measured = Member(layer, "measured").is_number_integer();
  const std::string op = TextIn(layer, "op");
  return {{"n", n},
          {"name", TextIn(layer, "name")},
          {"title", TitleText(layer)},
          {"op", op},
          {"detail", DetailText(spec)},
          {"shape", ShapeText(layer)},
          {"fam", FamilyOf(op)},
          {"kernel", TextIn(layer, "kernel")},
          {"macs", SpacedIn(layer, "macs")},
          {"live", SpacedIn(layer, "live_macs")},
          {"est", Spaced(EstimateOf(layer))},
          {"meas", measured ? json(Spaced(IntIn(layer, "measured"))) : json(false)},
          {"err", ErrorText(layer)},
          {"share", Percent(instructions / scale.total)},
          {"barw", Percent(0.75 * instructions / scale.longest)},
          {"ipm", per_mac > 0 ? json(absl::StrFormat("%.2f", per_mac)) : json(false)},
          {"ipmw", Percent(0.75 * per_mac / scale.most_per_mac)},
          {"weights", SpacedIn(layer, "weights_bytes")}};
}

}  // namespace

json LayerRows(const json& report) {
  const json& layers = ListIn(report, "layers");
  const Scale scale = ScaleOf(layers);
  std::map<std::pair<std::string, std::string>, size_t> said;  // by kernel and reason
  json rows = json::array();
  for (size_t n = 0; n < layers.size(); ++n) {
    json row = Row(layers[n], n, scale);
    const std::string why = TextIn(layers[n], "why");
    const auto [first, fresh] = said.try_emplace({TextIn(layers[n], "kernel"), why}, n);
    const bool repeated = !fresh && !why.empty();
    row["why"] = repeated ? absl::StrCat("as in layer ", first->second) : why;
    const json candidates = CandidateRows(layers[n]);
    const bool shown = candidates.size() > 1 && layers.size() <= kMostLayersWithCandidates;
    row["ncand"] = shown ? json(candidates.size()) : json(false);
    row["cands"] = shown ? candidates : json::array();
    rows.push_back(std::move(row));
  }
  return rows;
}

json LayerSums(const json& report) {
  int64_t macs = 0, live = 0, estimated = 0, instructions = 0, weights = 0;
  bool measured = false;
  for (const json& layer : ListIn(report, "layers")) {
    macs += IntIn(layer, "macs");
    live += IntIn(layer, "live_macs");
    estimated += EstimateOf(layer);
    instructions += InstructionsOf(layer);
    weights += IntIn(layer, "weights_bytes");
    measured = measured || Member(layer, "measured").is_number_integer();
  }
  return {{"macs", Spaced(macs)},
          {"live", Spaced(live)},
          {"est", Spaced(estimated)},
          {"meas", measured ? json(Spaced(instructions)) : json(false)},
          {"weights", Spaced(weights)}};
}

}  // namespace iegen::emit
