// From the bytes of a model file to a graph: finds out the format and calls its importer.
//
//   IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, frontend::Import(bytes, {"model.tflite"}));
#ifndef IEGEN_FRONTEND_FRONTEND_H_
#define IEGEN_FRONTEND_FRONTEND_H_

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "frontend/calibrate/calibrate.h"
#include "frontend/import_options.h"
#include "ir/graph.h"

namespace iegen::frontend {

enum class Format { kTflite, kOnnx, kHdf5, kUnknown };

// By the first bytes; for ONNX, which has no mark of its own, by the file name as well.
Format FormatOf(absl::string_view bytes, absl::string_view file);

// The graph as the file says it, verified for Stage::kImported, or of a quantised ONNX model its
// integers (Stage::kQuantised). The bytes are untrusted: whatever they are, the answer is a graph
// or an error that names what is wrong and what to do. Takes at most a few times the memory of the
// file.
absl::StatusOr<ir::Graph> Import(absl::string_view bytes, const ImportOptions& options);

// Whether Import() of this file makes integers of a model on real values: ImportWithReal() reads
// it.
bool HasRealValues(absl::string_view bytes, absl::string_view file);

// A float model as the file says it, on real values: what Calibrate() starts from. It may have
// integers in parts, where layers in float32 stand among them that Import() would refuse. Errors:
// another format, a model that is quantised already.
absl::StatusOr<ir::Graph> ImportFloat(absl::string_view bytes, const ImportOptions& options);

// A model's integers, and the real values that they stand for.
struct CalibratedModel {
  ir::Graph integers, real;
  // Values of `integers` with those of `real` that they stand for, in the order of execution.
  std::vector<std::pair<ir::ValueId, ir::ValueId>> pairs;
};

// What Import() gives for a quantised ONNX model, with the real values that the file means: those
// of its operators in float32, between values that are rounded. Errors as there.
absl::StatusOr<CalibratedModel> ImportWithReal(absl::string_view bytes,
                                               const ImportOptions& options);

// Quantises `graph`, which ImportFloat() has read, with ranges measured on samples.
absl::StatusOr<CalibratedModel> Calibrate(const ir::Graph& graph,
                                          absl::Span<const calibrate::Sample> samples,
                                          const calibrate::Options& calibration,
                                          const ImportOptions& options);

}  // namespace iegen::frontend

#endif  // IEGEN_FRONTEND_FRONTEND_H_
