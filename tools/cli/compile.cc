// iegen compile: model to engine.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/figures.h"
#include "emit/write_bundle.h"
#include "tools/cli/calibration.h"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"
#include "tools/cli/explain.h"
#include "tools/cli/limits.h"
#include "tools/cli/memory_options.h"

namespace iegen::cli {
namespace {

std::string LimitText(int64_t bytes, uint64_t limit) {
  if (limit == 0) return "";
  return absl::StrFormat("   %d %% of the limit of %s", bytes * 100 / static_cast<int64_t>(limit),
                         Grouped(static_cast<int64_t>(limit)));
}

std::string StateText(int64_t bytes) {
  return bytes == 0 ? "" : absl::StrCat("   state ", Grouped(bytes));
}

std::string InstructionsText(int64_t instructions) {
  if (instructions >= 1'000'000) {
    return absl::StrFormat("%.2f million", static_cast<double>(instructions) / 1e6);
  }
  return Grouped(instructions);
}

void Summarise(const Console& console, const Engine& engine, const LimitOptions& limits) {
  const emit::Figures f = emit::MeasureProgram(engine.program);
  const std::string needed =
      f.live_macs < f.macs ? absl::StrCat(", ", Grouped(f.live_macs), " of them needed") : "";
  console.Say(absl::StrCat(engine.name, " for ", engine.target->name, ": ",
                           engine.program.calls.size(), " layers, ", Grouped(f.macs), " MACs",
                           needed));
  console.Say(absl::StrFormat("  RAM          %9s bytes%s%s", Grouped(f.ram_bytes),
                              StateText(f.state_bytes), LimitText(f.ram_bytes, limits.ram_bytes)));
  for (const ir::Pool& pool : engine.program.pools) {
    console.Say(absl::StrFormat("    pool %-8s%8s bytes of %s", pool.name, Grouped(pool.bytes),
                                Grouped(pool.limit)));
  }
  console.Say(absl::StrFormat("  flash        %9s bytes   constants %s, code about %s%s",
                              Grouped(f.flash_bytes()), Grouped(f.constants()),
                              Grouped(f.code_bytes),
                              LimitText(f.flash_bytes(), limits.flash_bytes)));
  console.Say(absl::StrFormat("  instructions %s   estimated; count them with 'iegen verify'",
                              InstructionsText(f.instructions)));
}

const emit::File* ReportOf(const Engine& engine) {
  for (const emit::File& file : engine.files) {
    if (file.path == engine.name + "_report.json") return &file;
  }
  return nullptr;
}

std::string PageText(const std::string& out, const Engine& engine, const EngineOptions& options) {
  if (!options.html) return "";
  return absl::StrCat("; page: ", Escaped(out), "/", engine.name, "_report.html");
}

absl::Status CompileModel(const Console& console, const CompileOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model,
                         ReadModel(options.engine.model, options.calibration));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph,
                         ImportOrCalibrate(console, model, options.engine, options.calibration));
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, graph, options.engine));
  Summarise(console, engine, options.engine.limits);
  if (options.explain) console.Result(ExplainText(engine.program));
  IEGEN_RETURN_IF_ERROR(CheckLimits(graph, *engine.target, options.engine, engine.program));
  const std::string out = options.out.empty() ? engine.name + "_engine" : options.out;
  IEGEN_RETURN_IF_ERROR(emit::WriteBundle(out, engine.files));
  console.Say(absl::StrCat("wrote ", engine.files.size(), " files to ", Escaped(out), "/ (",
                           engine.name, ".h, ", engine.name, "_c.h, ", engine.name, ".cc, ...)",
                           PageText(out, engine, options.engine)));
  std::string next = absl::StrCat("next: iegen verify ", Escaped(options.engine.model),
                                  " --target=", engine.target->name);
  for (const std::string& samples : options.calibration.samples) {
    absl::StrAppend(&next, " --calibration=", Escaped(samples));
  }
  console.Say(next);
  if (console.json()) console.Bytes(ReportOf(engine)->contents);
  return absl::OkStatus();
}

}  // namespace

ExitCode Compile(const Console& console, const CompileOptions& options) {
  // A wrong target or name is a wrong command line, whatever the model is.
  absl::Status usage = FindTarget(options.engine.target).status();
  if (usage.ok()) usage = ParseMemoryOptions(options.engine).status();
  if (usage.ok()) usage = EngineNameFor(options.engine.name, "model").status();
  if (!usage.ok()) return console.Fail(usage), kUsage;
  const absl::Status status = CompileModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
