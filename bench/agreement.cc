#include "bench/agreement.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "tools/cli/cases.h"
#include "tools/cli/engine.h"
#include "tools/cli/profile.h"

namespace iegen::bench {
namespace {

using Names = std::set<std::string>;

const std::string& ChosenKernel(const ir::KernelCall& call) {
  for (const ir::CandidateNote& note : call.candidates) {
    if (note.chosen) return note.kernel;
  }
  return call.kernel;
}

bool CanRunWithout(const ir::KernelCall& call, const Names& names) {
  return call.flow != ir::Flow::kCall ||
         absl::c_any_of(call.candidates, [&](const ir::CandidateNote& note) {
           return note.applicable && names.count(note.kernel) == 0;
         });
}

// Of the chosen kernels as many as all layers together can do without.
Names Dispensable(const ir::Program& program) {
  Names names;
  for (const ir::KernelCall& chosen : program.calls) {
    if (chosen.flow != ir::Flow::kCall) continue;
    const bool is_new = names.insert(ChosenKernel(chosen)).second;
    const bool possible = absl::c_all_of(
        program.calls, [&](const ir::KernelCall& call) { return CanRunWithout(call, names); });
    if (is_new && !possible) names.erase(ChosenKernel(chosen));
  }
  return names;
}

// Layers that have been seen with the same kernel are not listed twice.
void AddNew(const std::string& model, const cli::Profile& profile,
            std::vector<Estimate>* estimates) {
  for (const cli::StepProfile& step : profile.steps) {
    const bool known = absl::c_any_of(*estimates, [&](const Estimate& e) {
      return e.layer == step.layer && e.kernel == step.kernel;
    });
    if (!known) {
      estimates->push_back({model, step.layer, step.kernel, step.estimated, step.counted});
    }
  }
}

// Pairs in the same order less pairs in opposite order, and all of them.
struct Pairs {
  int64_t balance = 0, count = 0;
  double tau() const {
    return count == 0 ? 1 : static_cast<double>(balance) / static_cast<double>(count);
  }
};

void AddPair(const Estimate& a, const Estimate& b, Pairs* pairs) {
  if (a.estimated == b.estimated || a.counted == b.counted) return;
  pairs->balance += (a.estimated < b.estimated) == (a.counted < b.counted) ? 1 : -1;
  ++pairs->count;
}

}  // namespace

absl::StatusOr<std::vector<Estimate>> CountCandidates(const std::string& path,
                                                      const std::string& target) {
  cli::EngineOptions options;
  options.model = path;
  options.target = target;
  options.name = "engine";
  const cli::Console console({});
  IEGEN_ASSIGN_OR_RETURN(const cli::ModelFile model, cli::ReadModel(path));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, cli::ImportModel(model));
  const cli::Cases cases = {cli::MakeCases(graph, 4).back()};
  std::vector<Estimate> estimates;
  for (Names more = {""}; !more.empty();) {
    IEGEN_ASSIGN_OR_RETURN(const cli::Engine engine,
                           cli::MakeEngine(console, model, graph, options));
    IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result,
                           cli::Simulate(engine, cases, true));
    AddNew(path, cli::ProfileOf(engine.program, result), &estimates);
    more = Dispensable(engine.program);
    options.disabled_kernels.insert(options.disabled_kernels.end(), more.begin(), more.end());
  }
  return estimates;
}

Agreement AgreementOf(absl::Span<const Estimate> estimates) {
  Pairs layers, candidates;
  for (size_t i = 0; i < estimates.size(); ++i) {
    for (size_t k = i + 1; k < estimates.size(); ++k) {
      const Estimate &a = estimates[i], &b = estimates[k];
      AddPair(a, b, &layers);
      if (a.model == b.model && a.layer == b.layer) AddPair(a, b, &candidates);
    }
  }
  return {layers.tau(), candidates.tau(), candidates.count};
}

double Factor(const Estimate& estimate) {
  constexpr int64_t kSmall = 1000;
  if (estimate.counted < kSmall || estimate.estimated <= 0) return 1;
  const double ratio =
      static_cast<double>(estimate.counted) / static_cast<double>(estimate.estimated);
  return std::max(ratio, 1 / ratio);
}

absl::StatusOr<std::vector<AgreementFloor>> ReadFloors(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<AgreementFloor> floors;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    AgreementFloor floor;
    if (cells[0] == "target") continue;
    if (cells.size() != 4 || !absl::SimpleAtod(cells[1], &floor.layers) ||
        !absl::SimpleAtod(cells[2], &floor.candidates) ||
        !absl::SimpleAtod(cells[3], &floor.factor)) {
      return Error(absl::StrCat(path, ": not a row: ", line));
    }
    floor.target = cells[0];
    floors.push_back(floor);
  }
  return floors;
}

}  // namespace iegen::bench
