// The list of what is refused on purpose, with a reason each. It must be right in both directions.
#ifndef IEGEN_TESTS_SUITE_REFUSALS_H_
#define IEGEN_TESTS_SUITE_REFUSALS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/conformance/cases.h"

namespace iegen::suite {

class Refusals {
 public:
  // A file of lines "KEY REASON WITH WORDS"; those that begin with '#' are comments. KEY is a
  // family of cases ("conv_2d_int16": the name without its number), one with types of input and
  // output ("quantize:int8:int16"), or one with a word of the note ("graph:pattern=unused_input").
  static absl::StatusOr<Refusals> Read(const std::string& file);

  // The reason to refuse a case, or null. Counts the key as used.
  const std::string* ReasonFor(const conformance::Case& c);

  // Keys that no case had, one a line: the list names something that is not there.
  std::string Unused() const;

 private:
  struct Row {
    std::string reason;
    bool used = false;
  };
  std::map<std::string, Row> rows_;
};

// "conv_2d_int8" of "conv_2d_int8_007".
absl::string_view FamilyOf(absl::string_view case_name);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_REFUSALS_H_
