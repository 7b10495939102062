// iegen targets: the processors that engines can be made for.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "backends/backend.h"
#include "base/status.h"
#include "nlohmann/json.hpp"
#include "tools/cli/commands.h"
#include "tools/cli/operator_table.h"
#include "tools/simulator/board.h"

namespace iegen::cli {
namespace {

// The simulated machine of a target, for people.
std::string MachineOf(const Target& target) {
  if (target.name == "host") return "native";
  const auto boards = simulator::BoardsOf(target.name);
  if (!boards.ok()) return "";
  return absl::StrCat("QEMU ", boards->front()->machine);
}

std::string CompilerOf(const Target& target) {
  if (target.name == "host") return "g++";
  const auto boards = simulator::BoardsOf(target.name);
  return boards.ok() ? boards->front()->compiler : std::string(target.compiler);
}

nlohmann::ordered_json TargetJson(const Target& target) {
  return {{"name", std::string(target.name)},
          {"isa", std::string(target.isa)},
          {"compiler", CompilerOf(target)},
          {"copts", std::string(target.copts)},
          {"simulator", MachineOf(target)}};
}

void PrintOne(const Console& console, const Target& target) {
  console.Result(absl::StrCat(target.name, "\n  instruction set  ", target.isa,
                              "\n  compiler         ", CompilerOf(target), "\n  flags            ",
                              target.copts, "\n  simulator        ", MachineOf(target),
                              "\n  backend          backends/", target.backend));
}

void PrintAll(const Console& console) {
  for (const Target* target : AllTargets()) {
    const size_t comma = target->isa.size() > 30 ? target->isa.find(" (") : target->isa.size();
    console.Result(absl::StrFormat("%-12s %-34s %-22s %s", target->name,
                                   target->isa.substr(0, comma), CompilerOf(*target),
                                   MachineOf(*target)));
  }
}

}  // namespace

ExitCode Targets(const Console& console, const TargetsOptions& options) {
  if (options.operators) return console.Result(OperatorTable()), kDone;
  if (!options.name.empty()) {
    const absl::StatusOr<const Target*> target = FindTarget(options.name);
    if (!target.ok()) return console.Fail(target.status()), kUsage;
    if (console.json()) return console.Result(TargetJson(**target).dump(2)), kDone;
    return PrintOne(console, **target), kDone;
  }
  if (console.json()) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Target* target : AllTargets()) all.push_back(TargetJson(*target));
    return console.Result(all.dump(2)), kDone;
  }
  return PrintAll(console), kDone;
}

}  // namespace iegen::cli
