#include "backends/cortex_m/backend.h"

#include "backends/cortex_m/targets.h"

namespace iegen {
namespace {

class CortexM : public Backend {
 public:
  absl::string_view name() const override { return "cortex_m"; }
  absl::Span<const Target> targets() const override { return cortex_m::Targets(); }
  absl::Span<const Kernel* const> kernels() const override { return {}; }
  void Candidates(const NodeView&, const Target&, std::vector<Candidate>*) const override {}
};

}  // namespace

const Backend& CortexMBackend() {
  static const auto& backend = *new CortexM;
  return backend;
}

}  // namespace iegen
