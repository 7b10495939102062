// RESHAPE and everything else that only moves a tensor.
//
// Spec members (int32_t): bytes.
#ifndef IEGEN_COPY_BYTES_H_
#define IEGEN_COPY_BYTES_H_

#include <stdint.h>
#include <string.h>

namespace iegen {

// in, out [bytes]; they may be the same or overlap.
template <class Spec>
inline void CopyBytes(const Spec& s, const int8_t* in, int8_t* out) {
  if (in != out) memmove(out, in, static_cast<size_t>(s.bytes));
}

}  // namespace iegen

#endif  // IEGEN_COPY_BYTES_H_
