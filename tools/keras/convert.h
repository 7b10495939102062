// Keras models (.h5, .keras) and SavedModel folders, through TensorFlow's converter in a process of
// its own. The files are untrusted: frontend/keras/driver looks at them before TensorFlow does.
#ifndef IEGEN_TOOLS_KERAS_CONVERT_H_
#define IEGEN_TOOLS_KERAS_CONVERT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::keras {

// Whether `path` is a folder, or a file that by its name or its first bytes was written by Keras.
bool IsKerasModel(const std::string& path);

// What can be said of it without Python: OK, or an error where it cannot be what its name says.
absl::Status CheckMark(const std::string& path);

// What the model must be, and the .tflite then is.
enum class Arithmetic : uint8_t { kInt8, kFloat };

// The bytes of the .tflite that the converter makes of the model. Every failure is one error:
// what is wrong with the model, or how to get TensorFlow. $IEGEN_KERAS_LOG names a file for all
// that the converter prints.
absl::StatusOr<std::string> Convert(const std::string& path, Arithmetic arithmetic);

// The error that the driver's report, JSON, tells of `file`.
absl::Status FromReport(absl::string_view report, const std::string& file);

}  // namespace iegen::keras

#endif  // IEGEN_TOOLS_KERAS_CONVERT_H_
