// Moves the end of a tensor to its beginning: a window over time goes on by some frames.
//
// Spec members (int32_t): bytes (that move), by.
#ifndef IEGEN_SHIFT_BYTES_H_
#define IEGEN_SHIFT_BYTES_H_

#include <stdint.h>
#include <string.h>

namespace iegen {

// data [bytes + by]: data[i] = data[i + by] for i < bytes; the last `by` bytes stay.
template <class Spec>
inline void ShiftBytes(const Spec& s, int8_t* data) {
  memmove(data, data + s.by, static_cast<size_t>(s.bytes));
}

}  // namespace iegen

#endif  // IEGEN_SHIFT_BYTES_H_
