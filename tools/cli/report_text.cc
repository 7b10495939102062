#include "tools/cli/report_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/text.h"
#include "emit/json_access.h"

namespace iegen::cli {
namespace {

using emit::IntIn;
using emit::ListIn;
using emit::Member;
using emit::TextIn;
using nlohmann::json;

// Text of the report, safe for a terminal: anybody may have changed the file.
std::string Shown(const json& object, const char* key) { return Escaped(TextIn(object, key)); }

bool IsMeasured(const json& layer) { return Member(layer, "measured").is_number_integer(); }

int64_t InstructionsOf(const json& layer) {
  return IsMeasured(layer) ? IntIn(layer, "measured")
                           : IntIn(Member(layer, "estimates"), "instructions");
}

std::string LimitText(int64_t value, const json& limit) {
  if (!limit.is_number_integer() || limit.get<int64_t>() <= 0) return "";
  return absl::StrFormat("   %d %% of the limit of %s", value * 100 / limit.get<int64_t>(),
                         Grouped(limit.get<int64_t>()));
}

size_t Widest(const json& layers, const char* key, size_t least, size_t most = 48) {
  for (const json& layer : layers) least = std::max(least, Shown(layer, key).size());
  return std::min(least, most);
}

std::string PoolsText(const json& report) {
  std::string text;
  for (const json& pool : ListIn(Member(report, "arena"), "pools")) {
    absl::StrAppend(&text,
                    absl::StrFormat("    pool %-8s%8s bytes of %s\n", Shown(pool, "name"),
                                    Grouped(IntIn(pool, "bytes")), Grouped(IntIn(pool, "limit"))));
  }
  return text;
}

std::string TotalsText(const json& report) {
  const json &totals = Member(report, "totals"), &limits = Member(report, "limits");
  const int64_t ram = IntIn(totals, "ram_bytes"), flash = IntIn(totals, "flash_bytes");
  const int64_t macs = IntIn(totals, "macs"), live = IntIn(totals, "live_macs");
  const std::string needed =
      live < macs ? absl::StrCat(", ", Grouped(live), " of them needed") : "";
  return absl::StrCat(
      Shown(report, "name"), " for ", Shown(report, "target"), " (",
      Shown(Member(report, "model"), "file"), ", iegen ", Shown(report, "iegen_version"),
      "): ", ListIn(report, "layers").size(), " layers, ", Grouped(macs), " MACs", needed, "\n",
      absl::StrFormat("  RAM          %9s bytes%s\n", Grouped(ram),
                      LimitText(ram, Member(limits, "ram_bytes"))),
      PoolsText(report),
      absl::StrFormat("  flash        %9s bytes   constants %s, code about %s%s\n", Grouped(flash),
                      Grouped(IntIn(totals, "weights_bytes")), Grouped(IntIn(totals, "code_bytes")),
                      LimitText(flash, Member(limits, "flash_bytes"))),
      absl::StrFormat("  instructions %9s estimated\n", Grouped(IntIn(totals, "instructions"))));
}

// What runs row by row, and what exists of its values.
std::string SegmentsText(const json& report) {
  std::string text;
  for (const json& segment : ListIn(Member(report, "arena"), "segments")) {
    const json& rings = ListIn(segment, "rings");
    int64_t bytes = 0;
    for (const json& ring : rings) bytes += IntIn(ring, "bytes");
    absl::StrAppend(&text, "\nsteps ", IntIn(segment, "first"), " to ", IntIn(segment, "last"),
                    " run row by row; rows that are kept take ", Grouped(bytes), " bytes\n");
    const auto name = static_cast<int>(Widest(rings, "buffer", 5, 72));
    for (const json& ring : rings) {
      absl::StrAppend(
          &text, absl::StrFormat("%4d  %-*s  %5s of %5s rows of %6s  %9s\n", IntIn(ring, "step"),
                                 name, Shown(ring, "buffer"), Grouped(IntIn(ring, "rows")),
                                 Grouped(IntIn(ring, "of_rows")), Grouped(IntIn(ring, "row_bytes")),
                                 Grouped(IntIn(ring, "bytes"))));
    }
  }
  return text;
}

std::string FindingsText(const json& report) {
  std::string text;
  for (const json& finding : ListIn(report, "findings")) {
    absl::StrAppend(&text, Shown(finding, "kind") == "warning" ? "warning: " : "- ",
                    Shown(finding, "text"), "\n");
  }
  return text;
}

std::string LayersText(const json& report) {
  const json& layers = ListIn(report, "layers");
  const auto name = static_cast<int>(Widest(layers, "name", 5));
  const auto kernel = static_cast<int>(Widest(layers, "kernel", 6));
  double total = 1e-9;
  for (const json& layer : layers) total += static_cast<double>(InstructionsOf(layer));
  std::string text =
      absl::StrFormat("%4s  %-*s  %-*s  %13s  %13s  %6s  %9s\n", "step", name, "layer", kernel,
                      "kernel", "live MACs", "instructions", "share", "constants");
  for (size_t i = 0; i < layers.size(); ++i) {
    const json& layer = layers[i];
    const auto instructions = static_cast<double>(InstructionsOf(layer));
    absl::StrAppend(
        &text, absl::StrFormat("%4d  %-*s  %-*s  %13s  %13s  %4.1f %%  %9s\n", i, name,
                               Shown(layer, "name"), kernel, Shown(layer, "kernel"),
                               Grouped(IntIn(layer, "live_macs")), Grouped(InstructionsOf(layer)),
                               100 * instructions / total, Grouped(IntIn(layer, "weights_bytes"))));
  }
  return text;
}

std::string Field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string ShowText(const json& report) {
  return absl::StrCat(TotalsText(report), FindingsText(report), "\n", LayersText(report),
                      SegmentsText(report));
}

std::string CsvText(const json& report) {
  std::string text =
      "step,layer,operator,kernel,macs,live_macs,estimated_instructions,measured_instructions,"
      "constant_bytes,code_bytes\n";
  const json& layers = ListIn(report, "layers");
  for (size_t i = 0; i < layers.size(); ++i) {
    const json &layer = layers[i], &estimates = Member(layer, "estimates");
    const std::string measured = IsMeasured(layer) ? absl::StrCat(IntIn(layer, "measured")) : "";
    const std::vector<std::string> fields = {absl::StrCat(i),
                                             Shown(layer, "name"),
                                             Shown(layer, "op"),
                                             Shown(layer, "kernel"),
                                             absl::StrCat(IntIn(layer, "macs")),
                                             absl::StrCat(IntIn(layer, "live_macs")),
                                             absl::StrCat(IntIn(estimates, "instructions")),
                                             measured,
                                             absl::StrCat(IntIn(layer, "weights_bytes")),
                                             absl::StrCat(IntIn(estimates, "code_bytes"))};
    const auto append = [](std::string* out, const std::string& f) { *out += Field(f); };
    absl::StrAppend(&text, absl::StrJoin(fields, ",", append), "\n");
  }
  return text;
}

}  // namespace iegen::cli
