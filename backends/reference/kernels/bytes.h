// Copying and filling of short runs of bytes, inline and by words where the core allows.
#ifndef IEGEN_BYTES_H_
#define IEGEN_BYTES_H_

#include <stdint.h>

namespace iegen {

// Copies n >= 0 bytes between buffers that do not overlap; returns the end of the copy. A compiler
// makes one load and one store of the fixed-size copy where words may be unaligned, four of each
// elsewhere.
inline int8_t* CopyRun(const int8_t* from, int32_t n, int8_t* to) {
  for (; n >= 4; n -= 4, from += 4, to += 4) __builtin_memcpy(to, from, 4);
  for (; n > 0; --n) *to++ = *from++;
  return to;
}

// Copies n >= 0 bytes, the lowest first, so that the copy may begin below the original and run into
// it; returns the end of the copy. Words where the core loads them from anywhere. Clang is given
// them always: it makes vectors of single bytes that version 19 cannot compile for rv32imcv.
inline int8_t* MoveRun(const int8_t* from, int32_t n, int8_t* to) {
  for (; n >= 4; n -= 4, from += 4, to += 4) {
#if defined(__clang__) || defined(__ARM_FEATURE_UNALIGNED) || defined(__x86_64__)
    uint32_t word;
    __builtin_memcpy(&word, from, 4);
    __builtin_memcpy(to, &word, 4);
#else
    to[0] = from[0];
    to[1] = from[1];
    to[2] = from[2];
    to[3] = from[3];
#endif
  }
  for (; n > 0; --n) *to++ = *from++;
  return to;
}

// Writes n copies of value (none where n is negative); returns the end.
inline int8_t* FillRun(int32_t value, int32_t n, int8_t* to) {
  for (; n > 0; --n) *to++ = static_cast<int8_t>(value);
  return to;
}

}  // namespace iegen

#endif  // IEGEN_BYTES_H_
