// Input tensors from files: NumPy's .npy, or raw little-endian bytes.
#ifndef IEGEN_TOOLS_CLI_TENSOR_FILE_H_
#define IEGEN_TOOLS_CLI_TENSOR_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ir/type.h"

namespace iegen::cli {

// The file's bytes for an input of `type`. .npy: element type and shape must be the input's, or a
// batch of them (then all samples follow one another). Raw: a multiple of the input's bytes. "-" is
// standard input, raw. `what` names the input in messages.
absl::StatusOr<std::string> ReadTensor(const std::string& path, const ir::TensorType& type,
                                       absl::string_view what);

// The elements of a .npy file (versions 1 and 2, C order); exposed for tests.
struct NpyArray {
  std::string dtype;  // as in "int8"
  ir::Shape shape;
  std::string bytes;
};
absl::StatusOr<NpyArray> ParseNpy(absl::string_view file);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_TENSOR_FILE_H_
