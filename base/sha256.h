// SHA-256, which names a model by its content.
#ifndef IEGEN_BASE_SHA256_H_
#define IEGEN_BASE_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace iegen {

// The hash of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace iegen

#endif  // IEGEN_BASE_SHA256_H_
