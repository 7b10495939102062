// Products of int8 rows with the DSP instructions of Armv7E-M and Armv8-M Main: what the
// convolutions with dense filters share on Cortex-M4, M7 and M33.
//
// Two input rows ("pixels") are widened to pairs of int16 once and meet all channels, four at a
// time. A word of the packed weights holds two taps of two channels A and B, as two halfwords
//   A[k] + 256 B[k]   A[k + 2] + 256 B[k + 2]
// for (k, k + 2) = (4q, 4q + 2), then (4q + 1, 4q + 3): the pairs that SXTB16 makes of four input
// bytes. SXTB16 of the word gives A alone, and SMLAD on the word as it is sum(A x) + 256 sum(B x):
// less sum(A x), that is 256 sum(B x), and B has cost no instruction to unpack. So the sums of B
// have to fit into 24 bits, and -128 must not stand for B where A is negative.
//
// One stream of words is read from its beginning to its end. For every four channels A B C D it has
//   4 start values   bias[A], bias[A] + 256 bias[B], bias[C], bias[C] + 256 bias[D]
//   for four taps    AB (k, k + 2), CD (k, k + 2), AB (k + 1, k + 3), CD (k + 1, k + 3)
//   8 factors        two for each channel
// Both rows stand in scratch as
//   for four taps    first row (k, k + 2), second row, first row (k + 1, k + 3), second row
//
// Budget: 12 instructions for 16 products (0.75 each), 3 more every 256; then 51 for the eight
// outputs. 9 to widen four bytes of both rows, 5 a run of them, and 25 for both.
#ifndef IEGEN_GEMM_S8_DSP_H_
#define IEGEN_GEMM_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/gemm_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/requantize.h"

namespace iegen {

// What makes an output of a sum. With `fused` 1 a channel's two factors are those of RoundTwiceDsp,
// otherwise the multiplier and the shift of MultiplyByQuantizedMultiplier.
struct OutputS8Dsp {
  int32_t fused;
  int32_t zero_point, act_min, act_max;
};

// Whether SSAT is all of the clamp.
inline bool IsWholeDsp(const OutputS8Dsp& rule) {
  return rule.fused != 0 && rule.act_min == -128 && rule.act_max == 127;
}

// One layer.
struct GemmS8Dsp {
  const int32_t* weights;  // the stream
  int32_t channels, taps;
  OutputS8Dsp rule;
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

// Two rows of bytes times four channels, over and over.
struct PixelPairS8Dsp {
  const int8_t* rows[2];       // what is to be widened: runs of bytes
  int32_t* widened;            // scratch: both rows
  int32_t words;               // of a run, at least 1
  int32_t gaps[2];             // bytes from the end of a run to the next one
  const int32_t* widened_end;  // of the runs; where it is `widened`, all of it is there
  const int32_t* weights;
  int8_t* out[2];  // of the first channel; out[0] null: leave one quad's sums
  int32_t zero_point;
  const int32_t* end;   // of the stream
  const int32_t* taps;  // widened
  uint32_t entry;       // PixelPairDspEntry
  const int32_t* taps_end;
  uint32_t acc[8];   // where sums are left: channel 0 with both rows, channel 1, ...
  int32_t channels;  // that are stored
};

// Where an unrolled loop of sixteen times two taps begins so that whole turns remain behind the
// first two taps; bit 0 says Thumb code.
inline uint32_t PixelPairDspEntry(int32_t taps, uint32_t bytes_of_two_taps) {
  constexpr uint32_t kTurn = 16;
  const uint32_t rest = static_cast<uint32_t>(taps + 3) / 4 * 2 - 1;  // odd: never whole turns
  return (kTurn - rest % kTurn) * bytes_of_two_taps + 1;
}

// One channel of both rows: two factors, roundings, outputs.
#define IEGEN_DSP_STORE                              \
  ".macro iegen_dsp_store sum0, sum1, m=r0, k=r11\n" \
  "smmlar \\sum0, \\sum0, \\m, \\sum0\n"             \
  "smmlar \\sum1, \\sum1, \\m, \\sum1\n"             \
  "smmlar \\sum0, \\sum0, \\k, lr\n"                 \
  "smmlar \\sum1, \\sum1, \\k, lr\n"                 \
  "ssat \\sum0, #8, \\sum0\n"                        \
  "ssat \\sum1, #8, \\sum1\n"                        \
  "strb \\sum0, [r2], #1\n"                          \
  "strb \\sum1, [r12], #1\n"                         \
  ".endm\n"

// Stores eight sums, or leaves them; then the next quad or the end.
#define IEGEN_DSP_END_OF_QUAD         \
  "ldm sp, {r2, r12, lr}\n"           \
  "cbnz r2, 6f\n"                     \
  "ldr r0, [sp, #28]\n"               \
  "add r0, r0, #60\n"                 \
  "stm r0, {r3-r10}\n"                \
  "b 7f\n"                            \
  "6:\n"                              \
  "ldrd r0, r11, [r1], #8\n"          \
  "iegen_dsp_store r3, r4\n"          \
  "ldm r1!, {r0, r3, r4, r11}\n"      \
  "iegen_dsp_store r5, r6, r0, r3\n"  \
  "iegen_dsp_store r7, r8, r4, r11\n" \
  "ldrd r0, r11, [r1], #8\n"          \
  "iegen_dsp_store r9, r10\n"         \
  "strd r2, r12, [sp]\n"              \
  "ldrd r0, r2, [sp, #12]\n"          \
  "cmp r0, r1\n"                      \
  "bne.w 4b\n"                        \
  "7:\n"                              \
  "add sp, #32\n"                     \
  "pop {r4-r11, pc}\n"                \
  ".purgem iegen_dsp_store\n"

// Widens both rows, unless that is done; then every four channels begin at 4, with r1 the stream,
// r2 the rows' first taps and on the stack the fields of the struct from `out` to `taps_end`, and
// the struct. The start values stand for the second row: the first products give either row its
// own sums.
// r1 and r2 rows, r3 widened, r4 words, r5 words left, r6 and r7 gaps, r8-r11 taps.
#define IEGEN_DSP_BEGIN_PAIR      \
  "push {r0, r4-r11, lr}\n"       \
  "ldm r0, {r1-r4, r6, r7, lr}\n" \
  "cmp r3, lr\n"                  \
  "beq 3f\n"                      \
  "1:\n"                          \
  "mov r5, r4\n"                  \
  "2:\n"                          \
  "ldr r10, [r1], #4\n"           \
  "ldr r11, [r2], #4\n"           \
  "subs r5, #1\n"                 \
  "sxtb16 r8, r10\n"              \
  "sxtb16 r9, r11\n"              \
  "sxtb16 r10, r10, ror #8\n"     \
  "sxtb16 r11, r11, ror #8\n"     \
  "stmia r3!, {r8-r11}\n"         \
  "bne 2b\n"                      \
  "add r1, r1, r6\n"              \
  "add r2, r2, r7\n"              \
  "cmp r3, lr\n"                  \
  "bne 1b\n"                      \
  "3:\n"                          \
  "adds r0, #28\n"                \
  "ldm r0, {r1-r8}\n"             \
  "adr.w r11, 5f\n"               \
  "add r7, r7, r11\n"             \
  "push {r2-r8}\n"                \
  "mov r2, r6\n"                  \
  "4:\n"                          \
  "ldm r1!, {r4, r6, r8, r10}\n"

// All taps of four channels: the first two, then from the place of the unrolled loop where whole
// turns remain. iegen_dsp_two_taps multiplies, with where the second row's sums come from.
#define IEGEN_DSP_TAPS_OF_QUAD           \
  "iegen_dsp_two_taps r4, r6, r8, r10\n" \
  "ldr pc, [sp, #20]\n"                  \
  ".balign 4\n"                          \
  "5:\n"                                 \
  ".rept 16\n"                           \
  "iegen_dsp_two_taps r3, r5, r7, r9\n"  \
  ".endr\n"                              \
  "ldr.w r0, [sp, #24]\n"                \
  "cmp r0, r2\n"                         \
  "bne.w 5b\n"

// r1 the stream, r2 taps of the rows, r3-r10 sums, r0 and r11 taps of two channels each, r12 and lr
// taps of the rows. Last: r0 and r11 factors, r2 and r12 outputs, lr zero point. Saturates to int8;
// other rules need out[0] null.
__attribute__((naked, noinline)) inline void MultiplyPairDsp(PixelPairS8Dsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      .macro iegen_dsp_two_taps a0, b0, c0, d0
      ldrd r0, r11, [r1], #8
      ldrd r12, lr, [r2], #8
      smlad r5, r0, r12, \b0
      smlad r6, r0, lr, r6
      sxtb16 r0, r0
      smlad r9, r11, r12, \d0
      smlad r10, r11, lr, r10
      sxtb16 r11, r11
      smlad r3, r0, r12, \a0
      smlad r4, r0, lr, r4
      smlad r7, r11, r12, \c0
      smlad r8, r11, lr, r8
      .endm
      )" IEGEN_DSP_STORE IEGEN_DSP_BEGIN_PAIR IEGEN_DSP_TAPS_OF_QUAD R"(

      subs r5, r5, r3
      subs r6, r6, r4
      sub r9, r9, r7
      sub r10, r10, r8
      asrs r5, r5, #8
      asrs r6, r6, #8
      asr r9, r9, #8
      asr r10, r10, #8
      )" IEGEN_DSP_END_OF_QUAD R"(
      .purgem iegen_dsp_two_taps
      )");
}

// An accumulator as an output, whatever form the stage has.
inline int8_t ToOutputDsp(const OutputS8Dsp& rule, int32_t acc, int32_t m, int32_t k) {
  int32_t value;
  if (rule.fused != 0) {
    value = RoundTwiceDsp(acc, m, k, rule.zero_point);
  } else {
    const uint32_t scaled = static_cast<uint32_t>(MultiplyByQuantizedMultiplier(acc, m, k));
    value = static_cast<int32_t>(scaled + static_cast<uint32_t>(rule.zero_point));
  }
  return static_cast<int8_t>(Clamp(value, rule.act_min, rule.act_max));
}

// The sums of `channels` channels, 1 to 4, as outputs of two rows.
__attribute__((noinline)) inline void StoreQuadDsp(const OutputS8Dsp& rule, const uint32_t* acc,
                                                   const int32_t* factors, int32_t channels,
                                                   int8_t* const out[2]) {
  for (int32_t i = 0; i < channels; ++i, acc += 2, factors += 2) {
    const int32_t m = factors[0], k = factors[1];
    out[0][i] = ToOutputDsp(rule, static_cast<int32_t>(acc[0]), m, k);
    out[1][i] = ToOutputDsp(rule, static_cast<int32_t>(acc[1]), m, k);
  }
}

// The weights of this page; iegen/gemm_wide_s8_dsp.h has others.
struct BytesDsp {
  static constexpr int32_t kWordsOfFourTaps = 4;  // and four channels
  static constexpr uint32_t kCodeOfTwoTaps = 12 * 4;
  static void Multiply(PixelPairS8Dsp* pair) { MultiplyPairDsp(pair); }
};

// Words of the stream for four channels.
template <class Weights>
inline int32_t QuadWordsDsp(int32_t taps) {
  return (taps + 3) / 4 * Weights::kWordsOfFourTaps + 12;
}

// What all pairs of pixels of a layer share: rows of `runs` runs. scratch:
// GemmS8DspRowWords(g.taps) words.
template <class Weights>
inline PixelPairS8Dsp BeginPairsDsp(const GemmS8Dsp& g, int32_t runs, int32_t* scratch) {
  PixelPairS8Dsp pair;
  pair.widened = scratch;
  pair.taps = scratch;
  pair.words = g.taps / runs / 4;
  pair.gaps[0] = pair.gaps[1] = 0;
  pair.widened_end = scratch + 4 * pair.words * runs;
  pair.zero_point = g.rule.zero_point;
  pair.entry = PixelPairDspEntry(g.taps, Weights::kCodeOfTwoTaps);
  pair.taps_end = scratch + GemmS8DspRowWords(g.taps);
  pair.weights = g.weights;
  pair.channels = IsWholeDsp(g.rule) ? g.channels & ~3 : 0;
  pair.end = g.weights + pair.channels / 4 * QuadWordsDsp<Weights>(g.taps);
  return pair;
}

// The channels behind those that Multiply stores. `widened`: it has widened the rows.
template <class Weights>
__attribute__((noinline)) inline void MultiplyTailDsp(const GemmS8Dsp& g,
                                                      const PixelPairS8Dsp& pair) {
  PixelPairS8Dsp one = pair;
  one.out[0] = nullptr;
  if (pair.channels != 0) one.widened_end = one.widened;  // done
  one.weights = pair.end;
  for (int32_t channel = pair.channels; channel < g.channels; channel += 4) {
    Weights::Multiply(&one);
    one.widened_end = one.widened;
    one.weights += QuadWordsDsp<Weights>(g.taps);
    int8_t* const to[2] = {pair.out[0] + channel, pair.out[1] + channel};
    const int32_t left = g.channels - channel;
    StoreQuadDsp(g.rule, one.acc, one.weights - 8, left < 4 ? left : 4, to);
  }
}

// One pair: its rows, outputs and sums are set. Both rows are read before an output is written.
template <class Weights>
inline void MultiplyPixelsDsp(const GemmS8Dsp& g, PixelPairS8Dsp& pair) {
  if (pair.channels != 0) Weights::Multiply(&pair);
  if (pair.channels != g.channels) MultiplyTailDsp<Weights>(g, pair);
}

// Widens four bytes of a row into its words `to` of both rows.
inline void WidenWordDsp(uint32_t bytes, int32_t* to) {
  to[0] = EvenTapsDsp(bytes);
  to[2] = OddTapsDsp(bytes);
}

// The bytes of a row that fill no word: `rest` of each run.
struct RestS8Dsp {
  const int8_t* at;  // of the first run
  int32_t runs, rest;
  int32_t step;  // bytes from a run to the next one
};

// Widens them, one after the other.
__attribute__((noinline)) inline void WidenAnyRestDsp(const RestS8Dsp& row, int32_t* to) {
  const int8_t* at = row.at;
  int32_t filled = 0;
  uint32_t word = 0;
  for (int32_t i = 0; i < row.runs; ++i, at += row.step) {
    for (int32_t k = 0; k < row.rest; ++k) {
      word |= static_cast<uint32_t>(at[k] & 0xff) << filled;
      filled += 8;
      if (filled != 32) continue;
      WidenWordDsp(word, to);
      to += 4;
      word = 0, filled = 0;
    }
  }
  if (filled != 0) WidenWordDsp(word, to);
}

// The same; quicker for colours under a 3x3 filter.
inline void WidenRestDsp(const RestS8Dsp& row, int32_t* to) {
  if (row.runs != 3 || row.rest != 1) {
    WidenAnyRestDsp(row, to);
    return;
  }
  const auto* const at = reinterpret_cast<const uint8_t*>(row.at);
  WidenWordDsp(at[0] | static_cast<uint32_t>(at[row.step]) << 8 |
                   static_cast<uint32_t>(at[2 * row.step]) << 16,
               to);
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_DSP_H_
