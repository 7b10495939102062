// From a float model and samples to integers: what compile, run and quantize share.
#ifndef IEGEN_TOOLS_CLI_CALIBRATION_H_
#define IEGEN_TOOLS_CLI_CALIBRATION_H_

#include "absl/status/statusor.h"
#include "frontend/frontend.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/engine.h"
#include "tools/cli/fidelity.h"

namespace iegen::cli {

struct Calibrated {
  frontend::CalibratedModel model;
  Fidelity fidelity;  // on the samples
};

// Reads the samples, quantises the model with them, and compares both on them; warns of few
// samples, shows progress on a terminal.
absl::StatusOr<Calibrated> CalibrateModel(const Console& console, const ModelFile& model,
                                          const CalibrationOptions& options);

// The graph that an engine is made of: calibrated where there are samples, which says how good it
// is, and as imported otherwise.
absl::StatusOr<ir::Graph> ImportOrCalibrate(const Console& console, const ModelFile& model,
                                            const EngineOptions& engine,
                                            const CalibrationOptions& calibration);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_CALIBRATION_H_
