// Products of int8 rows on cores without the DSP extension (Cortex-M0, M3): two products to a
// multiplication. What the convolutions with dense filters share there.
//
// Eight input rows ("pixels") 0 to 7 meet one channel at a time. For every tap there are four words
//   X[j] = x[j] + 65536 * x[j + 4],  j = 0 to 3,
// and the sum P of X[j] * w over some taps is L + 65536 * H, with the sums L and H of the pixels j
// and j + 4. As long as L + 32768 fits into 16 bits, both can be read from P + 32768: H is its
// upper half. So taps are taken in groups, as long ones as the weights prove to be safe for all
// inputs: the worst case of L and H stays in [-32768, 32767]. After a group, with B = P + 32768,
//   low[j] += B,  high[j] += B >> 16,
// and after the channel sum(x[j] * w) = low[j] - 65536 * high[j] - 32768 * groups, modulo 2^32; the
// last term and the bias stand in the start values, so that a group costs no correction.
//
// Weights: for each channel its groups, then a byte 0. A group of n taps, 1 to 20, is the byte
// 11 * (20 - n) + 1, then the n weights: half of the distance that the assembly jumps into a run of
// 20 steps of 22 bytes.
//
// Stage, for each channel: start values of low and high, then what makes an output of a sum:
//   form 0, 1: 2 * multiplier modulo 2^32, right shift (form 1: at least 1 and free of overflow)
//   form 2:    low, high, factor, fraction, offset, tilt: see OutputByTwoMultiplies
//
// Budget: 6 instructions (Cortex-M3) or 11 (M0) for a tap and eight pixels, 17 or 33 a group; then
// about 13 or 24 an output. Groups have 5 to 7 taps in trained networks: about 1.2 or 2.2
// instructions a product before the outputs.
#ifndef IEGEN_GEMM_S8_THUMB_H_
#define IEGEN_GEMM_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/gemm_s8_thumb.h needs a core with Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stddef.h>
#include <stdint.h>

#include "iegen/output_s8_thumb.h"
#if defined(__thumb2__)
#include "iegen/block_s8_thumb2.h"
#else
#include "iegen/block_s8_thumb1.h"
#endif

namespace iegen {

// One layer; weights and stage as above.
struct GemmS8Thumb {
  const int8_t* weights;
  const int32_t* stage;
  int32_t channels;
  StageS8Thumb rule;
};

// Words of scratch for eight packed rows of `taps` elements.
inline int32_t GemmS8ThumbRowWords(int32_t taps) { return 4 * taps; }

// Packs `count` elements of the rows j and j + 4; `x` points at word j of the first tap. Returns
// word j of the next tap.
__attribute__((noinline)) inline int32_t* PackTwoRowsThumb(const int8_t* a, const int8_t* b,
                                                           int32_t count, int32_t* x) {
  const auto pack = [](int32_t low, int32_t high) {
    return static_cast<int32_t>(static_cast<uint32_t>(low) + (static_cast<uint32_t>(high) << 16));
  };
  for (; count >= 4; count -= 4, a += 4, b += 4, x += 16) {
    x[0] = pack(a[0], b[0]);
    x[4] = pack(a[1], b[1]);
    x[8] = pack(a[2], b[2]);
    x[12] = pack(a[3], b[3]);
  }
  for (; count > 0; --count, x += 4) *x = pack(*a++, *b++);
  return x;
}

// Eight packed rows times all channels. `count` of them, the first ones, have outputs, `out` is
// that of row 0; the outputs of neighbouring rows are `channels` bytes apart.
__attribute__((noinline)) inline void MultiplyBlockThumb(const GemmS8Thumb& g, const int32_t* rows,
                                                         int32_t count, int8_t* out) {
  BlockS8Thumb block;
  block.weights = g.weights;
  block.stage = g.stage;
  block.rows = rows;
  block.out_step = g.channels;
  block.zero_point2 = 2 * g.rule.zero_point + 1;
  block.channels = g.channels;
  if (count == 8 && BlockS8ThumbStores(g.rule)) {
    block.out = out;
    MultiplyChannelsThumb(&block);
    return;
  }
  block.out = nullptr;
  for (int32_t c = 0; c < g.channels; ++c, ++out, block.stage += g.rule.words()) {
    MultiplyChannelsThumb(&block);
    int8_t* to = out;
    for (int32_t j = 0; j < count; ++j, to += g.channels) {
      *to = OutputS8Thumb(g.rule, static_cast<int32_t>(block.sums[j]), block.stage + 2);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_GEMM_S8_THUMB_H_
