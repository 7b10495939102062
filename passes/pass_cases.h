// Reads the cases of passes/testdata/*.ir:
//
//   # pass: fold-pad
//   # target: cortex-m4     (where the pass asks for one)
//   # case: pad before a convolution is merged
//   graph @a(...) { ... }
//   # expect
//   graph @a(...) { ... }
//   # case: ...
#ifndef IEGEN_PASSES_PASS_CASES_H_
#define IEGEN_PASSES_PASS_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::passes {

struct PassCase {
  std::string name;
  std::string input, expected;  // text of graphs
};

struct PassCases {
  std::string pass;
  std::string target;   // empty: no core in particular
  std::string comment;  // lines before the first case, the pass among them
  std::vector<PassCase> cases;
};

absl::StatusOr<PassCases> ParseCases(absl::string_view text);

// The text that ParseCases() reads.
std::string PrintCases(const PassCases& cases);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PASS_CASES_H_
