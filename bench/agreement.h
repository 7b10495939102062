// How well the kernels' estimates, by which the compiler chooses, agree with what is counted: over
// the layers of the models, and between the kernels that could run the same layer.
#ifndef IEGEN_BENCH_AGREEMENT_H_
#define IEGEN_BENCH_AGREEMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace iegen::bench {

// One kernel on one layer.
struct Estimate {
  std::string model, layer, kernel;
  int64_t estimated = 0, counted = 0;  // instructions of one inference
};

struct Agreement {
  double layers = 1;      // Kendall's tau over all layers with their kernels, -1 to 1
  double candidates = 1;  // the same, pairs of the same layer only
  int64_t pairs = 0;      // that stand behind `candidates`
};

// Counts every kernel that applies to a layer of the model `path` on `target`: first the one that
// is chosen, then with that switched off the next, and so on; a kernel that no other can stand for
// is left on. Errors: those of import, compilation and simulation.
absl::StatusOr<std::vector<Estimate>> CountCandidates(const std::string& path,
                                                      const std::string& target);

// Pairs with equal counts or equal estimates say nothing.
Agreement AgreementOf(absl::Span<const Estimate> estimates);

// counted / estimated where that is at least 1, else its inverse; layers of a few hundred
// instructions are left to their call.
double Factor(const Estimate& estimate);

// A row of agreement.csv: what is at least reached on a core.
struct AgreementFloor {
  std::string target;
  double layers = 0, candidates = 0, factor = 0;
};
absl::StatusOr<std::vector<AgreementFloor>> ReadFloors(const std::string& path);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_AGREEMENT_H_
