// BATCH_MATMUL on int8: out[b][m][n] = clamp(zo + scale(sum_k (a[b][m][k] - za) * (x[b][k][n] -
// zb))), each operand as it lies or with its last two dimensions exchanged, batches broadcast.
//
// Spec members (int32_t): d0..d2 (batches of the output, leading 1s), a0..a2 and b0..b2 (steps of
// each operand in elements, 0 where it is broadcast); rows, columns, depth; a_row, a_depth,
// b_depth, b_column (steps within a matrix); a_zero_point, b_zero_point, out_zero_point,
// multiplier, shift (positive to the left).
#ifndef IEGEN_BATCH_MATMUL_S8_H_
#define IEGEN_BATCH_MATMUL_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// One product of matrices; returns the end of its outputs.
template <class Spec>
inline int8_t* MatrixProductS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const int32_t columns = s.columns, depth = s.depth, a_depth = s.a_depth, b_depth = s.b_depth;
  const int32_t a_zero_point = s.a_zero_point, b_zero_point = s.b_zero_point;
  for (int32_t m = 0; m < s.rows; ++m, a += s.a_row) {
    for (int32_t n = 0; n < columns; ++n) {
      const int8_t* x = a;
      const int8_t* y = b + n * s.b_column;
      uint32_t sum = 0;
      for (int32_t k = depth; k > 0; --k, x += a_depth, y += b_depth) {
        sum += static_cast<uint32_t>((*x - a_zero_point) * (*y - b_zero_point));
      }
      const int32_t scaled =
          MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), s.multiplier, s.shift);
      const uint32_t moved =
          static_cast<uint32_t>(scaled) + static_cast<uint32_t>(s.out_zero_point);
      *out++ = static_cast<int8_t>(Clamp(static_cast<int32_t>(moved), -128, 127));
    }
  }
  return out;
}

// a, b: as the steps describe; out [d0, d1, d2, rows, columns].
template <class Spec>
inline void BatchMatMulS8(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  for (int32_t i0 = 0; i0 < s.d0; ++i0) {
    for (int32_t i1 = 0; i1 < s.d1; ++i1) {
      for (int32_t i2 = 0; i2 < s.d2; ++i2) {
        out = MatrixProductS8(s, a + i0 * s.a0 + i1 * s.a1 + i2 * s.a2,
                              b + i0 * s.b0 + i1 * s.b1 + i2 * s.b2, out);
      }
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_BATCH_MATMUL_S8_H_
