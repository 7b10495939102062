// iegen report: shows, converts and compares the reports that compile writes.
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/report_view.h"
#include "tools/cli/commands.h"
#include "tools/cli/report_diff.h"
#include "tools/cli/report_text.h"

namespace iegen::cli {
namespace {

constexpr uint64_t kLargestReport = 64 << 20;
constexpr size_t kMostLayersOfDiff = 10;

absl::StatusOr<nlohmann::json> ReadReport(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kLargestReport));
  return emit::ParseReport(text, path);
}

// To the file that the user named, else to standard output.
absl::Status Write(const Console& console, const ReportOptions& options, const std::string& text) {
  if (options.out.empty() || options.out == "-") return console.Bytes(text), absl::OkStatus();
  IEGEN_RETURN_IF_ERROR(WriteFile(options.out, text));
  console.Say(absl::StrCat("wrote ", Escaped(options.out)));
  return absl::OkStatus();
}

absl::Status ConvertReport(const Console& console, const ReportOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const nlohmann::json report, ReadReport(options.reports[0]));
  if (options.action == "html") return Write(console, options, emit::ReportPage(report));
  if (options.action == "csv") return Write(console, options, CsvText(report));
  return Write(console, options, console.json() ? report.dump(2) + "\n" : ShowText(report));
}

absl::Status DiffReports(const Console& console, const ReportOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Allowance> allowances, ParseAllowances(options.fail_on));
  IEGEN_ASSIGN_OR_RETURN(const nlohmann::json before, ReadReport(options.reports[0]));
  IEGEN_ASSIGN_OR_RETURN(const nlohmann::json after, ReadReport(options.reports[1]));
  const ReportDiff diff = Compare(before, after);
  const std::string text = console.json() ? DiffJson(diff) : DiffText(diff, kMostLayersOfDiff);
  IEGEN_RETURN_IF_ERROR(Write(console, options, text + "\n"));
  return CheckAllowances(diff, allowances);
}

// What CLI11 does not check: how many reports an action takes, and its options.
absl::Status CheckUsage(const ReportOptions& options) {
  const bool diff = options.action == "diff";
  if (options.reports.size() != (diff ? 2u : 1u)) {
    return Error(absl::StrCat("'iegen report ", options.action, "' takes ",
                              diff ? "two reports, not " : "one report, not ",
                              options.reports.size()))
        .Hint(diff ? "iegen report diff before_report.json after_report.json"
                   : absl::StrCat("iegen report ", options.action, " NAME_report.json"));
  }
  if (!diff && !options.fail_on.empty()) {
    return Error("--fail-on compares two reports")
        .Hint("iegen report diff BEFORE AFTER --fail-on=");
  }
  return ParseAllowances(options.fail_on).status();
}

}  // namespace

ExitCode Report(const Console& console, const ReportOptions& options) {
  const absl::Status usage = CheckUsage(options);
  if (!usage.ok()) return console.Fail(usage), kUsage;
  const absl::Status status =
      options.action == "diff" ? DiffReports(console, options) : ConvertReport(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
