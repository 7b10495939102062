// Dot products of int8 rows, several at once, and the matrix products made of them. All
// convolutions and the fully connected operator share these bodies.
//
// Sums are kept modulo 2^32; the rows are contiguous. A block of 2 x 2 loads 4 bytes for 4
// products, a block of 1 x 4 loads 5: about 2.2 and 2.4 instructions a product on a core with
// multiply-add.
#ifndef IEGEN_DOT_S8_H_
#define IEGEN_DOT_S8_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// One product per pair of an x row and a w row; acc comes in as the start value.
struct Dot2x2S8 {
  const int8_t* x0;
  const int8_t* x1;
  const int8_t* w0;
  const int8_t* w1;
  uint32_t acc00, acc01, acc10, acc11;  // acc<x><w>
};

struct Dot1x4S8 {
  const int8_t* x;
  const int8_t* w0;
  const int8_t* w1;
  const int8_t* w2;
  const int8_t* w3;
  uint32_t acc0, acc1, acc2, acc3;
};

// *acc += a * b. The empty assembly hides the sum from the compiler, which otherwise regroups a
// chain of sums into products and single additions: more instructions and more live values than
// multiply-add.
inline void AddProductS8(int32_t a, int32_t b, uint32_t* acc) {
  *acc += static_cast<uint32_t>(a * b);
  __asm__("" : "+r"(*acc));
}

// Adds the first `count` products of each pair of rows. Out of line: alone in a function the
// accumulators and pointers fit the registers.
inline void DotS8(Dot2x2S8* block, int32_t count) {
  const int8_t* x0 = block->x0;
  const int8_t* x1 = block->x1;
  const int8_t* w0 = block->w0;
  const int8_t* w1 = block->w1;
  uint32_t a00 = block->acc00, a01 = block->acc01, a10 = block->acc10, a11 = block->acc11;
  const auto step = [&](int32_t k) {
    const int32_t u0 = x0[k], u1 = x1[k];
    const int32_t v0 = w0[k], v1 = w1[k];
    AddProductS8(u0, v0, &a00);
    AddProductS8(u0, v1, &a01);
    AddProductS8(u1, v0, &a10);
    AddProductS8(u1, v1, &a11);
  };
  const auto advance = [&](int32_t n) {
    x0 += n;
    x1 += n;
    w0 += n;
    w1 += n;
    count -= n;
  };
  while (count >= 4) {
    step(0);
    step(1);
    step(2);
    step(3);
    advance(4);
  }
  while (count > 0) {
    step(0);
    advance(1);
  }
  block->acc00 = a00;
  block->acc01 = a01;
  block->acc10 = a10;
  block->acc11 = a11;
}

inline void DotS8(Dot1x4S8* block, int32_t count) {
  const int8_t* x = block->x;
  const int8_t* w0 = block->w0;
  const int8_t* w1 = block->w1;
  const int8_t* w2 = block->w2;
  const int8_t* w3 = block->w3;
  uint32_t a0 = block->acc0, a1 = block->acc1, a2 = block->acc2, a3 = block->acc3;
  const auto step = [&](int32_t k) {
    const int32_t u = x[k];
    AddProductS8(u, w0[k], &a0);
    AddProductS8(u, w1[k], &a1);
    AddProductS8(u, w2[k], &a2);
    AddProductS8(u, w3[k], &a3);
  };
  const auto advance = [&](int32_t n) {
    x += n;
    w0 += n;
    w1 += n;
    w2 += n;
    w3 += n;
    count -= n;
  };
  while (count >= 4) {
    step(0);
    step(1);
    step(2);
    step(3);
    advance(4);
  }
  while (count > 0) {
    step(0);
    advance(1);
  }
  block->acc0 = a0;
  block->acc1 = a1;
  block->acc2 = a2;
  block->acc3 = a3;
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
    Dot1x4S8 block = {x,      row(r), row(r + 1), row(r + 2), row(r + 3),
                      offset, offset, offset,     offset};
    DotS8(&block, row_bytes);
    const int32_t n = last - r < 3 ? last - r + 1 : 4;
    uint32_t acc[4] = {block.acc0, block.acc1, block.acc2, block.acc3};
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
    Dot2x2S8 block = {x[0], x[1], w, w + next * row_bytes, bias0, bias1, bias0, bias1};
    DotS8(&block, row_bytes);
    const uint32_t acc[2][2] = {{block.acc00, block.acc01}, {block.acc10, block.acc11}};
    for (int32_t i = 0; i < 2; ++i) StoreOutputsS8(m.stage, r, 1, acc[i], 1 + next, out[i] + r);
  }
}

}  // namespace iegen

#endif  // IEGEN_DOT_S8_H_
