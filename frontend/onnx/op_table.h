// THE table of ONNX operators that are read. Messages, the importer and the documentation follow
// from it.
#ifndef IEGEN_FRONTEND_ONNX_OP_TABLE_H_
#define IEGEN_FRONTEND_ONNX_OP_TABLE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "frontend/onnx/fold.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

struct OperatorRow {
  absl::string_view name;  // with its domain, unless that is ONNX's own
  ImportFunction import = nullptr;
  absl::string_view limits;  // what is supported; one line for the documentation
};

// Sorted by name.
absl::Span<const OperatorRow> Operators();

// The row of an operator; null where there is none.
const OperatorRow* FindOperator(absl::string_view name);

// OK where the operator is read, or computed when compiling; else unsupported, with advice.
absl::Status CheckSupported(absl::string_view name);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_OP_TABLE_H_
