// Reading and writing whole files.
#ifndef IEGEN_BASE_FILE_H_
#define IEGEN_BASE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen {

// All bytes of the regular file `path`; an error that names it where it can't be read or is larger
// than `limit_bytes`.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     uint64_t limit_bytes = uint64_t{1} << 31);

// Replaces the file `path` by `bytes`; an error that names it where it can't be written.
absl::Status WriteFile(const std::string& path, absl::string_view bytes);

}  // namespace iegen

#endif  // IEGEN_BASE_FILE_H_
