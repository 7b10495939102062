// From a float model and samples to integers: what compile, run and quantize share.
#ifndef IEGEN_TOOLS_CLI_CALIBRATION_H_
#define IEGEN_TOOLS_CLI_CALIBRATION_H_

#include "absl/status/statusor.h"
#include "frontend/frontend.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/engine.h"

namespace iegen::cli {

// Reads the samples and quantises the model with them; warns of few samples, shows progress on a
// terminal.
absl::StatusOr<frontend::CalibratedModel> CalibrateModel(const Console& console,
                                                         const ModelFile& model,
                                                         const CalibrationOptions& options);

// The graph that an engine is made of: calibrated where there are samples, as imported otherwise.
absl::StatusOr<ir::Graph> ImportOrCalibrate(const Console& console, const ModelFile& model,
                                            const EngineOptions& engine,
                                            const CalibrationOptions& calibration);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_CALIBRATION_H_
