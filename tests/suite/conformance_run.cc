#include "tests/suite/conformance_run.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::suite {
namespace {

struct Selected {
  size_t folder = 0;
  const std::string* refusal = nullptr;  // the reason why it is to be refused
};

void Count(const Case& c, const Outcome& outcome, const Selected& selected, OperatorCount* count) {
  const bool refused = outcome.verdict == Verdict::kRefused;
  if (refused && selected.refusal != nullptr) {
    ++count->refused;
    return;
  }
  if (outcome.verdict == Verdict::kPassed && selected.refusal == nullptr) {
    ++count->passed;
    return;
  }
  ++count->failed;
  if (!count->first_failure.empty()) return;
  std::string why = outcome.message;
  if (refused) why = absl::StrCat("refused, and the list of refusals does not say so: ", why);
  if (selected.refusal != nullptr) {
    why = absl::StrCat("should have been refused (", *selected.refusal, "), but ",
                       why.empty() ? "passed" : why);
  }
  count->first_failure = absl::StrCat(c.name, "\n    drawn: ", c.note, "\n    ", why);
}

std::string LastPart(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

absl::StatusOr<std::vector<OperatorCount>> RunConformance(const ConformanceOptions& options,
                                                          Refusals* refusals) {
  std::vector<OperatorCount> counts;
  std::vector<Case> cases;
  std::vector<Selected> selected;
  for (const std::string& folder : options.folders) {
    IEGEN_ASSIGN_OR_RETURN(const conformance::Suite suite, conformance::Read(folder));
    for (size_t i = 0; i < suite.cases.size(); ++i) {
      const std::string* reason = refusals->ReasonFor(suite.cases[i]);
      if (i % options.one_in != 0) continue;
      cases.push_back(FromConformance(suite.cases[i]));
      selected.push_back({counts.size(), reason});
    }
    counts.push_back({LastPart(folder), 0, 0, 0, ""});
  }
  const std::vector<Outcome> outcomes = RunSuite(cases, options.suite);
  for (size_t i = 0; i < cases.size(); ++i) {
    Count(cases[i], outcomes[i], selected[i], &counts[selected[i].folder]);
  }
  return counts;
}

int PrintCounts(const std::vector<OperatorCount>& counts, const std::string& target) {
  int wrong = 0;
  std::printf("%-24s %7s %7s %7s   (%s)\n", "operator", "passed", "failed", "refused",
              target.c_str());
  for (const OperatorCount& count : counts) {
    std::printf("%-24s %7d %7d %7d\n", count.name.c_str(), count.passed, count.failed,
                count.refused);
    wrong += count.failed;
  }
  for (const OperatorCount& count : counts) {
    if (!count.first_failure.empty()) std::printf("FAILED %s\n", count.first_failure.c_str());
  }
  std::fflush(stdout);
  return wrong;
}

}  // namespace iegen::suite
