// THE table of TFLite operators that are read. Messages, the importer and the documentation follow
// from it.
#ifndef IEGEN_FRONTEND_TFLITE_OP_TABLE_H_
#define IEGEN_FRONTEND_TFLITE_OP_TABLE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "frontend/tflite/operator_reader.h"

namespace iegen::frontend::tflite {

using ImportFunction = absl::Status (*)(OperatorReader& op);

// What the operands of an operator are, besides values.
enum class Wires : uint8_t {
  kValues,    // nothing
  kNoOutput,  // it may list no outputs, and works on variables
  kState,     // inputs may be tensors that keep their bytes ("is_variable"): it writes these
};

struct OperatorRow {
  int32_t code = 0;             // schema::BuiltinOperator
  absl::string_view name;       // the format's name
  int32_t highest_version = 1;  // versions 1 to this one
  ImportFunction import = nullptr;
  absl::string_view limits;  // what is not supported; one line for the documentation
  Wires wires = Wires::kValues;
  // The IR's operator that does the work, where some backend has kernels of its own for it.
  absl::string_view op = {};
};

// Sorted by name.
absl::Span<const OperatorRow> Operators();

// The row of an operator code; null where there is none.
const OperatorRow* FindOperator(int32_t code);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_OP_TABLE_H_
