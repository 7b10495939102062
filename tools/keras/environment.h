// The Python with TensorFlow that converts Keras models: made once, where it is asked for first.
#ifndef IEGEN_TOOLS_KERAS_ENVIRONMENT_H_
#define IEGEN_TOOLS_KERAS_ENVIRONMENT_H_

#include <string>

#include "absl/status/statusor.h"

namespace iegen::keras {

// The interpreter: $IEGEN_KERAS_PYTHON where that is set; else that of an environment in
// ~/.cache/iegen ($XDG_CACHE_HOME/iegen), named after the hash of its list of packages. Where it is
// not there yet it is made, every package checked against its hash; standard error says so, and how
// far it is. Two processes at once make it once. Errors say how to get it.
absl::StatusOr<std::string> PythonWithTensorflow();

}  // namespace iegen::keras

#endif  // IEGEN_TOOLS_KERAS_ENVIRONMENT_H_
