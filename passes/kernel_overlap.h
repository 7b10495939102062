// Which inputs a chosen kernel may write its output over, and how far apart they must begin.
#ifndef IEGEN_PASSES_KERNEL_OVERLAP_H_
#define IEGEN_PASSES_KERNEL_OVERLAP_H_

#include <vector>

#include "absl/types/optional.h"
#include "passes/select_kernels.h"

namespace iegen::passes {

// Safe where the input begins at least `above` bytes above the output, or, with the kernel's
// backward twin, at least `below` bytes below it.
struct InputOverlap {
  size_t input = 0;  // of the node
  int64_t above = 0;
  absl::optional<int64_t> below;
};

// From the kernel's own order of accesses, and what its candidate says of inputs that are read
// element by element. Inputs that are not listed must lie apart from the output.
std::vector<InputOverlap> OverlapsOf(const Selection& selection);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_KERNEL_OVERLAP_H_
