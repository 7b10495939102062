// A report as data for its page: emit/templates/report.html.mustache. All numbers are formatted,
// all geometry is computed here; the template only repeats and encloses. Nothing is escaped for
// HTML yet.
#ifndef IEGEN_EMIT_REPORT_VIEW_H_
#define IEGEN_EMIT_REPORT_VIEW_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// `report` as MakeReport() (emit/report.h) makes it, or as anybody changed it: what is missing
// comes out empty.
nlohmann::json ReportView(const nlohmann::json& report);

// The report's page: one file of HTML that runs and loads nothing. Text out of the report is
// escaped.
std::string ReportPage(const nlohmann::json& report);

// Reads NAME_report.json; an error where it is none, or one of another contract. `file` is named in
// messages.
absl::StatusOr<nlohmann::json> ParseReport(absl::string_view text, const std::string& file);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_REPORT_VIEW_H_
