// From a graph to a .tflite file, for other tools: the reverse of ImportTflite().
#ifndef IEGEN_FRONTEND_TFLITE_EXPORTER_H_
#define IEGEN_FRONTEND_TFLITE_EXPORTER_H_

#include <string>

#include "absl/status/statusor.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// The bytes of a file that computes what `graph`, of ir::Stage::kQuantised, computes, bit for bit
// under TensorFlow Lite's reference kernels. Padding that the format cannot express becomes an
// operator of its own. Tensors have the names of the values. Errors name the operator that the
// format does not have.
absl::StatusOr<std::string> ExportTflite(const ir::Graph& graph);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_EXPORTER_H_
