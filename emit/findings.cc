#include "emit/findings.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "base/text.h"

namespace iegen::emit {
namespace {

using Json = nlohmann::ordered_json;

std::string Plural(size_t count, absl::string_view word) {
  return absl::StrCat(count, " ", word, count == 1 ? "" : "s");
}

Json Finding(absl::string_view kind, const std::string& text, const std::string& detail,
             const std::vector<size_t>& layers) {
  return {{"kind", std::string(kind)}, {"text", text}, {"detail", detail}, {"layers", layers}};
}

// The first kernel made for the target, where none of them applies and the last candidate, which is
// always a portable one, had to be chosen; otherwise null.
const ir::CandidateNote* Missed(const ir::KernelCall& call) {
  for (size_t i = 0; i + 1 < call.candidates.size(); ++i) {
    if (call.candidates[i].applicable) return nullptr;
  }
  return call.candidates.size() < 2 ? nullptr : &call.candidates[0];
}

void AddMissedKernels(const ir::Program& program, Json* findings) {
  std::vector<size_t> layers;
  std::vector<std::string> reasons;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    const ir::CandidateNote* missed = Missed(call);
    if (missed == nullptr) continue;
    layers.push_back(i);
    reasons.push_back(absl::StrCat("step ", i, " runs ", call.kernel, ": ", missed->kernel, " ",
                                   Escaped(missed->note)));
  }
  if (layers.empty()) return;
  findings->push_back(
      Finding("warning",
              absl::StrCat(Plural(layers.size(), "step"), " of ", program.calls.size(),
                           " can't use a kernel made for this target."),
              absl::StrJoin(reasons, "; "), layers));
}

bool WorksOnFloat(const ir::KernelCall& call) {
  // Conversions stand at the model's edges too, where nothing can be done about them.
  if (call.op == "quantize" || call.op == "dequantize") return false;
  return std::any_of(call.operands.begin(), call.operands.end(), [](const ir::Operand& operand) {
    return operand.elem == ir::ElemType::kFloat32;
  });
}

void AddFloatSteps(const ir::Program& program, Json* findings) {
  std::vector<size_t> layers;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    if (WorksOnFloat(program.calls[i])) layers.push_back(i);
  }
  if (layers.empty()) return;
  findings->push_back(
      Finding("warning",
              absl::StrCat(Plural(layers.size(), "step"), " of ", program.calls.size(),
                           layers.size() == 1 ? " runs" : " run", " in float32."),
              "Arithmetic in float32 is slow on cores without a floating-point unit. The converter "
              "left these operators as they were: with TFLITE_BUILTINS_INT8 alone in supported_ops "
              "it turns them into int8, or names those it can't.",
              layers));
}

void AddLargestKind(const ir::Program& program, Json* findings) {
  std::map<std::string, std::vector<size_t>> by_op;
  int64_t total = 0;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    by_op[program.calls[i].op].push_back(i);
    total += program.calls[i].instructions;
  }
  if (total == 0) return;
  const auto sum = [&](const std::vector<size_t>& layers, int64_t ir::KernelCall::* figure) {
    return std::accumulate(layers.begin(), layers.end(), int64_t{0},
                           [&](int64_t s, size_t i) { return s + program.calls[i].*figure; });
  };
  const auto largest =
      std::max_element(by_op.begin(), by_op.end(), [&](const auto& a, const auto& b) {
        return sum(a.second, &ir::KernelCall::instructions) <
               sum(b.second, &ir::KernelCall::instructions);
      });
  const int64_t instructions = sum(largest->second, &ir::KernelCall::instructions);
  const int64_t macs = sum(largest->second, &ir::KernelCall::live_macs);
  const double ratio =
      static_cast<double>(instructions) / static_cast<double>(std::max<int64_t>(macs, 1));
  findings->push_back(
      Finding("time",
              absl::StrFormat("About %d %% of the instructions are spent in %s %s.",
                              (100 * instructions + total / 2) / total,
                              Plural(largest->second.size(), "step"), Escaped(largest->first)),
              macs == 0 ? "They have no multiply-accumulates."
                        : absl::StrFormat("Estimated %.2f instructions per MAC.", ratio),
              largest->second));
}

// Names and bytes of what lives in step `step`: all of it, or the largest of many.
std::string LiveText(const ir::Program& program, size_t step) {
  constexpr size_t kMost = 6;
  const auto s = static_cast<int32_t>(step);
  std::vector<const ir::Buffer*> live;
  for (const ir::Buffer& buffer : program.buffers) {
    if (buffer.first <= s && s <= buffer.last && buffer.view_of < 0) live.push_back(&buffer);
  }
  std::vector<std::string> parts;
  int64_t rest = 0;
  if (live.size() > kMost) {
    absl::c_stable_sort(
        live, [](const ir::Buffer* a, const ir::Buffer* b) { return a->bytes > b->bytes; });
    for (size_t i = kMost; i < live.size(); ++i) rest += live[i]->bytes;
  }
  for (size_t i = 0; i < std::min(kMost, live.size()); ++i) {
    parts.push_back(absl::StrCat(Quoted(live[i]->name), " ", Grouped(live[i]->bytes)));
  }
  if (rest > 0) parts.push_back(absl::StrCat(live.size() - kMost, " others ", Grouped(rest)));
  return absl::StrJoin(parts, ", ");
}

// "step 3", "steps 0, 4 to 9": ascending numbers.
std::string StepsText(absl::Span<const size_t> steps) {
  std::vector<std::string> runs;
  for (size_t i = 0; i < steps.size();) {
    size_t end = i + 1;
    while (end < steps.size() && steps[end] == steps[end - 1] + 1) ++end;
    const bool range = end - i > 2;
    if (range) runs.push_back(absl::StrCat(steps[i], " to ", steps[end - 1]));
    for (; !range && i < end; ++i) runs.push_back(absl::StrCat(steps[i]));
    i = end;
  }
  return absl::StrCat(steps.size() == 1 ? "step " : "steps ", absl::StrJoin(runs, ", "));
}

void AddPeak(const ir::Program& program, Json* findings) {
  const std::vector<int64_t> live = LiveBytesByStep(program);
  if (live.empty()) return;
  const int64_t peak = *std::max_element(live.begin(), live.end());
  std::vector<size_t> steps;
  for (size_t i = 0; i < live.size(); ++i) {
    if (live[i] == peak) steps.push_back(i);
  }
  findings->push_back(Finding(
      "ram", absl::StrCat("The peak of RAM is reached in ", StepsText(steps), "."),
      absl::StrCat("Bytes that live in step ", steps[0], ": ", LiveText(program, steps[0]), "."),
      steps));
}

void AddRemovedMacs(const ir::Program& program, Json* findings) {
  int64_t macs = 0, live = 0;
  std::vector<size_t> layers;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    macs += program.calls[i].macs;
    live += program.calls[i].live_macs;
    if (program.calls[i].live_macs < program.calls[i].macs) layers.push_back(i);
  }
  if (layers.empty()) return;
  findings->push_back(Finding("removed",
                              absl::StrCat(Grouped(macs - live), " of ", Grouped(macs),
                                           " MACs of the file are not needed."),
                              "They work on channels that can only take one value.", layers));
}

struct Check {
  absl::string_view figure;
  int64_t value;
  absl::optional<int64_t> limit;
};

}  // namespace

Json VerdictJson(const Figures& figures, const Limits& limits) {
  const Check checks[] = {{"ram_bytes", figures.ram_bytes, limits.ram_bytes},
                          {"flash_bytes", figures.flash_bytes(), limits.flash_bytes},
                          {"instructions", figures.instructions, limits.instructions}};
  Json exceeded = Json::array();
  bool limited = false;
  for (const Check& check : checks) {
    limited = limited || check.limit.has_value();
    if (!check.limit.has_value() || check.value <= *check.limit) continue;
    exceeded.push_back(
        {{"figure", std::string(check.figure)}, {"value", check.value}, {"limit", *check.limit}});
  }
  const std::string sums = absl::StrCat(
      Grouped(figures.ram_bytes), " bytes of RAM, about ", Grouped(figures.flash_bytes()),
      " bytes of flash, about ", Grouped(figures.instructions), " instructions per inference.");
  const std::string prefix = !exceeded.empty()
                                 ? absl::StrCat("Exceeds ", Plural(exceeded.size(), "limit"), ": ")
                             : limited ? "Fits every limit: "
                                       : "";
  return {{"fits", exceeded.empty()}, {"text", prefix + sums}, {"exceeded", exceeded}};
}

Json FindingsJson(const ir::Program& program) {
  Json findings = Json::array();
  AddMissedKernels(program, &findings);
  AddFloatSteps(program, &findings);
  AddLargestKind(program, &findings);
  AddPeak(program, &findings);
  AddRemovedMacs(program, &findings);
  return findings;
}

}  // namespace iegen::emit
