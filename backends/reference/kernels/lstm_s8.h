// UNIDIRECTIONAL_SEQUENCE_LSTM on int8 with a 16-bit cell state, as TensorFlow Lite Micro's
// reference kernel computes it. Without peepholes, projection and normalisation; the activation is
// tanh.
//
// For each step, gates i, f, g (cell) and o of every cell; M scales and rounds twice
// (requantize.h):
//   z = sat16(sat16(M(W (x - zx) + b)) + sat16(M(R (h - zh))))                             Q3.12
//   c = sat16(sat16(M(sigmoid(z_f) * c; 2^-15)) + sat16(M(sigmoid(z_i) * tanh(z_g); 2^-30 / 2^p)))
//   c is held to +-cell_clip where that is positive
//   h = clamp8(M(tanh(c; p) * sigmoid(z_o)) + zh), which is the output of the step
// The two products of z are scaled and clamped apart: they may not be added before.
//
// Rows of the packed matrices are the gates i, f, g, o of cell 0, of cell 1, ...: one pass over
// four rows gives all of a cell, and nothing of it is stored between. W x does not depend on h: it
// is computed for two steps at a time, so that each weight is read once for both.
#ifndef IEGEN_LSTM_S8_H_
#define IEGEN_LSTM_S8_H_

#include <stdint.h>

#include "iegen/dot_s8.h"
#include "iegen/gate_s16.h"
#include "iegen/requantize.h"

namespace iegen {

// Steps of which the input parts are held at once: those that LstmInput2S8 makes.
constexpr int32_t kLstmBlockSteps = 2;

// What is the same for all steps of a layer.
struct LstmLayerS8 {
  const int8_t* weights;          // [4 * cells, in_features]
  const int32_t* bias;            // [4 * cells]
  const int8_t* recurrent;        // [4 * cells, cells]
  const int32_t* recurrent_bias;  // [4 * cells]
  const int32_t* multiplier;      // [9]: input part of i, f, g, o, recurrent part of them, hidden
  const int8_t* shift;            // as multiplier
  int32_t in_features, cells;
  int32_t cell_exponent, cell_clip, hidden_zero_point;
};

// x held within 16 bits; one instruction where there is one, which compilers do not find.
__attribute__((always_inline)) inline int32_t SaturateS16(int32_t x) {
#if defined(__ARM_FEATURE_SAT)
  __asm__("ssat %0, #16, %1" : "=r"(x) : "r"(x) : "cc");
  return x;
#else
  return Clamp(x, -32768, 32767);
#endif
}

// Sum `acc` of a row, as a part of its gate's z. `scale` is an index of the layer's multipliers.
__attribute__((always_inline)) inline int32_t LstmPart(const LstmLayerS8& layer, uint32_t acc,
                                                       int32_t scale) {
  return SaturateS16(MultiplyByQuantizedMultiplier(static_cast<int32_t>(acc),
                                                   layer.multiplier[scale], layer.shift[scale]));
}

// Input parts of one step: parts[r] for all rows.
__attribute__((noinline)) inline void LstmInputS8(const LstmLayerS8& layer, const int8_t* x,
                                                  int16_t* parts) {
  const int32_t n = layer.in_features;
  const int8_t* w = layer.weights;
  const int32_t* b = layer.bias;
  for (int32_t cell = 0; cell < layer.cells; ++cell, w += 4 * n, b += 4, parts += 4) {
    const Dot1x4S8 sums = DotS8(Dot1x4S8{x, w, w + n, w + 2 * n, w + 3 * n,
                                         static_cast<uint32_t>(b[0]), static_cast<uint32_t>(b[1]),
                                         static_cast<uint32_t>(b[2]), static_cast<uint32_t>(b[3])},
                                n);
    parts[0] = static_cast<int16_t>(LstmPart(layer, sums.sum0, 0));
    parts[1] = static_cast<int16_t>(LstmPart(layer, sums.sum1, 1));
    parts[2] = static_cast<int16_t>(LstmPart(layer, sums.sum2, 2));
    parts[3] = static_cast<int16_t>(LstmPart(layer, sums.sum3, 3));
  }
}

// Input parts of two steps; those of the second stand 4 * cells behind the first.
__attribute__((noinline)) inline void LstmInput2S8(const LstmLayerS8& layer, const int8_t* x0,
                                                   const int8_t* x1, int16_t* parts) {
  const int32_t n = layer.in_features, rows = 4 * layer.cells;
  const int8_t* w = layer.weights;
  for (int32_t row = 0; row < rows; row += 2, w += 2 * n) {
    const uint32_t bias0 = static_cast<uint32_t>(layer.bias[row]);
    const uint32_t bias1 = static_cast<uint32_t>(layer.bias[row + 1]);
    const Dot2x2S8 sums = DotS8(Dot2x2S8{x0, x1, w, w + n, bias0, bias1, bias0, bias1}, n);
    const int32_t gate = row & 3;
    parts[row] = static_cast<int16_t>(LstmPart(layer, sums.sum00, gate));
    parts[row + 1] = static_cast<int16_t>(LstmPart(layer, sums.sum01, gate + 1));
    parts[rows + row] = static_cast<int16_t>(LstmPart(layer, sums.sum10, gate));
    parts[rows + row + 1] = static_cast<int16_t>(LstmPart(layer, sums.sum11, gate + 1));
  }
}

// The cell state after a step, of one cell. Products with one rounding are exact here: both scales
// are powers of two, so that the doubled high half is a half.
__attribute__((always_inline)) inline int32_t LstmCell(const LstmLayerS8& layer, int32_t z_i,
                                                       int32_t z_f, int32_t z_g, int32_t cell) {
  const int32_t keep = (GateSigmoidS16(z_f) * cell + 1) >> 1;
  const int32_t add = (GateSigmoidS16(z_i) * GateTanhS16(z_g, -12) + 1) >> 1;
  const int32_t next = SaturateS16(SaturateS16(RoundingShiftRight(keep, 14)) +
                                   SaturateS16(RoundingShiftRight(add, 29 + layer.cell_exponent)));
  const int32_t clip = layer.cell_clip;
  return clip > 0 ? Clamp(next, -clip, clip) : next;
}

// One step of all cells: hidden [cells] is that of the step before, out [cells] becomes that of
// this one. They must not overlap.
__attribute__((noinline)) inline void LstmStepS8(const LstmLayerS8& layer, const int16_t* parts,
                                                 const int8_t* hidden, int16_t* cell, int8_t* out) {
  const OutputRangeS8 range({nullptr, nullptr, nullptr, layer.hidden_zero_point, -128, 127});
  const int32_t n = layer.cells;
  const int8_t* r = layer.recurrent;
  const int32_t* b = layer.recurrent_bias;
  for (int32_t i = 0; i < n; ++i, r += 4 * n, b += 4, parts += 4) {
    const Dot1x4S8 sums = DotS8(Dot1x4S8{hidden, r, r + n, r + 2 * n, r + 3 * n,
                                         static_cast<uint32_t>(b[0]), static_cast<uint32_t>(b[1]),
                                         static_cast<uint32_t>(b[2]), static_cast<uint32_t>(b[3])},
                                n);
    const int32_t c = LstmCell(layer, SaturateS16(parts[0] + LstmPart(layer, sums.sum0, 4)),
                               SaturateS16(parts[1] + LstmPart(layer, sums.sum1, 5)),
                               SaturateS16(parts[2] + LstmPart(layer, sums.sum2, 6)), cell[i]);
    cell[i] = static_cast<int16_t>(c);
    const int32_t z_o = SaturateS16(parts[3] + LstmPart(layer, sums.sum3, 7));
    const int32_t h =
        MultiplyByQuantizedMultiplier(GateTanhS16(c, layer.cell_exponent) * GateSigmoidS16(z_o),
                                      layer.multiplier[8], layer.shift[8]);
    out[i] = range.Output(h);
  }
}

// Bytes of scratch: input parts of a block of steps.
template <class Spec>
inline int32_t LstmS8ScratchBytes(const Spec& s) {
  const int32_t steps = s.steps;
  return 8 * s.cells * (steps < kLstmBlockSteps ? steps : kLstmBlockSteps);
}

// Spec members (int32_t): batches, steps, in_features, cells, in_step, in_batch (elements from one
// step of the input to the next, and from one batch), out_step, out_batch (of the output),
// cell_exponent (p), cell_clip (0: none), hidden_zero_point.
//
// in [batches, steps, in_features] and out [batches, steps, cells] in the order that their steps
// say. weights, bias, recurrent, recurrent_bias, multiplier, shift: see LstmLayerS8; biases hold
// what the zero points add, modulo 2^32. hidden [batches, cells] and cell [batches, cells] are the
// state: read, and left as they are after the last step. scratch: LstmS8ScratchBytes(). No two
// operands overlap but in and out: each step's output may lie over inputs up to its block's.
template <class Spec>
inline void LstmS8(const Spec& s, const int8_t* in, const int8_t* weights, const int32_t* bias,
                   const int8_t* recurrent, const int32_t* recurrent_bias,
                   const int32_t* multiplier, const int8_t* shift, int8_t* hidden, int16_t* cell,
                   int16_t* scratch, int8_t* out) {
  const LstmLayerS8 layer = {weights,         bias,        recurrent,          recurrent_bias,
                             multiplier,      shift,       s.in_features,      s.cells,
                             s.cell_exponent, s.cell_clip, s.hidden_zero_point};
  const int32_t batches = s.batches, steps = s.steps, cells = s.cells;
  const int32_t in_step = s.in_step, in_batch = s.in_batch;
  const int32_t out_step = s.out_step, out_batch = s.out_batch;
  for (int32_t b = 0; b < batches; ++b, hidden += cells, cell += cells) {
    const int8_t* x = in + b * in_batch;
    int8_t* y = out + b * out_batch;
    const int8_t* before = hidden;
    for (int32_t left = steps; left > 0;) {
      const int32_t block = left < kLstmBlockSteps ? left : kLstmBlockSteps;
      if (block == kLstmBlockSteps) {
        LstmInput2S8(layer, x, x + in_step, scratch);
      } else {
        LstmInputS8(layer, x, scratch);
      }
      for (int32_t k = 0; k < block; ++k, x += in_step, y += out_step) {
        LstmStepS8(layer, scratch + 4 * cells * k, before, cell, y);
        before = y;
      }
      left -= block;
    }
    for (int32_t i = 0; i < cells; ++i) hidden[i] = before[i];
  }
}

}  // namespace iegen

#endif  // IEGEN_LSTM_S8_H_
