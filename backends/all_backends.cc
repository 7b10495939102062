#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "backends/cortex_m/backend.h"
#include "backends/reference/backend.h"
#include "backends/riscv/backend.h"
#include "base/edit_distance.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen {
namespace {

// Cores without a target of their own, and the target whose instructions they all have
// (docs/guide/targets.md).
struct Relative {
  absl::string_view core, target;
};
constexpr Relative kRelatives[] = {
    {"cortex-m0+", "cortex-m0"},  {"cortex-m0plus", "cortex-m0"}, {"cortex-m1", "cortex-m0"},
    {"cortex-m23", "cortex-m0"},  {"cortex-m35p", "cortex-m33"},  {"cortex-m52", "cortex-m55"},
    {"cortex-m85", "cortex-m55"}, {"rv32imac", "rv32imc"},        {"rv32imafc", "rv32imc"},
    {"rv32imafdc", "rv32imc"},    {"rv32gc", "rv32imc"},          {"rv32gcv", "rv32imcv"},
};

// What to take in place of a target that does not exist, as the beginning of a hint; may be empty.
std::string Instead(absl::string_view name, absl::Span<const Target* const> targets) {
  for (const Relative& relative : kRelatives) {
    if (relative.core == name) return absl::StrCat("--target=", relative.target, " serves it; ");
  }
  absl::string_view nearest;
  size_t distance = 4;
  for (const Target* target : targets) {
    // "m4" is a part of a name, and further from it than "cortex-m7" is from "cortex-m5".
    const bool part = name.size() >= 2 && absl::EndsWith(target->name, name);
    const size_t d = part ? 0 : EditDistance(name.substr(0, 40), target->name);
    if (d < distance) {
      distance = d;
      nearest = target->name;
    }
  }
  return nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'? ");
}

}  // namespace

absl::Span<const Backend* const> AllBackends() {
  static const Backend* const kBackends[] = {&ReferenceBackend(), &CortexMBackend(),
                                             &RiscvBackend()};
  return kBackends;
}

std::vector<const Target*> AllTargets() {
  std::vector<const Target*> targets;
  for (const Backend* backend : AllBackends()) {
    for (const Target& target : backend->targets()) targets.push_back(&target);
  }
  return targets;
}

absl::StatusOr<const Target*> FindTarget(absl::string_view name) {
  const std::vector<const Target*> targets = AllTargets();
  for (const Target* target : targets) {
    if (target->name == name) return target;
  }
  return Error(absl::StrCat("unknown target ", Quoted(name)))
      .Hint(absl::StrCat(Instead(name, targets), "'iegen targets' lists all"));
}

const Kernel* FindKernel(absl::string_view name) {
  for (const Backend* backend : AllBackends()) {
    for (const Kernel* kernel : backend->kernels()) {
      if (kernel->name == name) return kernel;
    }
  }
  return nullptr;
}

std::vector<Candidate> CandidatesFor(const NodeView& node, const Target& target) {
  std::vector<Candidate> candidates;
  for (const Backend* backend : AllBackends()) {
    if (backend->name() == target.backend && backend != &ReferenceBackend()) {
      backend->Candidates(node, target, &candidates);
    }
  }
  ReferenceBackend().Candidates(node, target, &candidates);
  return candidates;
}

}  // namespace iegen
