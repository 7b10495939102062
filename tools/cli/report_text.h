// Reports (NAME_report.json) as text for people and for spreadsheets.
#ifndef IEGEN_TOOLS_CLI_REPORT_TEXT_H_
#define IEGEN_TOOLS_CLI_REPORT_TEXT_H_

#include <string>

#include "nlohmann/json.hpp"

namespace iegen::cli {

// Totals, what stands out, and a table of layers.
std::string ShowText(const nlohmann::json& report);

// One line for each layer, the first one with the columns' names; fields as RFC 4180 quotes them.
std::string CsvText(const nlohmann::json& report);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_REPORT_TEXT_H_
