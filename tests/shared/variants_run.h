// Engines of the shared models made in every other way that the command line offers, which must
// change no byte of any output: with as little RAM as possible, without each pass in turn, without
// each kernel in turn.
#ifndef IEGEN_TESTS_SHARED_VARIANTS_RUN_H_
#define IEGEN_TESTS_SHARED_VARIANTS_RUN_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/shared/models_run.h"

namespace iegen::shared {

// Runs one vector of every model of `rows` on request.target for each way of making its engine.
// Ways that emit the same text are run once. Prints a line for each model, and one for each way
// that fails; counts engines.
absl::StatusOr<Tally> RunVariants(const ModelsRequest& request, const std::vector<ModelRow>& rows);

}  // namespace iegen::shared

#endif  // IEGEN_TESTS_SHARED_VARIANTS_RUN_H_
