// iegen quantize: float model to int8, and how much that costs.
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/exporter.h"
#include "tools/cli/calibration.h"
#include "tools/cli/commands.h"
#include "tools/cli/fidelity_json.h"

namespace iegen::cli {
namespace {

absl::Status WriteTflite(const Console& console, const ir::Graph& graph, const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, frontend::tflite::ExportTflite(graph));
  IEGEN_RETURN_IF_ERROR(WriteFile(path, bytes));
  console.Say(absl::StrCat("wrote ", Escaped(path), " (",
                           Grouped(static_cast<int64_t>(bytes.size())),
                           " bytes); next: iegen compile ", Escaped(path), " --target=..."));
  return absl::OkStatus();
}

absl::Status QuantizeModel(const Console& console, const QuantizeOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model, ReadModel(options.model, options.calibration));
  IEGEN_ASSIGN_OR_RETURN(const Calibrated calibrated,
                         CalibrateModel(console, model, options.calibration));
  if (console.json()) {
    console.Result(FidelityJson(calibrated.fidelity).dump(2));
  } else {
    console.Result(FidelityTable(calibrated.fidelity));
  }
  console.Say(FidelitySummary(calibrated.fidelity));
  if (options.out_tflite.empty()) return absl::OkStatus();
  return WriteTflite(console, calibrated.model.integers, options.out_tflite);
}

}  // namespace

ExitCode Quantize(const Console& console, const QuantizeOptions& options) {
  const absl::Status status = QuantizeModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
