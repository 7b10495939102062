#include "tools/cli/limits.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/figures.h"
#include "passes/compile.h"
#include "tools/cli/engine.h"

namespace iegen::cli {
namespace {

constexpr size_t kLayersToBlame = 3;

// The same model with other options, without a word about it; 0 where it can't be had.
int64_t FigureWith(const ir::Graph& graph, const Target& target, const EngineOptions& options,
                   int64_t (*figure)(const ir::Program&)) {
  ConsoleOptions silent;
  silent.quiet = true;
  EngineOptions plain = options;
  plain.dump_after.clear();
  const absl::StatusOr<ir::Program> program = LowerModel(Console(silent), graph, target, plain);
  return program.ok() ? figure(*program) : 0;
}

int64_t RamOf(const ir::Program& program) { return emit::MeasureProgram(program).ram_bytes; }

int64_t FlashOf(const ir::Program& program) { return emit::MeasureProgram(program).flash_bytes(); }

// What an option would bring, if it brings anything.
std::string Offer(const std::string& option, int64_t now, int64_t then, int64_t limit) {
  if (then <= 0 || then >= now) return "";
  if (then <= limit) return absl::StrCat(option, " would make it ", Grouped(then), " bytes");
  return absl::StrCat(option, " saves ", Grouped(now - then),
                      " bytes, which is not enough: ", Grouped(then));
}

std::string RamHint(const ir::Graph& graph, const Target& target, const EngineOptions& options,
                    const ir::Program& program) {
  const auto limit = static_cast<int64_t>(options.limits.ram_bytes);
  const int64_t now = RamOf(program);
  if (options.preserve_inputs) {
    EngineOptions free = options;
    free.preserve_inputs = false;
    const std::string offer =
        Offer("leaving out --preserve-inputs", now, FigureWith(graph, target, free, RamOf), limit);
    if (!offer.empty()) return offer;
  }
  return absl::StrCat(
      "--objective=ram is in this figure; a smaller input helps, or a stride or "
      "pooling before these steps, or --ram-limit=",
      now);
}

std::string FlashHint(const ir::Graph& graph, const Target& target, const EngineOptions& options,
                      int64_t now) {
  const auto limit = static_cast<int64_t>(options.limits.flash_bytes);
  if (options.objective != "flash") {
    EngineOptions small = options;
    small.objective = "flash";
    const std::string offer =
        Offer("--objective=flash", now, FigureWith(graph, target, small, FlashOf), limit);
    if (!offer.empty()) return offer;
  }
  return absl::StrCat(
      "no option makes constants smaller: fewer channels in these layers help, or "
      "--flash-limit=",
      now);
}

// The calls with most constants.
std::string HeaviestText(const ir::Program& program, int64_t constants) {
  std::vector<const ir::KernelCall*> calls;
  for (const ir::KernelCall& call : program.calls) calls.push_back(&call);
  std::stable_sort(calls.begin(), calls.end(),
                   [](const ir::KernelCall* a, const ir::KernelCall* b) {
                     return a->weights_bytes > b->weights_bytes;
                   });
  std::string text =
      absl::StrCat("constants are ", Grouped(constants), " of them; the largest are ");
  for (size_t i = 0; i < std::min(calls.size(), kLayersToBlame); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", Quoted(calls[i]->layer), " ",
                    Grouped(calls[i]->weights_bytes));
  }
  return text;
}

absl::Status WithHint(const absl::Status& status, std::string hint) {
  Diagnostic diagnostic = ToDiagnostic(status);
  diagnostic.hint = std::move(hint);
  return ToStatus(diagnostic);
}

}  // namespace

absl::Status CheckLimits(const ir::Graph& graph, const Target& target, const EngineOptions& options,
                         const ir::Program& program) {
  const absl::Status ram =
      passes::CheckRamLimit(program, static_cast<int64_t>(options.limits.ram_bytes));
  if (!ram.ok()) return WithHint(ram, RamHint(graph, target, options, program));
  const absl::Status pools = passes::CheckPools(program);
  if (!pools.ok()) {
    const std::string hint = ToDiagnostic(pools).hint;
    return WithHint(pools, absl::StrCat("--objective=ram is in these figures; ", hint));
  }
  const emit::Figures figures = emit::MeasureProgram(program);
  const auto limit = static_cast<int64_t>(options.limits.flash_bytes);
  if (limit == 0 || figures.flash_bytes() <= limit) return absl::OkStatus();
  return Condition(absl::StrCat("the engine needs ", Grouped(figures.flash_bytes()),
                                " bytes of flash, the limit is ", Grouped(limit),
                                " (--flash-limit)"))
      .Why(HeaviestText(program, figures.constants()))
      .Hint(FlashHint(graph, target, options, figures.flash_bytes()));
}

}  // namespace iegen::cli
