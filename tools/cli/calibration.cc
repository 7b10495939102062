#include "tools/cli/calibration.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "tools/cli/progress.h"
#include "tools/samples/samples.h"

namespace iegen::cli {
namespace {

using frontend::calibrate::RangeMethod;

void WarnOfFewSamples(const Console& console, size_t samples) {
  if (samples >= frontend::calibrate::kFewSamples) return;
  Diagnostic warning;
  warning.kind = DiagnosticKind::kWarning;
  warning.what = absl::StrCat("only ", samples, " samples to calibrate with");
  warning.why = {absl::StrCat("ranges from fewer than ", frontend::calibrate::kFewSamples,
                              " samples cost accuracy")};
  warning.hint = "a hundred samples or more, as the model will meet them";
  console.Print(warning);
}

RangeMethod MethodOf(const std::string& word) {
  if (word == "mse") return RangeMethod::kMse;
  return word == "percentile" ? RangeMethod::kPercentile : RangeMethod::kMinMax;
}

frontend::calibrate::Options OptionsFor(const CalibrationOptions& options, Progress* progress) {
  frontend::calibrate::Options calibration;
  calibration.ranges = MethodOf(options.ranges);
  calibration.percentile = options.percentile;
  calibration.correct_biases = options.correct_biases;
  calibration.int8_inputs = options.input_type == "int8";
  calibration.int8_outputs = options.output_type == "int8";
  calibration.progress = [progress](absl::string_view step, size_t done, size_t all) {
    progress->Update(step, done, all);
  };
  return calibration;
}

}  // namespace

absl::StatusOr<Calibrated> CalibrateModel(const Console& console, const ModelFile& model,
                                          const CalibrationOptions& options) {
  const frontend::ImportOptions import = ImportOptionsFor(model);
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, frontend::ImportFloat(model.bytes, import));
  IEGEN_ASSIGN_OR_RETURN(
      const std::vector<samples::Sample> all,
      samples::ReadSamples(options.samples, graph, {options.scale, options.mean, options.std}));
  std::vector<int64_t> labels;
  if (!options.labels.empty()) {
    IEGEN_ASSIGN_OR_RETURN(labels, samples::ReadLabels(options.labels));
  }
  WarnOfFewSamples(console, all.size());
  Progress progress(console);
  Calibrated calibrated;
  IEGEN_ASSIGN_OR_RETURN(calibrated.model,
                         frontend::Calibrate(graph, all, OptionsFor(options, &progress), import));
  IEGEN_ASSIGN_OR_RETURN(calibrated.fidelity,
                         MeasureFidelity(calibrated.model, all, labels, &progress));
  return calibrated;
}

absl::StatusOr<ir::Graph> ImportOrCalibrate(const Console& console, const ModelFile& model,
                                            const EngineOptions& engine,
                                            const CalibrationOptions& calibration) {
  if (calibration.samples.empty()) return ImportForEngine(model, engine);
  IEGEN_ASSIGN_OR_RETURN(Calibrated calibrated, CalibrateModel(console, model, calibration));
  console.Say(absl::StrCat("calibrated with ", FidelitySummary(calibrated.fidelity)));
  return InLayout(std::move(calibrated.model.integers), engine);
}

}  // namespace iegen::cli
