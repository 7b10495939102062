#include "backends/riscv/backend.h"

#include "backends/riscv/candidates.h"
#include "backends/riscv/targets.h"

namespace iegen {
namespace {

// One row for each operator with kernels of its own here; the others have the portable ones alone.
template <class Op>
riscv::Offer OfferFor(const Op&, const NodeView&, const Target&) {
  return {};
}
riscv::Offer OfferFor(const ir::Conv2d&, const NodeView& n, const Target& t) {
  return riscv::OfferConv2d(n, t);
}
riscv::Offer OfferFor(const ir::DepthwiseConv2d&, const NodeView& n, const Target& t) {
  return riscv::OfferDepthwiseConv2d(n, t);
}
riscv::Offer OfferFor(const ir::FullyConnected&, const NodeView& n, const Target& t) {
  return riscv::OfferFullyConnected(n, t);
}

class Riscv : public Backend {
 public:
  Riscv() {
    for (const auto& kernels :
         {riscv::ConvKernels(), riscv::DepthwiseKernels(), riscv::FullyConnectedKernels()}) {
      kernels_.insert(kernels_.end(), kernels.begin(), kernels.end());
    }
  }
  absl::string_view name() const override { return "riscv"; }
  absl::Span<const Target> targets() const override { return riscv::Targets(); }
  absl::Span<const Kernel* const> kernels() const override { return kernels_; }
  void Candidates(const NodeView& node, const Target& target,
                  std::vector<Candidate>* candidates) const override {
    riscv::Offer offer =
        std::visit([&](const auto& op) { return OfferFor(op, node, target); }, node.node().op);
    for (Candidate& candidate : offer) candidates->push_back(std::move(candidate));
  }

 private:
  std::vector<const Kernel*> kernels_;
};

}  // namespace

const Backend& RiscvBackend() {
  static const auto& backend = *new Riscv;
  return backend;
}

}  // namespace iegen
