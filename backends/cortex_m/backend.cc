#include "backends/cortex_m/backend.h"

#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/targets.h"

namespace iegen {
namespace {

// One row for each operator with kernels of its own here; the others have the portable ones alone.
template <class Op>
cortex_m::Offer OfferFor(const Op&, const NodeView&, const Target&) {
  return {};
}
cortex_m::Offer OfferFor(const ir::Conv2d&, const NodeView& n, const Target& t) {
  return cortex_m::OfferConv2d(n, t);
}
cortex_m::Offer OfferFor(const ir::DepthwiseConv2d&, const NodeView& n, const Target& t) {
  return cortex_m::OfferDepthwiseConv2d(n, t);
}
cortex_m::Offer OfferFor(const ir::FullyConnected&, const NodeView& n, const Target& t) {
  return cortex_m::OfferFullyConnected(n, t);
}

class CortexM : public Backend {
 public:
  CortexM() {
    for (const auto& kernels : {cortex_m::ConvKernels(), cortex_m::DepthwiseKernels(),
                                cortex_m::FullyConnectedKernels()}) {
      kernels_.insert(kernels_.end(), kernels.begin(), kernels.end());
    }
  }
  absl::string_view name() const override { return "cortex_m"; }
  absl::Span<const Target> targets() const override { return cortex_m::Targets(); }
  absl::Span<const Kernel* const> kernels() const override { return kernels_; }
  void Candidates(const NodeView& node, const Target& target,
                  std::vector<Candidate>* candidates) const override {
    cortex_m::Offer offer =
        std::visit([&](const auto& op) { return OfferFor(op, node, target); }, node.node().op);
    for (Candidate& candidate : offer) candidates->push_back(std::move(candidate));
  }

 private:
  std::vector<const Kernel*> kernels_;
};

}  // namespace

const Backend& CortexMBackend() {
  static const auto& backend = *new CortexM;
  return backend;
}

}  // namespace iegen
