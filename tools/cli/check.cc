// iegen check: every problem of a model; nothing is written.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/figures.h"
#include "nlohmann/json.hpp"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"
#include "tools/cli/limits.h"

namespace iegen::cli {
namespace {

absl::StatusOr<std::vector<const Target*>> TargetsFor(const std::string& name) {
  if (name.empty()) return AllTargets();
  IEGEN_ASSIGN_OR_RETURN(const Target* target, FindTarget(name));
  return std::vector<const Target*>{target};
}

// Figures of the engine on one target, or what stands in the way.
absl::Status CheckTarget(const Console& console, const ir::Graph& graph, const Target& target,
                         const CheckOptions& options) {
  EngineOptions engine;
  engine.target = std::string(target.name);
  engine.limits = options.limits;
  IEGEN_ASSIGN_OR_RETURN(const ir::Program program, LowerModel(console, graph, target, engine));
  const emit::Figures figures = emit::MeasureProgram(program);
  console.Say(absl::StrCat("ok: ", target.name, "  RAM ", Grouped(figures.ram_bytes),
                           " bytes, flash about ", Grouped(figures.flash_bytes()), " bytes, ",
                           Grouped(figures.instructions), " instructions (estimated)"));
  return CheckLimits(graph, target, engine, program);
}

// All problems, of the file and of each target.
std::vector<absl::Status> Problems(const Console& console, const CheckOptions& options,
                                   const std::vector<const Target*>& targets) {
  std::vector<absl::Status> problems;
  const absl::StatusOr<ModelFile> model = ReadModel(options.model);
  if (!model.ok()) return {model.status()};
  const absl::StatusOr<ir::Graph> graph = ImportModel(*model, &problems);
  if (!graph.ok() && problems.empty()) problems.push_back(graph.status());
  if (!problems.empty()) return problems;
  for (const Target* target : targets) {
    const absl::Status status = CheckTarget(console, *graph, *target, options);
    if (!status.ok()) problems.push_back(WithWhy(status, absl::StrCat("on ", target->name)));
  }
  return problems;
}

}  // namespace

ExitCode Check(const Console& console, const CheckOptions& options) {
  const absl::StatusOr<std::vector<const Target*>> targets = TargetsFor(options.target);
  if (!targets.ok()) return console.Fail(targets.status()), kUsage;
  const std::vector<absl::Status> problems = Problems(console, options, *targets);
  int worst = kDone;
  for (const absl::Status& problem : problems) {
    const ExitCode code = console.Fail(problem);
    // A refusal outweighs a limit; a defect outweighs both.
    worst = code == kDefect || worst == kDefect ? kDefect : worst == kRefused ? kRefused : code;
  }
  if (console.json()) {
    console.Result(nlohmann::ordered_json{{"problems", problems.size()}}.dump());
  } else if (problems.empty()) {
    console.Say("no problems; nothing was written");
  } else {
    console.Say(absl::StrCat(problems.size(), problems.size() == 1 ? " problem" : " problems",
                             "; nothing was written"));
  }
  return static_cast<ExitCode>(worst);
}

}  // namespace iegen::cli
