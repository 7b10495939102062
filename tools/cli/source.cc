#include "tools/cli/source.h"

#include <cstring>
#include <filesystem>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "base/text.h"
#include "tools/cli/calibration.h"
#include "tools/cli/progress.h"
#include "tools/samples/samples.h"

namespace iegen::cli {
namespace {

using frontend::calibrate::Sample;

bool AllFloat(const ir::Graph& graph) {
  return absl::c_all_of(graph.inputs(), [&](ir::ValueId id) {
    return graph.type(id).elem == ir::ElemType::kFloat32;
  });
}

bool IsSampleFile(const std::string& path) {
  std::error_code error;
  return absl::EndsWithIgnoreCase(path, ".npz") || absl::EndsWithIgnoreCase(path, ".png") ||
         absl::EndsWithIgnoreCase(path, ".jpg") || absl::EndsWithIgnoreCase(path, ".jpeg") ||
         std::filesystem::is_directory(path, error);
}

std::vector<float> FloatsOf(const std::string& bytes) {
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
  return floats;
}

std::vector<Sample> SamplesOf(const Cases& cases) {
  std::vector<Sample> samples;
  for (const std::vector<std::string>& inputs : cases) {
    samples.emplace_back();
    for (const std::string& bytes : inputs) samples.back().push_back(FloatsOf(bytes));
  }
  return samples;
}

}  // namespace

absl::StatusOr<Source> ReadSource(const Console& console, const ModelFile& model,
                                  const CalibrationOptions& calibration) {
  Source source;
  if (!calibration.samples.empty()) {
    CalibrationOptions unlabelled = calibration;
    unlabelled.labels.clear();
    IEGEN_ASSIGN_OR_RETURN(Calibrated calibrated, CalibrateModel(console, model, unlabelled));
    source.model = std::move(calibrated.model);
    source.on_calibration = std::move(calibrated.fidelity);
    source.has_real = true;
  } else if (frontend::HasRealValues(model.bytes, model.file)) {
    IEGEN_ASSIGN_OR_RETURN(source.model,
                           frontend::ImportWithReal(model.bytes, ImportOptionsFor(model)));
    source.has_real = true;
  }
  return source;
}

absl::StatusOr<Cases> ReadSourceCases(const ir::Graph& graph, const std::vector<std::string>& files,
                                      const CalibrationOptions& calibration) {
  if (!AllFloat(graph) || absl::c_none_of(files, IsSampleFile)) return ReadCases(graph, files);
  IEGEN_ASSIGN_OR_RETURN(
      const std::vector<samples::Sample> read,
      samples::ReadSamples(files, graph, {calibration.scale, calibration.mean, calibration.std}));
  Cases cases;
  for (const samples::Sample& sample : read) {
    cases.emplace_back();
    for (const std::vector<float>& tensor : sample) {
      cases.back().push_back(ir::BytesOf<float>(tensor));
    }
  }
  return cases;
}

absl::StatusOr<absl::optional<Fidelity>> SourceFidelity(const Console& console,
                                                        const Source& source, const Cases& cases,
                                                        const VerifyOptions& options) {
  if (!source.has_real) return absl::optional<Fidelity>();
  const bool usable = AllFloat(source.model.real) && AllFloat(source.model.integers) &&
                      options.engine.input_layout == "as-is";
  if (!usable || (options.inputs.empty() && source.on_calibration)) return source.on_calibration;
  std::vector<int64_t> labels;
  if (!options.calibration.labels.empty()) {
    IEGEN_ASSIGN_OR_RETURN(labels, samples::ReadLabels(options.calibration.labels));
  }
  Progress progress(console);
  IEGEN_ASSIGN_OR_RETURN(Fidelity fidelity,
                         MeasureFidelity(source.model, SamplesOf(cases), labels, &progress));
  return absl::make_optional(std::move(fidelity));
}

absl::Status CheckDecibels(const Fidelity& fidelity, double least) {
  if (least <= 0 || fidelity.output.Decibel() >= least) return absl::OkStatus();
  const LayerNoise* first = nullptr;
  for (const LayerNoise& layer : fidelity.layers) {
    const bool earlier = first == nullptr || layer.order < first->order;
    if (layer.noise.Decibel() < least && earlier) first = &layer;
  }
  const std::string layer =
      first == nullptr ? "no layer by itself is below"
                       : absl::StrCat("the first layer below is ", Quoted(first->layer), " (",
                                      Escaped(first->op), "): ", DecibelText(first->noise));
  return Condition(absl::StrFormat("signal to noise of the outputs is %s, asked for are %.1f dB",
                                   DecibelText(fidelity.output), least))
      .Why(layer)
      .Hint("more samples, or another --ranges; see docs/guide/calibration.md");
}

}  // namespace iegen::cli
