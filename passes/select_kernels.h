// Chooses a kernel for every node.
#ifndef IEGEN_PASSES_SELECT_KERNELS_H_
#define IEGEN_PASSES_SELECT_KERNELS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "backends/backend.h"
#include "ir/graph.h"

namespace iegen::passes {

enum class Objective { kSpeed, kFlash, kRam };

// The kernel of one node, bound, and what else could have run it.
struct Selection {
  Candidate candidate;  // its kernel is null for markers of control flow
  BoundCall call;
  std::vector<ir::CandidateNote> notes;  // in the order of CandidatesFor()
  ir::RowForm rows;                      // of a call that makes one row at a time

  int64_t ScratchBytes() const;
};

// One for each node of a graph at ir::Stage::kTarget, the cheapest under `objective`:
//   speed  fewest instructions, then fewest bytes of code and constants
//   flash  fewest instructions of those whose code and constants are at most an eighth larger than
//          the smallest ones'
// RAM is no matter of one node: KernelChoicesOf(). Ties go to the name that sorts first. Kernels in
// `disabled` are left out. Errors: no kernel is left, of a candidate's binding, naming the user's
// operator.
absl::StatusOr<std::vector<Selection>> SelectKernels(const ir::Graph& graph, const Target& target,
                                                     Objective objective,
                                                     absl::Span<const std::string> disabled = {});

// What one node could be run by.
struct KernelChoices {
  std::vector<Selection> whole;  // never empty
  std::vector<Selection> rows;   // one row at a time; all with the same rows of the same inputs
};

// For each node all kernels worth weighing where scratch counts: by scratch, each faster than the
// one before. Errors: as SelectKernels().
absl::StatusOr<std::vector<KernelChoices>> KernelChoicesOf(
    const ir::Graph& graph, const Target& target, absl::Span<const std::string> disabled = {});

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_SELECT_KERNELS_H_
