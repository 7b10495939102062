// The model that an engine was made of, where it works on real values: float models with
// calibration data, and quantised ONNX.
#ifndef IEGEN_TOOLS_CLI_SOURCE_H_
#define IEGEN_TOOLS_CLI_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "frontend/frontend.h"
#include "tools/cli/cases.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/engine.h"
#include "tools/cli/fidelity.h"

namespace iegen::cli {

struct Source {
  bool has_real = false;
  frontend::CalibratedModel model;          // where has_real
  absl::optional<Fidelity> on_calibration;  // on the samples of calibration
};

// Calibrates where there are samples. Errors: those of import and calibration.
absl::StatusOr<Source> ReadSource(const Console& console, const ModelFile& model,
                                  const CalibrationOptions& calibration);

// Inputs from files: what ReadCases() takes, and for float32 inputs whatever calibration takes.
absl::StatusOr<Cases> ReadSourceCases(const ir::Graph& graph, const std::vector<std::string>& files,
                                      const CalibrationOptions& calibration);

// The integers against the real values: on `cases` where they were given and are the source's own
// inputs, else on the samples of calibration, else on `cases`. None where the source has no real
// values. Errors: those of the evaluators, another number of labels than cases.
absl::StatusOr<absl::optional<Fidelity>> SourceFidelity(const Console& console,
                                                        const Source& source, const Cases& cases,
                                                        const VerifyOptions& options);

// kCondition where the outputs, or else a layer, are below: names the first such layer.
absl::Status CheckDecibels(const Fidelity& fidelity, double least);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_SOURCE_H_
