// The cores of this backend: one row each.
#ifndef IEGEN_BACKENDS_RISCV_TARGETS_H_
#define IEGEN_BACKENDS_RISCV_TARGETS_H_

#include "absl/types/span.h"
#include "backends/backend.h"

namespace iegen::riscv {

absl::Span<const Target> Targets();

}  // namespace iegen::riscv

#endif  // IEGEN_BACKENDS_RISCV_TARGETS_H_
