// Dot products of int8 rows, several at once, and the matrix products made of them. All
// convolutions and the fully connected operator share these bodies.
//
// Sums are kept modulo 2^32; the rows are contiguous. A block of 2 x 2 loads 4 bytes for 4
// products, a block of 1 x 4 loads 5: about 2.2 and 2.4 instructions a product on a core with
// multiply-add. Cores with Helium multiply 16 taps of a pair of rows by one instruction.
#ifndef IEGEN_DOT_S8_H_
#define IEGEN_DOT_S8_H_

#include <stdint.h>
#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>
#endif

#include "iegen/requantize.h"

namespace iegen {

// acc + a * b. The empty assembly hides the sum from the compiler, which otherwise regroups a chain
// of sums into products and single additions: more instructions and more live values than
// multiply-add.
__attribute__((always_inline)) inline uint32_t MultiplyAddS8(int32_t a, int32_t b, uint32_t acc) {
  acc += static_cast<uint32_t>(a * b);
  __asm__("" : "+r"(acc));
  return acc;
}

#if defined(__ARM_FEATURE_MVE)
// acc and 16 products; `there` says which of them count.
__attribute__((always_inline)) inline uint32_t MultiplyAddMve(int8x16_t a, const int8_t* b,
                                                              mve_pred16_t there, uint32_t acc) {
  return static_cast<uint32_t>(vmladavaq_s8(static_cast<int32_t>(acc), a, vldrbq_z_s8(b, there)));
}
#endif

// Two x rows by two w rows, each pair a sum.
struct Dot2x2S8 {
  const int8_t* x0;
  const int8_t* x1;
  const int8_t* w0;
  const int8_t* w1;
  uint32_t sum00, sum01, sum10, sum11;  // sum<x><w>

  __attribute__((always_inline)) void AddProducts(int32_t k) {
    const int32_t a0 = x0[k], a1 = x1[k], b0 = w0[k], b1 = w1[k];
    sum00 = MultiplyAddS8(a0, b0, sum00);
    sum01 = MultiplyAddS8(a0, b1, sum01);
    sum10 = MultiplyAddS8(a1, b0, sum10);
    sum11 = MultiplyAddS8(a1, b1, sum11);
  }
#if defined(__ARM_FEATURE_MVE)
  __attribute__((always_inline)) void AddSixteen(mve_pred16_t there) {
    const int8x16_t a0 = vldrbq_z_s8(x0, there), a1 = vldrbq_z_s8(x1, there);
    sum00 = MultiplyAddMve(a0, w0, there, sum00);
    sum01 = MultiplyAddMve(a0, w1, there, sum01);
    sum10 = MultiplyAddMve(a1, w0, there, sum10);
    sum11 = MultiplyAddMve(a1, w1, there, sum11);
  }
#endif
  __attribute__((always_inline)) void Advance(int32_t n) {
    x0 += n;
    x1 += n;
    w0 += n;
    w1 += n;
  }
};

// One x row by four w rows.
struct Dot1x4S8 {
  const int8_t* x;
  const int8_t* w0;
  const int8_t* w1;
  const int8_t* w2;
  const int8_t* w3;
  uint32_t sum0, sum1, sum2, sum3;

  __attribute__((always_inline)) void AddProducts(int32_t k) {
    const int32_t a = x[k];
    sum0 = MultiplyAddS8(a, w0[k], sum0);
    sum1 = MultiplyAddS8(a, w1[k], sum1);
    sum2 = MultiplyAddS8(a, w2[k], sum2);
    sum3 = MultiplyAddS8(a, w3[k], sum3);
  }
#if defined(__ARM_FEATURE_MVE)
  __attribute__((always_inline)) void AddSixteen(mve_pred16_t there) {
    const int8x16_t a = vldrbq_z_s8(x, there);
    sum0 = MultiplyAddMve(a, w0, there, sum0);
    sum1 = MultiplyAddMve(a, w1, there, sum1);
    sum2 = MultiplyAddMve(a, w2, there, sum2);
    sum3 = MultiplyAddMve(a, w3, there, sum3);
  }
#endif
  __attribute__((always_inline)) void Advance(int32_t n) {
    x += n;
    w0 += n;
    w1 += n;
    w2 += n;
    w3 += n;
  }
};

// Adds the first `count` products of each pair of rows to the block's sums; returns the block,
// advanced.
template <class Block>
__attribute__((always_inline)) inline Block DotS8(Block block, int32_t count) {
#if defined(__ARM_FEATURE_MVE)
  for (; count > 0; count -= 16) {
    block.AddSixteen(vctp8q(static_cast<uint32_t>(count)));
    block.Advance(count < 16 ? count : 16);
  }
#else
  for (; count >= 4; count -= 4) {
    block.AddProducts(0);
    block.AddProducts(1);
    block.AddProducts(2);
    block.AddProducts(3);
    block.Advance(4);
  }
  for (; count > 0; --count) {
    block.AddProducts(0);
    block.Advance(1);
  }
#endif
  return block;
}

// A weight matrix [rows, row_bytes] and what follows its products.
struct MatrixS8 {
  const int8_t* weights;
  int32_t rows, row_bytes;
  int32_t scale_step;  // 1: a scale for each row, 0: one for all
  OutputStageS8 stage;
};

// out[r] = stage(offset + bias[r] + dot(weights[r], x)) for all rows. offset is the same for all
// rows.
__attribute__((noinline)) inline void MatVecS8(const MatrixS8& m, const int8_t* x, uint32_t offset,
                                               int8_t* out) {
  const int32_t row_bytes = m.row_bytes, last = m.rows - 1;
  const auto row = [&](int32_t r) { return m.weights + (r < last ? r : last) * row_bytes; };
  for (int32_t r = 0; r <= last; r += 4) {
    // Rows past the end repeat the last one; their sums are dropped.
    const Dot1x4S8 block = DotS8(
        Dot1x4S8{x, row(r), row(r + 1), row(r + 2), row(r + 3), offset, offset, offset, offset},
        row_bytes);
    const int32_t n = last - r < 3 ? last - r + 1 : 4;
    uint32_t acc[4] = {block.sum0, block.sum1, block.sum2, block.sum3};
    for (int32_t i = 0; i < n; ++i) acc[i] += static_cast<uint32_t>(m.stage.bias[r + i]);
    StoreOutputsS8(m.stage, r, m.scale_step, acc, n, out + r);
  }
}

// MatVecS8 for two vectors, without an offset and with a scale for each row; reads each weight once
// for both.
__attribute__((noinline)) inline void MatVec2S8(const MatrixS8& m, const int8_t* const x[2],
                                                int8_t* const out[2]) {
  const int32_t row_bytes = m.row_bytes, last = m.rows - 1;
  const int8_t* w = m.weights;
  for (int32_t r = 0; r <= last; r += 2, w += 2 * row_bytes) {
    const int32_t next = r < last ? 1 : 0;  // 0: an odd last row is computed twice.
    const uint32_t bias0 = static_cast<uint32_t>(m.stage.bias[r]);
    const uint32_t bias1 = static_cast<uint32_t>(m.stage.bias[r + next]);
    const Dot2x2S8 block =
        DotS8(Dot2x2S8{x[0], x[1], w, w + next * row_bytes, bias0, bias1, bias0, bias1}, row_bytes);
    const uint32_t acc[4] = {block.sum00, block.sum10, block.sum01, block.sum11};
    StoreOutputPairsS8(m.stage, r, acc, 1 + next, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_DOT_S8_H_
