// Which arithmetic a model works in. Engines are int8 inside; a model that was never quantised, or
// in another way, gets one message instead of one for each operator.
#ifndef IEGEN_FRONTEND_TFLITE_DOMAIN_H_
#define IEGEN_FRONTEND_TFLITE_DOMAIN_H_

#include "absl/status/status.h"
#include "frontend/tflite/model.h"

namespace iegen::frontend::tflite {

// An error where no operator works on int8 but some on float32, uint8 or int16. Indices that lead
// nowhere are passed over here.
absl::Status CheckDomain(const Model& model);

// An error where operator `index` works on float32 although it does more than convert or move
// values; for models that pass CheckDomain().
absl::Status CheckNotFloat(const Model& model, size_t index);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_DOMAIN_H_
