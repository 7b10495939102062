// The shared models on one target: those of a list must give their recorded bytes, all others must
// be refused.
#ifndef IEGEN_TESTS_SHARED_MODELS_RUN_H_
#define IEGEN_TESTS_SHARED_MODELS_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace iegen::shared {

// A line of models.txt.
struct ModelRow {
  std::string name;
  size_t vectors = 0;       // on a simulated core; the host runs all
  int64_t arena_bytes = 0;  // the limit; 0: none
};

absl::StatusOr<std::vector<ModelRow>> ReadModelRows(const std::string& file);

struct Tally {
  int passed = 0, failed = 0;
};

struct ModelsRequest {
  std::string folder;  // of the models
  std::string target;
  std::string only;          // a part of the name; empty: all
  std::string figures_file;  // gets a line for each model (table.h); empty: none
};

// Runs every model of the list, prints a line for each.
absl::StatusOr<Tally> RunModels(const ModelsRequest& request, const std::vector<ModelRow>& rows);

// Every other model of the folder must be refused with a message; prints it.
absl::StatusOr<Tally> RunRefusals(const ModelsRequest& request, const std::vector<ModelRow>& rows);

}  // namespace iegen::shared

#endif  // IEGEN_TESTS_SHARED_MODELS_RUN_H_
