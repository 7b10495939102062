// The headers of the kernels, as bundles carry them.
#ifndef IEGEN_EMIT_KERNEL_HEADERS_H_
#define IEGEN_EMIT_KERNEL_HEADERS_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::emit {

// "iegen/NAME.h" -> text, for every kernel header of every backend.
std::map<std::string, std::string> EmbeddedKernelHeaders();

// `wanted` and every "iegen/..." header that one of them includes, directly or not; an internal
// error where one is not in `all`.
absl::StatusOr<std::set<std::string>> WithIncluded(const std::set<std::string>& wanted,
                                                   const std::map<std::string, std::string>& all);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_KERNEL_HEADERS_H_
