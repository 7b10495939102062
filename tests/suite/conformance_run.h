// Folders of conformance cases on one target, counted an operator.
#ifndef IEGEN_TESTS_SUITE_CONFORMANCE_RUN_H_
#define IEGEN_TESTS_SUITE_CONFORMANCE_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/suite/refusals.h"
#include "tests/suite/suite.h"

namespace iegen::suite {

// The cases of one folder.
struct OperatorCount {
  std::string name;
  int passed = 0, failed = 0, refused = 0;
  std::string first_failure;  // case, what was drawn for it, what is wrong
};

struct ConformanceOptions {
  std::vector<std::string> folders;  // one an operator; its last part is the name
  size_t one_in = 1;                 // every n-th case alone
  SuiteOptions suite;
};

// Runs the cases. Those that `refusals` names must be refused, no other may be.
absl::StatusOr<std::vector<OperatorCount>> RunConformance(const ConformanceOptions& options,
                                                          Refusals* refusals);

// Prints a line an operator and the first failures. Returns how many cases are not as they should
// be.
int PrintCounts(const std::vector<OperatorCount>& counts, const std::string& target);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_CONFORMANCE_RUN_H_
