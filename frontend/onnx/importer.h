// Reads ONNX models: opsets 11 to 22, in float32 or with quantised values (QDQ and QOperator).
#ifndef IEGEN_FRONTEND_ONNX_IMPORTER_H_
#define IEGEN_FRONTEND_ONNX_IMPORTER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontend/import_options.h"
#include "ir/graph.h"

namespace iegen::frontend::onnx {

// The graph as the file says it, on real values, with quantize and dequantize where the file has
// them: no graph that the verifier knows, only its shapes hold. Images have their channels last
// inside. Inputs and outputs are as in the file, unless options.channels_last. What becomes
// integers rounds once. The bytes are untrusted.
absl::StatusOr<ir::Graph> ImportOnnx(absl::string_view bytes, const ImportOptions& options);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_IMPORTER_H_
