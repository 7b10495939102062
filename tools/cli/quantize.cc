// iegen quantize: float model to int8, and how much that costs.
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "nlohmann/json.hpp"
#include "tools/cli/calibration.h"
#include "tools/cli/commands.h"

namespace iegen::cli {
namespace {

// Decibels, or null where there is no noise.
nlohmann::ordered_json DecibelJson(const Noise& noise) {
  return noise.noise <= 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(noise.Decibel());
}

std::string FidelityJson(const Fidelity& f) {
  nlohmann::ordered_json json = {{"samples", f.samples}, {"output_db", DecibelJson(f.output)}};
  if (f.has_classes) json["same_class"] = f.same_class;
  if (f.has_classes && f.has_labels) {
    json["float_right"] = f.float_right;
    json["int8_right"] = f.integers_right;
  }
  json["layers"] = nlohmann::ordered_json::array();
  for (const LayerNoise& layer : f.layers) {
    json["layers"].push_back({{"layer", Escaped(layer.layer)},
                              {"operator", Escaped(layer.op)},
                              {"db", DecibelJson(layer.noise)}});
  }
  return json.dump(2);
}

absl::Status QuantizeModel(const Console& console, const QuantizeOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model, ReadModel(options.model));
  IEGEN_ASSIGN_OR_RETURN(const Calibrated calibrated,
                         CalibrateModel(console, model, options.calibration));
  if (console.json()) {
    console.Result(FidelityJson(calibrated.fidelity));
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
