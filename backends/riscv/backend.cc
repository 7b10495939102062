#include "backends/riscv/backend.h"

#include "backends/riscv/candidates.h"
#include "backends/riscv/targets.h"
#include "backends/table_backend.h"

namespace iegen {
namespace {

// One row for each operator with kernels of its own here; the others have the portable ones alone.
constexpr OperatorKernels kRows[] = {
    {ir::Conv2d::kName, riscv::OfferConv2d, riscv::ConvKernels},
    {ir::DepthwiseConv2d::kName, riscv::OfferDepthwiseConv2d, riscv::DepthwiseKernels},
    {ir::FullyConnected::kName, riscv::OfferFullyConnected, riscv::FullyConnectedKernels},
};

}  // namespace

const Backend& RiscvBackend() {
  static const auto& backend = *new TableBackend("riscv", riscv::Targets(), kRows);
  return backend;
}

}  // namespace iegen
