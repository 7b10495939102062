#include "backends/cortex_m/backend.h"

#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/targets.h"
#include "backends/table_backend.h"

namespace iegen {
namespace {

// One row for each operator with kernels of its own here; the others have the portable ones alone.
constexpr OperatorKernels kRows[] = {
    {ir::Add::kName, cortex_m::OfferAdd, cortex_m::AddKernels},
    {ir::Binary::kName, cortex_m::OfferBinary, cortex_m::BinaryKernels},
    {ir::Conv2d::kName, cortex_m::OfferConv2d, cortex_m::ConvKernels},
    {ir::DepthwiseConv2d::kName, cortex_m::OfferDepthwiseConv2d, cortex_m::DepthwiseKernels},
    {ir::FullyConnected::kName, cortex_m::OfferFullyConnected, cortex_m::FullyConnectedKernels},
    {ir::Pool2d::kName, cortex_m::OfferPool2d, cortex_m::PoolKernels},
};

}  // namespace

const Backend& CortexMBackend() {
  static const auto& backend = *new TableBackend("cortex_m", cortex_m::Targets(), kRows);
  return backend;
}

}  // namespace iegen
