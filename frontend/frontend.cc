#include "frontend/frontend.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
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

// "[N, 3, 32, 32]": a batch of an input's shape.
std::string BatchText(const ir::Shape& shape) {
  const std::string text = ir::ShapeText(shape);
  const bool batch = shape.rank() > 0 && shape[0] == 1;
  return absl::StrCat("[N", shape.rank() > (batch ? 1 : 0) ? ", " : "",
                      batch ? text.substr(std::min(text.size() - 1, size_t{4})) : text.substr(1));
}

absl::Status FloatModel(const ir::Graph& graph, const std::string& file) {
  const std::string shape =
      graph.inputs().empty() ? "[N]" : BatchText(graph.type(graph.inputs()[0]).shape);
  return Error(absl::StrCat(file.empty() ? "the file" : file,
                            " is a float model, and no calibration data was given"))
      .Why("int8 arithmetic needs to know the range of every value")
      .Hint(absl::StrCat("--calibration=samples.npy with float32 ", shape,
                         ", a hundred samples or more, prepared as in training; or train the "
                         "model quantisation-aware"));
}

bool IsQuantised(const ir::Graph& graph) {
  return absl::c_any_of(graph.nodes(), [&graph](const ir::Node& node) {
    return absl::c_any_of(node.in, [&graph](ir::ValueId id) {
      return id != ir::kNoValue && graph.type(id).quant.quantised();
    });
  });
}

absl::StatusOr<ir::Graph> Integers(const ir::Graph& graph, const ImportOptions& options,
                                   std::vector<integer::StoredValue>* stored = nullptr) {
  absl::StatusOr<ir::Graph> integers = integer::ToIntegers(graph, stored);
  if (integers.ok()) return integers;
  return Refuse(integers.status(), options);
}

absl::StatusOr<ir::Graph> ReadQuantisedOnnx(absl::string_view bytes, const ImportOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, onnx::ImportOnnx(bytes, options));
  if (IsQuantised(graph)) return graph;
  return Refuse(FloatModel(graph, options.file), options);
}

absl::StatusOr<ir::Graph> ReadOnnx(absl::string_view bytes, const ImportOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, ReadQuantisedOnnx(bytes, options));
  return Integers(graph, options);
}

// The real value that a stored one is read as, or kNoValue.
ir::ValueId RealOf(const ir::Graph& graph, ir::ValueId stored) {
  for (const ir::Node& node : graph.nodes()) {
    if (std::holds_alternative<ir::Dequantize>(node.op) && node.in[0] == stored) return node.out[0];
  }
  return ir::kNoValue;
}

using ValuePairs = std::vector<std::pair<ir::ValueId, ir::ValueId>>;

// The int8 values of `integers` whose names `real_of` has, with values of `real` of the same shape.
ValuePairs PairsByName(const absl::flat_hash_map<std::string, ir::ValueId>& real_of,
                       const ir::Graph& real, const ir::Graph& integers) {
  ValuePairs pairs;
  for (const ir::Node& node : integers.nodes()) {
    const ir::Value& value = integers.value(node.out[0]);
    const auto found = real_of.find(value.name);
    const bool pair = found != real_of.end() && value.type.elem == ir::ElemType::kInt8 &&
                      real.type(found->second).shape == value.type.shape;
    if (pair) pairs.emplace_back(node.out[0], found->second);
  }
  return pairs;
}

ValuePairs PairsOf(absl::Span<const integer::StoredValue> stored, const ir::Graph& real,
                   const ir::Graph& integers) {
  absl::flat_hash_map<std::string, ir::ValueId> real_of;
  for (const integer::StoredValue& value : stored) {
    const ir::ValueId of = RealOf(real, value.of);
    if (of != ir::kNoValue) real_of.emplace(value.name, of);
  }
  return PairsByName(real_of, real, integers);
}

// What a real value is read as where the source itself rounds it; the value where it does not.
ir::ValueId Rounded(const ir::Graph& graph, ir::ValueId id) {
  for (const ir::Node& node : graph.nodes()) {
    if (!std::holds_alternative<ir::Quantize>(node.op) || node.in[0] != id) continue;
    const ir::ValueId read = RealOf(graph, node.out[0]);
    if (read != ir::kNoValue) return read;
  }
  return id;
}

// Values of the integer graph are named after those of the graph that it was made of.
ValuePairs PairsOf(const calibrate::Calibration& calibration, const ir::Graph& integers) {
  absl::flat_hash_map<std::string, ir::ValueId> real_of;
  for (size_t i = 0; i < calibration.real_of.size(); ++i) {
    const ir::Value& value = calibration.quantised.value(static_cast<ir::ValueId>(i));
    if (calibration.real_of[i] == ir::kNoValue) continue;
    real_of.emplace(value.name, Rounded(calibration.real, calibration.real_of[i]));
  }
  return PairsByName(real_of, calibration.real, integers);
}

absl::Status Hdf5IsNotRead() {
  return Unsupported("a Keras model from standard input")
      .Hint("give the file's path: TensorFlow's converter reads it");
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

absl::StatusOr<ir::Graph> ImportFloat(absl::string_view bytes, const ImportOptions& options) {
  const Format format = FormatOf(bytes, options.file);
  if (format == Format::kTflite) return tflite::ImportFloatTflite(bytes, options);
  if (format != Format::kOnnx) {
    return Refuse(Error("calibration data for a model that is no float .onnx or .tflite model"),
                  options);
  }
  IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, onnx::ImportOnnx(bytes, options));
  // Layers that the file leaves in float32 among integers can have samples, too.
  if (!IsQuantised(graph) || !integer::ToIntegers(graph).ok()) return graph;
  return Refuse(Error("calibration data for a model that is quantised already")
                    .Hint("leave --calibration out"),
                options);
}

bool HasRealValues(absl::string_view bytes, absl::string_view file) {
  return FormatOf(bytes, file) == Format::kOnnx;
}

absl::StatusOr<CalibratedModel> ImportWithReal(absl::string_view bytes,
                                               const ImportOptions& options) {
  CalibratedModel model;
  IEGEN_ASSIGN_OR_RETURN(model.real, ReadQuantisedOnnx(bytes, options));
  std::vector<integer::StoredValue> stored;
  IEGEN_ASSIGN_OR_RETURN(model.integers, Integers(model.real, options, &stored));
  model.pairs = PairsOf(stored, model.real, model.integers);
  return model;
}

absl::StatusOr<CalibratedModel> Calibrate(const ir::Graph& graph,
                                          absl::Span<const calibrate::Sample> samples,
                                          const calibrate::Options& calibration,
                                          const ImportOptions& options) {
  absl::StatusOr<calibrate::Calibration> result = calibrate::Calibrate(graph, samples, calibration);
  if (!result.ok()) return Refuse(result.status(), options);
  CalibratedModel model;
  IEGEN_ASSIGN_OR_RETURN(model.integers, Integers(result->quantised, options));
  model.pairs = PairsOf(*result, model.integers);
  model.real = std::move(result->real);
  return model;
}

}  // namespace iegen::frontend
