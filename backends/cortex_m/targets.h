// The cores of this backend: one row each.
#ifndef IEGEN_BACKENDS_CORTEX_M_TARGETS_H_
#define IEGEN_BACKENDS_CORTEX_M_TARGETS_H_

#include "absl/types/span.h"
#include "backends/backend.h"

namespace iegen::cortex_m {

absl::Span<const Target> Targets();

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_TARGETS_H_
