// Products of int8 rows with the DSP instructions of Armv7E-M and Armv8-M Main: what the
// convolutions with dense filters share on Cortex-M4, M7 and M33.
//
// Two input rows ("pixels") are widened to pairs of int16 once and meet all channels, four at a
// time. A word of the packed weights holds two taps of two channels A and B:
//   byte 0: A[k] + 128   byte 1: B[k]   byte 2: A[k + 2] + 128   byte 3: B[k + 2]
// for (k, k + 2) = (4q, 4q + 2), then (4q + 1, 4q + 3): the pairs that SXTB16 makes of four input
// bytes; one word for the first two of the four channels, then one for the others. Both halves of
// the word as it is are A + 128 + 256 B, so that SMLAD on it gives sum(A x) + 128 sum(x) +
// 256 sum(B x), modulo 2^32; SXTB16 ROR #8 gives B alone. sum(x) is known from the widening: A
// costs no instruction to unpack.
//
// Budget: 12 instructions for 16 products (0.75 each), 3 more every 128; then about 11 an output.
#ifndef IEGEN_GEMM_S8_DSP_H_
#define IEGEN_GEMM_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/gemm_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/requantize.h"

namespace iegen {

// One layer. `stage` holds twelve words for every four channels, missing ones too: four start
// values, bias[0] + 256 bias[1], bias[1], bias[2] + 256 bias[3], bias[3]; then two factors a
// channel. With `fused` 1 these are those of RoundTwiceDsp, otherwise the multiplier and the shift
// of MultiplyByQuantizedMultiplier.
struct GemmS8Dsp {
  const int32_t* weights;
  const int32_t* stage;
  int32_t channels, taps;
  int32_t fused;
  int32_t zero_point, act_min, act_max;
};

// Words of scratch for two widened rows of `taps` elements.
inline int32_t GemmS8DspRowWords(int32_t taps) { return (taps + 3) / 4 * 4; }

// Round(a * b / 2^32) + c, ties up.
inline int32_t MultiplyHighDsp(int32_t a, int32_t b, int32_t c) {
  int32_t result;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

// Both roundings of the reference in two instructions. With multiplier m and right shift n,
// m2 = 2m - 2^32 makes the first one exact, (acc * m + 2^30) >> 31, and k2 = 2^(32 - n) + 1 the
// second: the added 1 tilts ties away from zero and can't reach anything that is no tie.
inline int32_t RoundTwiceDsp(int32_t acc, int32_t m2, int32_t k2, int32_t zero_point) {
  return MultiplyHighDsp(MultiplyHighDsp(acc, m2, acc), k2, zero_point);
}

// Two taps at even places of four bytes, and at odd places.
inline int32_t EvenTapsDsp(uint32_t bytes) {
  int32_t result;
  __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(bytes));
  return result;
}
inline int32_t OddTapsDsp(uint32_t bytes) {
  int32_t result;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(bytes));
  return result;
}

// sum - 128 * (both taps).
inline int32_t LessTapsDsp(int32_t sum, int32_t taps) {
  int32_t result;
  const uint32_t minus128 = 0xff80ff80u;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(taps), "r"(minus128), "r"(sum));
  return result;
}

// Widens one row of `taps` bytes into every other word of `row`; never reads past the row. Returns
// -128 * sum(x).
__attribute__((noinline)) inline int32_t WidenRowDsp(const int8_t* x, int32_t taps, int32_t* row) {
  int32_t sum = 0;
  const auto widen = [&](uint32_t bytes) {
    const int32_t even = EvenTapsDsp(bytes), odd = OddTapsDsp(bytes);
    row[0] = even;
    row[2] = odd;
    row += 4;
    sum = LessTapsDsp(LessTapsDsp(sum, even), odd);
  };
  for (; taps >= 4; taps -= 4, x += 4) {
    uint32_t bytes;
    memcpy(&bytes, x, 4);
    widen(bytes);
  }
  if (taps == 0) return sum;
  uint32_t rest = 0;
  for (int32_t i = 0; i < taps; ++i) rest |= static_cast<uint32_t>(x[i] & 0xff) << (8 * i);
  widen(rest);
  return sum;
}

// Puts the last row of an odd number in both places.
inline void RepeatRowDsp(int32_t taps, int32_t* rows, int32_t row_sums[2]) {
  for (int32_t i = 0; i < GemmS8DspRowWords(taps); i += 2) rows[i + 1] = rows[i];
  row_sums[1] = row_sums[0];
}

// Two rows times four channels. The function below moves weights, stage and out to the next four.
struct QuadS8Dsp {
  const int32_t* weights;
  const int32_t* rows;
  const int32_t* rows_end;
  uint32_t entry;  // QuadS8DspEntry
  const int32_t* stage;
  int8_t* out;       // of the first row, or null: leave sums in acc
  int32_t out_step;  // bytes to the output of the second row; 0: both rows are the same
  int32_t zero_point;
  int32_t row_sums[2];  // WidenRowDsp
  uint32_t acc[8];      // out: channel 0 with both rows, channel 1, ...
};

// Where the unrolled loop below begins so that whole turns remain; bit 0 says Thumb code.
inline uint32_t QuadS8DspEntry(int32_t taps) {
  constexpr uint32_t kTurn = 4, kBytesOfFourTaps = 24 * 4;
  const uint32_t rest = static_cast<uint32_t>(taps + 3) / 4 % kTurn;
  return (rest == 0 ? 0 : kTurn - rest) * kBytesOfFourTaps + 1;
}

// r1 weights, r2 rows, r3-r10 sums, r0 and r11 taps of two channels each, r12 and lr taps of the
// rows; afterwards r0 and r1 factors, r2 stage, r11 output, r12 step, lr zero point. Saturates to
// int8; stages in the general form or with a narrower clamp need `out` null.
__attribute__((naked, noinline)) inline void MultiplyQuadDsp(QuadS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_store sum0, sum1, offset
      smmlar \sum0, \sum0, r0, \sum0
      smmlar \sum1, \sum1, r0, \sum1
      smmlar \sum0, \sum0, r1, lr
      smmlar \sum1, \sum1, r1, lr
      ssat \sum0, #8, \sum0
      ssat \sum1, #8, \sum1
      strb \sum0, [r11, #\offset]
      strb \sum1, [r11, r12]
      .endm

      push {r4-r11, lr}
      ldm r0, {r1, r2, r3, r4, r12}
      push {r0, r3}
      adr.w r11, 1f
      add r11, r11, r4
      ldrd r9, r10, [r0, #32]
      ldm r12, {r3, r5, r7, r12}
      add r4, r3, r10
      add r3, r3, r9
      mov r6, r5
      add r8, r7, r10
      add r7, r7, r9
      mov r9, r12
      mov r10, r12
      bx r11
      .balign 4
    1:
      .rept 8
      ldrd r0, r11, [r1], #8
      ldrd r12, lr, [r2], #8
      smlad r3, r0, r12, r3
      smlad r4, r0, lr, r4
      sxtb16 r0, r0, ror #8
      smlad r7, r11, r12, r7
      smlad r8, r11, lr, r8
      sxtb16 r11, r11, ror #8
      smlad r5, r0, r12, r5
      smlad r6, r0, lr, r6
      smlad r9, r11, r12, r9
      smlad r10, r11, lr, r10
      .endr
      ldr.w r0, [sp, #4]
      cmp r0, r2
      bne.w 1b

      pop {r0, r2}
      str r1, [r0]
      sub r3, r3, r5, lsl #8
      sub r4, r4, r6, lsl #8
      sub r7, r7, r9, lsl #8
      sub r8, r8, r10, lsl #8
      ldrd r2, r11, [r0, #16]
      add r1, r2, #48
      str r1, [r0, #16]
      cmp r11, #0
      beq 2f
      add r1, r11, #4
      str r1, [r0, #20]
      ldrd r12, lr, [r0, #24]
      ldrd r0, r1, [r2, #16]
      iegen_dsp_store r3, r4, 0
      add r12, r12, #1
      ldrd r0, r1, [r2, #24]
      iegen_dsp_store r5, r6, 1
      add r12, r12, #1
      ldrd r0, r1, [r2, #32]
      iegen_dsp_store r7, r8, 2
      add r12, r12, #1
      ldrd r0, r1, [r2, #40]
      iegen_dsp_store r9, r10, 3
      pop {r4-r11, pc}
    2:
      add r0, r0, #40
      stm r0, {r3-r10}
      pop {r4-r11, pc}
      .purgem iegen_dsp_store
      )");
}

// An accumulator as an output, whatever form the stage has.
inline int8_t ToOutputDsp(const GemmS8Dsp& g, int32_t acc, int32_t m, int32_t k) {
  int32_t value;
  if (g.fused != 0) {
    value = RoundTwiceDsp(acc, m, k, g.zero_point);
  } else {
    const uint32_t scaled = static_cast<uint32_t>(MultiplyByQuantizedMultiplier(acc, m, k));
    value = static_cast<int32_t>(scaled + static_cast<uint32_t>(g.zero_point));
  }
  return static_cast<int8_t>(Clamp(value, g.act_min, g.act_max));
}

// The sums of `channels` channels, 1 to 4, as outputs of two rows.
__attribute__((noinline)) inline void StoreQuadDsp(const GemmS8Dsp& g, const uint32_t* acc,
                                                   const int32_t* factors, int32_t channels,
                                                   int8_t* const out[2]) {
  for (int32_t i = 0; i < channels; ++i, acc += 2, factors += 2) {
    const int32_t m = factors[0], k = factors[1];
    out[0][i] = ToOutputDsp(g, static_cast<int32_t>(acc[0]), m, k);
    out[1][i] = ToOutputDsp(g, static_cast<int32_t>(acc[1]), m, k);
  }
}

// Two rows times all channels: `rows` as WidenRowDsp makes them, row_sums what it returns. out_step
// is 0 where there is one row only; it stands in both places then.
__attribute__((noinline)) inline void MultiplyRowsDsp(const GemmS8Dsp& g, const int32_t* rows,
                                                      const int32_t row_sums[2], int32_t out_step,
                                                      int8_t* out) {
  QuadS8Dsp quad;
  quad.weights = g.weights;
  quad.rows = rows;
  quad.rows_end = rows + GemmS8DspRowWords(g.taps);
  quad.entry = QuadS8DspEntry(g.taps);
  quad.stage = g.stage;
  quad.out_step = out_step;
  quad.zero_point = g.zero_point;
  quad.row_sums[0] = row_sums[0];
  quad.row_sums[1] = row_sums[1];
  const bool whole = g.fused != 0 && g.act_min == -128 && g.act_max == 127;
  int32_t c = 0;
  quad.out = out;
  for (const int32_t end = whole ? g.channels - 3 : 0; c < end; c += 4) MultiplyQuadDsp(&quad);
  quad.out = nullptr;
  for (; c < g.channels; c += 4) {
    int8_t* const to[2] = {out + c, out + c + out_step};
    const int32_t* const factors = quad.stage + 4;
    MultiplyQuadDsp(&quad);
    StoreQuadDsp(g, quad.acc, factors, g.channels - c < 4 ? g.channels - c : 4, to);
  }
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_DSP_H_
