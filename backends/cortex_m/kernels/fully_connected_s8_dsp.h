// FULLY_CONNECTED on int8, weights with zero point 0, for cores with the DSP extension:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, fused, out_zero_point, act_min,
// act_max. `fused` says which form the stage has.
//
// Packing: iegen/gemm_s8_dsp.h. Four channels at a time; the input stays as it is, its bytes are
// widened again for every four channels, so that no scratch is needed.
//
// Budget: 17 instructions for 16 products (1.06 each), then about 13 an output.
#ifndef IEGEN_FULLY_CONNECTED_S8_DSP_H_
#define IEGEN_FULLY_CONNECTED_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/fully_connected_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// One vector of bytes times four channels, see QuadS8Dsp: rows are the bytes, row_sums[0] is -128
// times their sum, acc gets one sum a channel.
//
// r0 the quad, r1 weights, r2 input and r3 its end, r5-r8 sums, r9 and r10 taps of the input, r11
// and r12 taps of two channels each; afterwards r2 stage, r3 output, r9 and r10 factors, lr zero
// point.
__attribute__((naked, noinline)) inline void MultiplyVectorQuadDsp(QuadS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_products taps
      ldrd r11, r12, [r1], #8
      smlad r5, r11, \taps, r5
      sxtb16 r11, r11, ror #8
      smlad r7, r12, \taps, r7
      sxtb16 r12, r12, ror #8
      smlad r6, r11, \taps, r6
      smlad r8, r12, \taps, r8
      .endm
      .macro iegen_dsp_store sum, offset
      ldrd r9, r10, [r2, #(16 + 8 * \offset)]
      smmlar \sum, \sum, r9, \sum
      smmlar \sum, \sum, r10, lr
      ssat \sum, #8, \sum
      strb \sum, [r3, #\offset]
      .endm

      push {r4-r11, lr}
      ldm r0, {r1, r2, r3, r4, r12}
      ldr lr, [r0, #32]
      adr.w r9, 1f
      add r9, r9, r4
      ldm r12, {r5, r6, r7, r8}
      add r5, r5, lr
      add r7, r7, lr
      bx r9
      .balign 4
    1:
      .rept 4
      ldr.w r9, [r2], #4
      sxtb16 r10, r9, ror #8
      sxtb16 r9, r9
      iegen_dsp_products r9
      iegen_dsp_products r10
      .endr
      cmp r2, r3
      bne.w 1b

      str r1, [r0]
      sub r5, r5, r6, lsl #8
      sub r7, r7, r8, lsl #8
      ldrd r2, r3, [r0, #16]
      add r1, r2, #48
      str r1, [r0, #16]
      cmp r3, #0
      beq 2f
      add r1, r3, #4
      str r1, [r0, #20]
      ldr lr, [r0, #28]
      iegen_dsp_store r5, 0
      iegen_dsp_store r6, 1
      iegen_dsp_store r7, 2
      iegen_dsp_store r8, 3
      pop {r4-r11, pc}
    2:
      add r0, r0, #40
      stm r0, {r5-r8}
      pop {r4-r11, pc}
      .purgem iegen_dsp_products
      .purgem iegen_dsp_store
      )");
}

// Where the unrolled loop above begins so that whole turns remain; bit 0 says Thumb code.
inline uint32_t VectorQuadDspEntry(int32_t taps) {
  constexpr uint32_t kTurn = 4, kBytesOfFourTaps = 17 * 4;
  const uint32_t rest = static_cast<uint32_t>(taps) / 4 % kTurn;
  return (rest == 0 ? 0 : kTurn - rest) * kBytesOfFourTaps + 1;
}

// -128 * sum(x); taps is a multiple of 4.
inline int32_t SumOfRowDsp(const int8_t* x, int32_t taps) {
  int32_t sum = 0;
  for (const int8_t* const end = x + taps; x != end; x += 4) {
    uint32_t bytes;
    memcpy(&bytes, x, 4);
    sum = LessTapsDsp(LessTapsDsp(sum, EvenTapsDsp(bytes)), OddTapsDsp(bytes));
  }
  return sum;
}

// One input vector times all channels.
__attribute__((noinline)) inline void MultiplyVectorDsp(const GemmS8Dsp& g, const int8_t* x,
                                                        int8_t* out) {
  QuadS8Dsp quad;
  quad.weights = g.weights;
  quad.rows = reinterpret_cast<const int32_t*>(x);
  quad.rows_end = reinterpret_cast<const int32_t*>(x + g.taps);
  quad.entry = VectorQuadDspEntry(g.taps);
  quad.stage = g.stage;
  quad.zero_point = g.zero_point;
  quad.row_sums[0] = SumOfRowDsp(x, g.taps);
  const bool whole = g.fused != 0 && g.act_min == -128 && g.act_max == 127;
  int32_t c = 0;
  quad.out = out;
  for (const int32_t end = whole ? g.channels - 3 : 0; c < end; c += 4) {
    MultiplyVectorQuadDsp(&quad);
  }
  quad.out = nullptr;
  for (; c < g.channels; c += 4) {
    const int32_t* const factors = quad.stage + 4;
    MultiplyVectorQuadDsp(&quad);
    for (int32_t i = 0; i < 4 && c + i < g.channels; ++i) {
      out[c + i] =
          ToOutputDsp(g, static_cast<int32_t>(quad.acc[i]), factors[2 * i], factors[2 * i + 1]);
    }
  }
}

// in [batches, in_features], in_features a multiple of 4; weights and stage packed as GemmS8Dsp has
// them (bias with the input's zero point folded in); out [batches, out_features]. out must not
// overlap what is still to be read of in.
template <class Spec>
inline void FullyConnectedS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                const int32_t* stage, int8_t* out) {
  const GemmS8Dsp g = {weights,          stage,     s.out_features, s.in_features, s.fused,
                       s.out_zero_point, s.act_min, s.act_max};
  const int32_t batches = s.batches;
  for (int32_t b = 0; b < batches; ++b, in += g.taps, out += g.channels) {
    MultiplyVectorDsp(g, in, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_DSP_H_
