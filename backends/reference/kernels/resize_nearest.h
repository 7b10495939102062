// RESIZE_NEAREST_NEIGHBOR on elements of any size: copies pixels. Which row and column an output
// pixel takes is rounded in float by TensorFlow Lite, so it is a table made when compiling.
//
// Spec members (int32_t): batch, in_height, in_width, out_height, out_width, pixel_bytes.
#ifndef IEGEN_RESIZE_NEAREST_H_
#define IEGEN_RESIZE_NEAREST_H_

#include <stdint.h>

#include "iegen/bytes.h"

namespace iegen {

// in [batch, in_height, in_width] and out [batch, out_height, out_width] pixels; rows [out_height],
// columns [out_width]: where an output row or column comes from.
template <class Spec>
inline void ResizeNearest(const Spec& s, const int8_t* in, const int32_t* rows,
                          const int32_t* columns, int8_t* out) {
  const int32_t out_width = s.out_width, pixel_bytes = s.pixel_bytes;
  const int32_t row_bytes = s.in_width * pixel_bytes;
  for (int32_t b = 0; b < s.batch; ++b, in += s.in_height * row_bytes) {
    for (int32_t y = 0; y < s.out_height; ++y) {
      const int8_t* row = in + rows[y] * row_bytes;
      for (int32_t x = 0; x < out_width; ++x)
        out = CopyRun(row + columns[x] * pixel_bytes, pixel_bytes, out);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_RESIZE_NEAREST_H_
