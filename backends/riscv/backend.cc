#include "backends/riscv/backend.h"

#include "backends/riscv/targets.h"

namespace iegen {
namespace {

class Riscv : public Backend {
 public:
  absl::string_view name() const override { return "riscv"; }
  absl::Span<const Target> targets() const override { return riscv::Targets(); }
  absl::Span<const Kernel* const> kernels() const override { return {}; }
  void Candidates(const NodeView&, const Target&, std::vector<Candidate>*) const override {}
};

}  // namespace

const Backend& RiscvBackend() {
  static const auto& backend = *new Riscv;
  return backend;
}

}  // namespace iegen
