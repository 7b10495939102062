// FULLY_CONNECTED on int8, weights with zero point 0, for cores with the DSP extension:
//   out[b][o] = stage(sum in[b][i] * w[o][i] + bias[o]).
//
// Spec members (int32_t): batches, in_features, out_features, fused, out_zero_point, act_min,
// act_max, factors_once. `fused` says which form the stage has; with factors_once 1 all channels
// have the same factors.
//
// Eight channels A to H at a time. A word of the packed weights holds two taps of two channels:
//   byte 0: A[k] + 128   byte 1: B[k]   byte 2: A[k + 2] + 128   byte 3: B[k + 2]
// for (k, k + 2) = (4q, 4q + 2), then (4q + 1, 4q + 3). Both halves of the word as it is are
// A + 128 + 256 B, so that SMLAD on it gives sum(A x) + 128 sum(x) + 256 sum(B x), modulo 2^32;
// SXTB16 ROR #8 gives B alone. sum(x) is found once: A costs no instruction to unpack, however many
// products there are (iegen/gemm_s8_dsp.h has a shorter form, for sums of 24 bits). The stream has
//   8 start values   bias[A] + 256 bias[B], bias[B], bias[C] + 256 bias[D], ...
//   for four taps    AB, CD, EF, GH of (k, k + 2), then of (k + 1, k + 3)
//   16 factors       two for each channel; with factors_once behind the last eight channels alone
// The input stays as it is, its bytes are widened again for every eight channels, so that no
// scratch is needed.
//
// Budget: 31 instructions for 32 products (0.97 each), 3 more every 128; then 8 an output. Inputs
// are widened behind loads of weights, which Cortex-M7 would wait for: three cycles of 36.
#ifndef IEGEN_FULLY_CONNECTED_S8_DSP_H_
#define IEGEN_FULLY_CONNECTED_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/fully_connected_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/gemm_s8_dsp.h"

namespace iegen {

// One vector of bytes times eight channels, over and over.
struct OctetsS8Dsp {
  const int8_t* x;
  const int8_t* x_end;
  uint32_t entry;      // OctetsS8DspEntry
  int32_t row_sum;     // -128 * sum(x)
  const int32_t* end;  // of the stream
  int32_t zero_point;
  int8_t* out;             // null: leave eight sums
  const int32_t* factors;  // of all channels; null: they follow the taps
  const int32_t* weights;
  uint32_t acc[8];  // where the sums are left
};

// r0 the stream, r1 input, r2-r9 sums, r10 and r11 taps of the input, r12 and lr taps of two
// channels each; afterwards r1 where factors come from, r10 and r11 (then r2 and r3 too) factors,
// r12 zero point, lr output. On the stack: the fields of the struct up to `factors`.
__attribute__((naked, noinline)) inline void MultiplyOctetsDsp(OctetsS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_products taps, a, b, c, d
      smlad \a, r12, \taps, \a
      sxtb16 r12, r12, ror #8
      smlad \c, lr, \taps, \c
      sxtb16 lr, lr, ror #8
      smlad \b, r12, \taps, \b
      smlad \d, lr, \taps, \d
      .endm
      .macro iegen_dsp_store sum, m=r10, k=r11
      smmlar \sum, \sum, \m, \sum
      smmlar \sum, \sum, \k, r12
      ssat \sum, #8, \sum
      strb \sum, [lr], #1
      .endm

      push {r0, r4-r11, lr}
      ldm r0, {r3-r10}
      adr.w r11, 2f
      add r5, r5, r11
      push {r3-r10}
      ldr r0, [r0, #32]
    1:
      ldm r0!, {r2-r9}
      ldrd r10, r11, [sp, #8]
      ldr r1, [sp]
      add r2, r2, r11
      add r4, r4, r11
      add r6, r6, r11
      add r8, r8, r11
      bx r10
      .balign 4
    2:
      .rept 8
      ldr.w r11, [r1], #4
      ldrd r12, lr, [r0], #8
      sxtb16 r10, r11
      iegen_dsp_products r10, r2, r3, r4, r5
      ldrd r12, lr, [r0], #8
      iegen_dsp_products r10, r6, r7, r8, r9
      ldrd r12, lr, [r0], #8
      sxtb16 r11, r11, ror #8
      iegen_dsp_products r11, r2, r3, r4, r5
      ldrd r12, lr, [r0], #8
      iegen_dsp_products r11, r6, r7, r8, r9
      .endr
      ldr.w r10, [sp, #4]
      cmp r10, r1
      bne.w 2b

      ldrd r12, lr, [sp, #20]
      ldr r1, [sp, #28]
      cbnz r1, 5f
      mov r1, r0
      adds r0, #64
    5:
      sub r2, r2, r3, lsl #8
      sub r4, r4, r5, lsl #8
      sub r6, r6, r7, lsl #8
      sub r8, r8, r9, lsl #8
      cmp lr, #0
      beq 3f
      ldrd r10, r11, [r1], #8
      iegen_dsp_store r2
      ldrd r10, r11, [r1], #8
      iegen_dsp_store r3
      ldm r1!, {r2, r3, r10, r11}
      iegen_dsp_store r4, r2, r3
      iegen_dsp_store r5
      ldm r1!, {r2, r3, r10, r11}
      iegen_dsp_store r6, r2, r3
      iegen_dsp_store r7
      ldm r1!, {r2, r3, r10, r11}
      iegen_dsp_store r8, r2, r3
      iegen_dsp_store r9
      ldr r1, [sp, #16]
      str lr, [sp, #24]
      cmp r0, r1
      bne.w 1b
      ldr r1, [sp, #32]
      b 4f
    3:
      ldr r1, [sp, #32]
      add r10, r1, #36
      stm r10, {r2-r9}
    4:
      str r0, [r1, #32]
      add sp, #36
      pop {r4-r11, pc}
      .purgem iegen_dsp_products
      .purgem iegen_dsp_store
      )");
}

// Where the unrolled loop above begins so that whole turns remain; bit 0 says Thumb code.
inline uint32_t OctetsS8DspEntry(int32_t taps) {
  constexpr uint32_t kTurn = 8, kBytesOfFourTaps = 31 * 4;
  const uint32_t rest = static_cast<uint32_t>(taps) / 4 % kTurn;
  return (rest == 0 ? 0 : kTurn - rest) * kBytesOfFourTaps + 1;
}

// sum - 128 * (both taps).
inline int32_t LessTapsDsp(int32_t sum, int32_t taps) {
  int32_t result;
  const uint32_t minus128 = 0xff80ff80u;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(taps), "r"(minus128), "r"(sum));
  return result;
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
__attribute__((noinline)) inline void MultiplyVectorDsp(const GemmS8Dsp& g, bool factors_once,
                                                        const int8_t* x, int8_t* out) {
  const int32_t octet = 2 * g.taps + (factors_once ? 8 : 24);  // words
  OctetsS8Dsp octets;
  octets.x = x, octets.x_end = x + g.taps;
  octets.entry = OctetsS8DspEntry(g.taps);
  octets.row_sum = SumOfRowDsp(x, g.taps);
  octets.zero_point = g.rule.zero_point;
  octets.out = out;
  octets.weights = g.weights;
  const int32_t whole = IsWholeDsp(g.rule) ? g.channels / 8 : 0;
  octets.end = g.weights + whole * octet;
  octets.factors = factors_once ? g.weights + (g.channels + 7) / 8 * octet : nullptr;
  if (whole != 0) MultiplyOctetsDsp(&octets);
  octets.out = nullptr;
  for (int32_t c = 8 * whole; c < g.channels; c += 8) {
    MultiplyOctetsDsp(&octets);
    const int32_t* factors = factors_once ? octets.factors : octets.weights - 16;
    for (int32_t i = 0; i < 8 && c + i < g.channels; ++i, factors += 2) {
      out[c + i] = ToOutputDsp(g.rule, static_cast<int32_t>(octets.acc[i]), factors[0], factors[1]);
    }
  }
}

// in [batches, in_features], in_features a multiple of 4; weights packed as above (bias with the
// input's zero point folded in); out [batches, out_features]. out must not overlap what is still to
// be read of in.
template <class Spec>
inline void FullyConnectedS8Dsp(const Spec& s, const int8_t* in, const int32_t* weights,
                                int8_t* out) {
  const GemmS8Dsp g = {
      weights, s.out_features, s.in_features, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  const int32_t batches = s.batches;
  for (int32_t b = 0; b < batches; ++b, in += g.taps, out += g.channels) {
    MultiplyVectorDsp(g, s.factors_once != 0, in, out);
  }
}

}  // namespace iegen

#endif  // IEGEN_FULLY_CONNECTED_S8_DSP_H_
