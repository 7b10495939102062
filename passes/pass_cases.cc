#include "passes/pass_cases.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status.h"

namespace iegen::passes {

absl::StatusOr<PassCases> ParseCases(absl::string_view text) {
  PassCases result;
  std::string* section = &result.comment;
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    absl::string_view rest = line;
    if (absl::ConsumePrefix(&rest, "# case: ")) {
      result.cases.push_back({std::string(rest), "", ""});
      section = &result.cases.back().input;
    } else if (line == "# expect") {
      if (result.cases.empty()) return Error("'# expect' before the first '# case: '");
      section = &result.cases.back().expected;
    } else {
      if (absl::ConsumePrefix(&rest, "# pass: ")) result.pass = std::string(rest);
      if (absl::ConsumePrefix(&rest, "# target: ")) result.target = std::string(rest);
      absl::StrAppend(section, line, "\n");
    }
  }
  if (result.pass.empty()) return Error("no line '# pass: '");
  return result;
}

std::string PrintCases(const PassCases& cases) {
  std::string text = cases.comment;
  for (const PassCase& c : cases.cases) {
    absl::StrAppend(&text, "# case: ", c.name, "\n", c.input, "# expect\n", c.expected);
  }
  return text;
}

}  // namespace iegen::passes
