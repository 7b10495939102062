// What the functions that offer kernels have in common.
#ifndef IEGEN_BACKENDS_OFFERS_H_
#define IEGEN_BACKENDS_OFFERS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backends/backend.h"

namespace iegen {

// a / b rounded up; both positive, or a 0.
inline int64_t Ceil(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Zeros to pack constants into.
inline std::vector<int32_t> Words(int64_t count) {
  return std::vector<int32_t>(static_cast<size_t>(count));
}

// A kernel that applies where `why_not` is empty; what it costs and how it binds is still missing.
inline Candidate Offered(const Kernel& kernel, std::string why_not) {
  Candidate candidate;
  candidate.kernel = &kernel;
  candidate.applicable = why_not.empty();
  candidate.note = std::move(why_not);
  return candidate;
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_OFFERS_H_
