// Writes a tensor into a part of another one that stays as it is elsewhere.
//
// Spec members (int32_t): bytes, offset.
#ifndef IEGEN_COPY_AT_H_
#define IEGEN_COPY_AT_H_

#include <stdint.h>
#include <string.h>

namespace iegen {

// in [bytes] to data[offset ..]; they must not overlap, unless the bytes stand there already.
template <class Spec>
inline void CopyAt(const Spec& s, const int8_t* in, int8_t* data) {
  const int32_t offset = s.offset;
  if (in != data + offset) memcpy(data + offset, in, static_cast<size_t>(s.bytes));
}

}  // namespace iegen

#endif  // IEGEN_COPY_AT_H_
