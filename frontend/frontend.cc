#include "frontend/frontend.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/foreign.h"
#include "frontend/integer/to_integers.h"
#include "frontend/onnx/importer.h"
#include "frontend/tflite/importer.h"

namespace iegen::frontend {
namespace {

constexpr absl::string_view kHdf5Mark("\x89HDF\r\n\x1a\n", 8);

absl::Status Refuse(const absl::Status& status, const ImportOptions& options) {
  absl::Status located = WithFile(status, options.file);
  if (options.problems != nullptr) options.problems->push_back(located);
  return located;
}

absl::Status FloatModel(const std::string& file) {
  return Error(absl::StrCat(file.empty() ? "the file" : file, " is a float model"))
      .Why("int8 arithmetic needs to know the range of every value")
      .Hint(
          "quantise it: onnxruntime.quantization.quantize_static(model, out, samples, "
          "per_channel=True), or train it quantisation-aware");
}

bool IsQuantised(const ir::Graph& graph) {
  return absl::c_any_of(graph.nodes(), [&graph](const ir::Node& node) {
    return absl::c_any_of(node.in, [&graph](ir::ValueId id) {
      return id != ir::kNoValue && graph.type(id).quant.quantised();
    });
  });
}

absl::StatusOr<ir::Graph> Integers(const ir::Graph& graph, const ImportOptions& options) {
  absl::StatusOr<ir::Graph> integers = integer::ToIntegers(graph);
  if (integers.ok()) return integers;
  return Refuse(integers.status(), options);
}

absl::StatusOr<ir::Graph> ReadOnnx(absl::string_view bytes, const ImportOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, onnx::ImportOnnx(bytes, options));
  if (!IsQuantised(graph)) return Refuse(FloatModel(options.file), options);
  return Integers(graph, options);
}

absl::Status Hdf5IsNotRead() {
  return Unsupported("Keras HDF5 models are not read yet")
      .Hint("convert it: tf.lite.TFLiteConverter.from_keras_model with full integer quantisation");
}

}  // namespace

Format FormatOf(absl::string_view bytes, absl::string_view file) {
  if (bytes.size() >= 8 && bytes.substr(4, 4) == "TFL3") return Format::kTflite;
  if (absl::StartsWith(bytes, kHdf5Mark)) return Format::kHdf5;
  // An ONNX file begins with the field ir_version, a small number, and mostly the exporter's name.
  const bool onnx_like = bytes.size() > 16 && bytes[0] == '\x08' && bytes[1] > 0;
  if (absl::EndsWithIgnoreCase(file, ".onnx") || (onnx_like && bytes[2] == '\x12')) {
    return Format::kOnnx;
  }
  return Format::kUnknown;
}

absl::StatusOr<ir::Graph> Import(absl::string_view bytes, const ImportOptions& options) {
  switch (FormatOf(bytes, options.file)) {
    case Format::kTflite:
      return tflite::ImportTflite(bytes, options);
    case Format::kOnnx:
      return ReadOnnx(bytes, options);
    case Format::kHdf5:
      return Refuse(Hdf5IsNotRead(), options);
    case Format::kUnknown:
      break;
  }
  return Refuse(ForeignFile(bytes, options.file), options);
}

}  // namespace iegen::frontend
