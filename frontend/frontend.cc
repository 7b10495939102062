#include "frontend/frontend.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/foreign.h"
#include "frontend/tflite/importer.h"

namespace iegen::frontend {
namespace {

constexpr absl::string_view kHdf5Mark("\x89HDF\r\n\x1a\n", 8);

absl::Status Refuse(const absl::Status& status, const ImportOptions& options) {
  absl::Status located = WithFile(status, options.file);
  if (options.problems != nullptr) options.problems->push_back(located);
  return located;
}

absl::Status OnnxIsNotRead() {
  return Unsupported("ONNX models are not read yet")
      .Hint("convert it to an INT8 .tflite file first, for example with onnx2tf");
}

absl::Status Hdf5IsNotRead() {
  return Unsupported("Keras HDF5 models are not read yet")
      .Hint("convert it: tf.lite.TFLiteConverter.from_keras_model with full integer quantisation");
}

}  // namespace

Format FormatOf(absl::string_view bytes, absl::string_view file) {
  if (bytes.size() >= 8 && bytes.substr(4, 4) == "TFL3") return Format::kTflite;
  if (absl::StartsWith(bytes, kHdf5Mark)) return Format::kHdf5;
  // An ONNX file begins with the field ir_version, a small number.
  const bool onnx_like = bytes.size() > 16 && bytes[0] == '\x08' && bytes[1] > 0;
  if (onnx_like && (absl::EndsWithIgnoreCase(file, ".onnx") || bytes[2] == '\x12')) {
    return Format::kOnnx;
  }
  return Format::kUnknown;
}

absl::StatusOr<ir::Graph> Import(absl::string_view bytes, const ImportOptions& options) {
  switch (FormatOf(bytes, options.file)) {
    case Format::kTflite:
      return tflite::ImportTflite(bytes, options);
    case Format::kOnnx:
      return Refuse(OnnxIsNotRead(), options);
    case Format::kHdf5:
      return Refuse(Hdf5IsNotRead(), options);
    case Format::kUnknown:
      break;
  }
  return Refuse(ForeignFile(bytes, options.file), options);
}

}  // namespace iegen::frontend
