#include <limits>

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "backends/cortex_m/backend.h"
#include "backends/reference/backend.h"
#include "backends/riscv/backend.h"
#include "base/edit_distance.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen {

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
  const Target* nearest = nullptr;
  size_t distance = std::numeric_limits<size_t>::max();
  for (const Target* target : AllTargets()) {
    if (target->name == name) return target;
    const size_t d = EditDistance(name.substr(0, 40), target->name);
    if (d < distance) {
      distance = d;
      nearest = target;
    }
  }
  const std::string guess =
      distance <= 3 ? absl::StrCat("did you mean '", nearest->name, "'? ") : "";
  return Error(absl::StrCat("unknown target ", Quoted(name)))
      .Hint(absl::StrCat(guess, "'iegen targets' lists all"));
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
