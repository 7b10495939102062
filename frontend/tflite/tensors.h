// Types and contents of tensors: from the file's tables to the IR's types.
#ifndef IEGEN_FRONTEND_TFLITE_TENSORS_H_
#define IEGEN_FRONTEND_TFLITE_TENSORS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontend/tflite/model.h"
#include "ir/type.h"

namespace iegen::frontend::tflite {

// Element type, shape and quantisation of a tensor; it passes ir::VerifyType(). A batch (first
// dimension) of -1 is 1. Quantisation is kept for int8, uint8 and int16 alone: the scale of an
// int32 bias follows from its operator's input and filter, and nothing reads it. One zero point
// serves several scales; the channel axis of a single scale means nothing. `name` names the tensor
// in messages (TensorText()).
absl::StatusOr<ir::TensorType> TypeOf(const schema::Tensor& tensor, absl::string_view name);

// OK where `data` has exactly the bytes that `type` needs.
absl::Status CheckContents(const ir::TensorType& type, absl::string_view data,
                           absl::string_view name);

// An identifier's raw material from an exporter's name: of several names joined by ';' the last,
// at most 60 characters of its end.
absl::string_view ShortName(absl::string_view name);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_TENSORS_H_
