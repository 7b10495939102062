// Which arithmetic a model works in. Engines are int8 inside; a model that was never quantised, or
// in another way, gets one message instead of one for each operator.
#ifndef IEGEN_FRONTEND_TFLITE_DOMAIN_H_
#define IEGEN_FRONTEND_TFLITE_DOMAIN_H_

#include "absl/status/status.h"
#include "frontend/tflite/model.h"

namespace iegen::frontend::tflite {

// An error where no operator reads or writes int8 but some work on float32, uint8 or int16. Indices
// that lead nowhere are passed over here.
absl::Status CheckDomain(const Model& model);

// For a float model that is to be quantised here: an error where some operator reads or writes
// int8, or where weights are int8 or float16.
absl::Status CheckFloatDomain(const Model& model);

// Some operators compute in float32, too: between DEQUANTIZE and QUANTIZE they are islands that a
// converter left. Where operator `index`, which works on float32, is unsupported for what `status`
// says, the error is that it is such an island and what to do about it; other statuses are returned
// as they are.
absl::Status ExplainFloat(const Model& model, size_t index, absl::Status status);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_DOMAIN_H_
