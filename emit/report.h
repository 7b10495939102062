// NAME_report.json: every figure of an engine, for people's tools and the HTML page.
#ifndef IEGEN_EMIT_REPORT_H_
#define IEGEN_EMIT_REPORT_H_

#include <string>
#include <vector>

#include "emit/figures.h"
#include "emit/render.h"
#include "ir/program.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// Names of the bundle's files by what a build does with them.
struct BundleFiles {
  std::vector<std::string> sources;  // to compile
  std::vector<std::string> headers;
  std::string selftest, report, page;  // without a page ""
};

// The report; its members in a fixed order. Names of the model are escaped.
nlohmann::ordered_json MakeReport(const ir::Program& program, const RenderOptions& options,
                                  const Figures& figures, const BundleFiles& files);

// The report as the text of its file. Bytes that are no UTF-8 can't be in it.
std::string ReportText(const nlohmann::ordered_json& report);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_REPORT_H_
