// What changed from one report to the next, and whether it may.
#ifndef IEGEN_TOOLS_CLI_REPORT_DIFF_H_
#define IEGEN_TOOLS_CLI_REPORT_DIFF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace iegen::cli {

// How much a figure may grow: by that many, or by that share of what it was.
struct Allowance {
  std::string figure;  // ram, flash or instructions
  double growth = 0;
  bool percent = false;
};

// "ram:+0,flash:+1%" as --fail-on has it.
absl::StatusOr<std::vector<Allowance>> ParseAllowances(const std::string& text);

struct FigureChange {
  std::string figure;
  int64_t before = 0, after = 0;
};

// A layer of both, or of one of them: instructions, and kernels where they differ.
struct LayerChange {
  std::string name, before_kernel, after_kernel;  // "": there is no such layer
  int64_t before = 0, after = 0;
};

struct ReportDiff {
  std::vector<FigureChange> figures;
  // Those whose instructions or kernel changed, the greatest change first. Layers belong together
  // where they stand for the same first operator of the model.
  std::vector<LayerChange> layers;
};

// Instructions are measured ones where both reports have them, else estimates.
ReportDiff Compare(const nlohmann::json& before, const nlohmann::json& after);

// A table of figures, then layers: at most `most_layers` of them.
std::string DiffText(const ReportDiff& diff, size_t most_layers);
std::string DiffJson(const ReportDiff& diff);

// A failed condition naming each figure that grew more than it may.
absl::Status CheckAllowances(const ReportDiff& diff, const std::vector<Allowance>& allowances);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_REPORT_DIFF_H_
