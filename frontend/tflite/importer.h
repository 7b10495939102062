// Reads a TFLite model into a graph. Writes down what the file says and improves nothing: one node
// for each operator, paddings computed as TFLite does, constants as they stand.
#ifndef IEGEN_FRONTEND_TFLITE_IMPORTER_H_
#define IEGEN_FRONTEND_TFLITE_IMPORTER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontend/import_options.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// The first subgraph of a .tflite file, which must begin as one (frontend.h sees to that). Every
// error names the file, and where it can the operator or the tensor.
absl::StatusOr<ir::Graph> ImportTflite(absl::string_view bytes, const ImportOptions& options);

// The same for a float model, on real values: what calibration starts from. Fused activations are
// operators of their own. Errors: as above; a model that is quantised, wholly or in part.
absl::StatusOr<ir::Graph> ImportFloatTflite(absl::string_view bytes, const ImportOptions& options);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_IMPORTER_H_
