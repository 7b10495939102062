// iegen quantize: float model to int8, and how much that costs.
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "tools/cli/calibration.h"
#include "tools/cli/commands.h"
#include "tools/cli/fidelity_json.h"

namespace iegen::cli {
namespace {

absl::Status QuantizeModel(const Console& console, const QuantizeOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model, ReadModel(options.model));
  IEGEN_ASSIGN_OR_RETURN(const Calibrated calibrated,
                         CalibrateModel(console, model, options.calibration));
  if (console.json()) {
    console.Result(FidelityJson(calibrated.fidelity).dump(2));
  } else {
    console.Result(FidelityTable(calibrated.fidelity));
  }
  console.Say(FidelitySummary(calibrated.fidelity));
  return absl::OkStatus();
}

}  // namespace

ExitCode Quantize(const Console& console, const QuantizeOptions& options) {
  const absl::Status status = QuantizeModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
