#include "tools/cli/profile.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/text.h"

namespace iegen::cli {
namespace {

constexpr size_t kWidestLayer = 40;

// The end of a long name says more than its beginning.
std::string ShownLayer(const std::string& layer) {
  std::string name = Escaped(layer);
  if (name.size() <= kWidestLayer) return name;
  return absl::StrCat("..", name.substr(name.size() - (kWidestLayer - 2)));
}

// "1.07", or nothing where there is nothing to divide by.
std::string Quotient(int64_t a, int64_t b) {
  if (b == 0) return "";
  return absl::StrFormat("%.2f", static_cast<double>(a) / static_cast<double>(b));
}

std::string Share(int64_t part, int64_t whole) {
  if (whole == 0) return "";
  return absl::StrFormat("%.1f %%", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

struct Widths {
  int layer = 12, kernel = 6;  // "between them", "kernel"
};

Widths WidthsOf(const Profile& profile) {
  Widths w;
  for (const StepProfile& step : profile.steps) {
    w.layer = std::max(w.layer, static_cast<int>(ShownLayer(step.layer).size()));
    w.kernel = std::max(w.kernel, static_cast<int>(step.kernel.size()));
  }
  return w;
}

// The left half of a line.
std::string CountText(const Widths& w, const std::string& step, const StepProfile& s,
                      int64_t whole) {
  return absl::StrFormat("%4s  %-*s  %-*s  %12s  %7s", step, w.layer, ShownLayer(s.layer), w.kernel,
                         s.kernel, Grouped(s.counted), Share(s.counted, whole));
}

std::string Line(const Widths& w, const std::string& step, const StepProfile& s, int64_t whole) {
  return absl::StrFormat("%s  %7s  %12s  %4s\n", CountText(w, step, s, whole),
                         Quotient(s.counted, s.macs), Grouped(s.estimated),
                         Quotient(s.counted, s.estimated));
}

// Sums of everything that has a kernel; the count is the whole one.
StepProfile Total(const Profile& profile) {
  StepProfile total;
  total.layer = "all";
  total.counted = profile.instructions;
  for (const StepProfile& step : profile.steps) {
    total.macs += step.macs;
    total.estimated += step.estimated;
  }
  return total;
}

}  // namespace

int64_t Profile::rest() const {
  int64_t rest = instructions;
  for (const StepProfile& step : steps) rest -= step.counted;
  return rest;
}

Profile ProfileOf(const ir::Program& program, const simulator::EngineResult& result) {
  Profile profile;
  const auto longest = absl::c_max_element(result.instructions);
  const auto at = static_cast<size_t>(longest - result.instructions.begin());
  profile.machine = result.machine;
  profile.instructions = static_cast<int64_t>(*longest);
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    if (call.flow != ir::Flow::kCall) continue;
    profile.steps.push_back({i, call.layer, call.kernel, call.live_macs,
                             static_cast<int64_t>(result.step_instructions[at][i]),
                             call.instructions});
  }
  return profile;
}

std::string ProfileTable(const Profile& profile) {
  const Widths w = WidthsOf(profile);
  std::string text = absl::StrFormat(
      "step  %-*s  %-*s  instructions    share  per MAC     estimated  "
      "counted/estimated\n",
      w.layer, "layer", w.kernel, "kernel");
  for (const StepProfile& step : profile.steps) {
    absl::StrAppend(&text, Line(w, absl::StrCat(step.step), step, profile.instructions));
  }
  StepProfile between;
  between.layer = "between them";
  between.counted = profile.rest();
  absl::StrAppend(&text, CountText(w, "", between, profile.instructions), "\n",
                  Line(w, "", Total(profile), profile.instructions), "QEMU ", profile.machine);
  return text;
}

nlohmann::ordered_json ProfileJson(const Profile& profile) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const StepProfile& step : profile.steps) {
    steps.push_back({{"step", step.step},
                     {"layer", Escaped(step.layer)},
                     {"kernel", step.kernel},
                     {"macs", step.macs},
                     {"instructions", step.counted},
                     {"estimated", step.estimated}});
  }
  return {{"machine", profile.machine},
          {"instructions", profile.instructions},
          {"estimated", Total(profile).estimated},
          {"rest", profile.rest()},
          {"steps", std::move(steps)}};
}

}  // namespace iegen::cli
