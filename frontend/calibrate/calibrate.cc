#include "frontend/calibrate/calibrate.h"

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "frontend/calibrate/biases.h"
#include "frontend/calibrate/quantiser.h"
#include "frontend/calibrate/ranges.h"

namespace iegen::frontend::calibrate {
namespace {

bool IsPartlyQuantised(const ir::Graph& graph) {
  return absl::c_any_of(graph.nodes(), [](const ir::Node& node) {
    return std::holds_alternative<ir::Quantize>(node.op);
  });
}

}  // namespace

absl::StatusOr<Calibration> Calibrate(const ir::Graph& graph, absl::Span<const Sample> samples,
                                      const Options& options) {
  if (samples.empty()) return Error("there are no samples to calibrate with");
  ir::Graph real = graph;
  AddMissingBiases(&real);
  const std::vector<bool> stored = StoredValues(real);
  IEGEN_ASSIGN_OR_RETURN(std::vector<Range> ranges, MeasureRanges(real, samples, stored, options));
  TieSteps(real, stored, &ranges);
  Calibration calibration = WithQuantisation(real, ranges, options);
  if (IsPartlyQuantised(graph)) {
    calibration.quantised.rounding = graph.rounding;
  } else if (options.correct_biases) {
    IEGEN_RETURN_IF_ERROR(CorrectBiases(real, samples, options.progress, &calibration.quantised));
  }
  return calibration;
}

}  // namespace iegen::frontend::calibrate
