// Tensors whose bytes stand in a file beside the model.
#ifndef IEGEN_FRONTEND_ONNX_EXTERNAL_DATA_H_
#define IEGEN_FRONTEND_ONNX_EXTERNAL_DATA_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace iegen::frontend::onnx {

struct ExternalEntry {
  std::string key, value;  // untrusted
};

// The `bytes` bytes that the entries name: "location", a regular file in `folder` itself or below
// it, "offset" and "length". Nothing outside of the folder is opened, no link is followed out of
// it. Errors: anything else; an empty folder means that no file may be read.
absl::StatusOr<std::string> ReadExternalData(const std::vector<ExternalEntry>& entries,
                                             const std::string& folder, int64_t bytes);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_EXTERNAL_DATA_H_
