// Arithmetic on shapes that come from untrusted files: overflow is an answer, never an accident.
#ifndef IEGEN_BASE_CHECKED_H_
#define IEGEN_BASE_CHECKED_H_

#include <cstdint>

#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace iegen {

// a * b and a + b, or nothing where the result leaves int64.
inline absl::optional<int64_t> CheckedMultiply(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return absl::nullopt;
  return result;
}

inline absl::optional<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) return absl::nullopt;
  return result;
}

// Product of all dimensions (1 for a scalar), or nothing on overflow or a negative dimension.
inline absl::optional<int64_t> CheckedElements(absl::Span<const int32_t> dims) {
  int64_t elements = 1;
  for (int32_t dim : dims) {
    if (dim < 0 || __builtin_mul_overflow(elements, int64_t{dim}, &elements)) return absl::nullopt;
  }
  return elements;
}

}  // namespace iegen

#endif  // IEGEN_BASE_CHECKED_H_
