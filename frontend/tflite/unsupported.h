// Messages for operators that are not read: which one, why, and the way round it.
#ifndef IEGEN_FRONTEND_TFLITE_UNSUPPORTED_H_
#define IEGEN_FRONTEND_TFLITE_UNSUPPORTED_H_

#include "absl/status/status.h"
#include "frontend/tflite/model.h"

namespace iegen::frontend::tflite {

// OK where op_table.h has the operator in this version.
absl::Status CheckSupported(const OperatorKind& kind);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_UNSUPPORTED_H_
