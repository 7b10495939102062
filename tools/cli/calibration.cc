#include "tools/cli/calibration.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "tools/cli/tensor_file.h"

namespace iegen::cli {
namespace {

using frontend::calibrate::Sample;

std::string NameOf(const ir::Value& input) {
  return input.original.empty() ? input.name : input.original;
}

// The file for each input of the model, in the model's order.
absl::StatusOr<std::vector<std::string>> FilesOf(const ir::Graph& graph,
                                                 const CalibrationOptions& options) {
  const size_t inputs = graph.inputs().size();
  if (options.samples.size() != inputs) {
    return Error(absl::StrCat("the model has ", inputs, " inputs, ", options.samples.size(),
                              " files of samples were given"))
        .Hint("--calibration=INPUT=FILE once for each input");
  }
  if (inputs == 1) return options.samples;
  std::vector<std::string> files;
  for (ir::ValueId id : graph.inputs()) {
    const std::string start = NameOf(graph.value(id)) + "=";
    for (const std::string& file : options.samples) {
      if (file.starts_with(start)) files.push_back(file.substr(start.size()));
    }
  }
  if (files.size() == inputs) return files;
  return Error("files of samples do not name each input of the model once")
      .Hint("--calibration=INPUT=FILE once for each input");
}

absl::Status AddInput(const std::string& file, const ir::Value& input,
                      std::vector<Sample>* samples) {
  IEGEN_ASSIGN_OR_RETURN(
      const std::string bytes,
      ReadTensor(file, input.type, absl::StrCat("input ", Quoted(NameOf(input)))));
  const auto elements = static_cast<size_t>(input.type.shape.elements());
  const size_t count = bytes.size() / (elements * sizeof(float));
  if (samples->empty()) samples->resize(count);
  if (samples->size() != count) {
    return Error(absl::StrCat(QuotedPath(file), " holds ", count, " samples, the file before it ",
                              samples->size()));
  }
  for (size_t i = 0; i < count; ++i) {
    std::vector<float> sample(elements);
    bytes.copy(reinterpret_cast<char*>(sample.data()), elements * sizeof(float),
               i * elements * sizeof(float));
    (*samples)[i].push_back(std::move(sample));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Sample>> ReadSamples(const ir::Graph& graph,
                                                const CalibrationOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesOf(graph, options));
  std::vector<Sample> samples;
  for (size_t i = 0; i < files.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(AddInput(files[i], graph.value(graph.inputs()[i]), &samples));
  }
  return samples;
}

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

frontend::calibrate::RangeMethod MethodOf(const std::string& word) {
  if (word == "mse") return frontend::calibrate::RangeMethod::kMse;
  if (word == "percentile") return frontend::calibrate::RangeMethod::kPercentile;
  return frontend::calibrate::RangeMethod::kMinMax;
}

}  // namespace

absl::StatusOr<frontend::CalibratedModel> CalibrateModel(const Console& console,
                                                         const ModelFile& model,
                                                         const CalibrationOptions& options) {
  const frontend::ImportOptions import = ImportOptionsFor(model);
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, frontend::ImportFloat(model.bytes, import));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Sample> samples, ReadSamples(graph, options));
  WarnOfFewSamples(console, samples.size());
  frontend::calibrate::Options calibration;
  calibration.ranges = MethodOf(options.ranges);
  calibration.percentile = options.percentile;
  calibration.correct_biases = options.correct_biases;
  calibration.int8_inputs = options.input_type == "int8";
  calibration.int8_outputs = options.output_type == "int8";
  return frontend::Calibrate(graph, samples, calibration, import);
}

absl::StatusOr<ir::Graph> ImportOrCalibrate(const Console& console, const ModelFile& model,
                                            const EngineOptions& engine,
                                            const CalibrationOptions& calibration) {
  if (calibration.samples.empty()) return ImportForEngine(model, engine);
  IEGEN_ASSIGN_OR_RETURN(frontend::CalibratedModel calibrated,
                         CalibrateModel(console, model, calibration));
  return InLayout(std::move(calibrated.integers), engine);
}

}  // namespace iegen::cli
