// CONV_2D with a 3x3 filter, strides and dilations of 1 and one group on int8, for cores with the
// DSP extension, with 16 instead of 36 products for four outputs:
//   out[y][x][o] = stage(sum in[y - pt + ky][x - pl + kx][c] * w[o][ky][kx][c] + bias[o]).
//
// Winograd's F(2x2, 3x3) on integers. With d a window of 4x4 inputs, g a filter, and
//       | 1  0 -1  0 |        | 2  0  0 |        | 1  1  1  0 |
//   B = | 0  1  1  0 |    G = | 1  1  1 |    A = | 0  1 -1 -1 |
//       | 0 -1  1  0 |        | 1 -1  1 |
//       | 0  1  0 -1 |        | 0  0  2 |
// the four sums are A (sum over c of U[c] * V[c]) A' / 4, where U = G g G' (at most 1152, packed by
// the generator), V = B d B' (at most 1020) and * goes element by element. G is twice the usual
// matrix, so that all is integer: 4 times the sum comes out exactly, modulo 2^32.
//
// Four windows side by side, a tile of 2 x 8 outputs, at a time:
//   1. 40 pointers to the pixels under the tile, padding where there is none
//   2. V, [16 elements][in_channels / 2][4 windows] pairs of int16 in scratch: SXTB16 pairs the
//      channels c and c + 2, SADD16 and SSUB16 transform them, columns first
//   3. for two output channels, 16 small products: [2 channels] x [4 windows]
//   4. the transform by A, rounding and clamp
// Weights: [out_channels / 2][16 elements][in_channels / 2][2 channels] pairs. Stage: bias and two
// factors a channel, as GemmS8Dsp has them.
//
// Budget: 11 instructions for 16 products of step 3, 13 more an element and 3 every 256 products;
// 17 an output for step 4; 16 for a pixel and channel of the input for step 2.
#ifndef IEGEN_CONV2D_WINOGRAD_S8_DSP_H_
#define IEGEN_CONV2D_WINOGRAD_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_winograd_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/bytes.h"
#include "iegen/gemm_s8_dsp.h"
#include "iegen/winograd_transforms_s8_dsp.h"

namespace iegen {

// Words of scratch: V, padding, and either products of two channels or, before that, pixels'
// pointers and columns transformed.
inline int32_t Conv2dWinogradS8DspScratchWords(int32_t in_channels) {
  return 32 * in_channels + in_channels / 4 + 128;
}

// Step 3 for two output channels; the function below moves weights on.
struct WinogradPairDsp {
  const int32_t* weights;
  const int32_t* v;
  int32_t* products;      // out: [16 elements][2 channels][4 windows]
  int32_t element_bytes;  // of V: 16 * pairs of input channels
  uint32_t entry;         // WinogradEntryDsp
};

// Where the unrolled loop below begins so that, after the first pair, whole turns remain; bit 0
// says Thumb code.
inline uint32_t WinogradEntryDsp(int32_t pairs) {
  constexpr uint32_t kTurn = 16, kBytesOfAPair = 44;
  const uint32_t rest = static_cast<uint32_t>(pairs - 1) % kTurn;
  return (rest == 0 ? 0 : kTurn - rest) * kBytesOfAPair + 1;
}

// r0 weights, r1 V, r2 and r3 pairs of two channels, r12 and lr pairs of two windows, r4-r7 sums of
// the first channel, r8-r11 of the second. On the stack: end of the element of V, its bytes, place
// in the loop, products, their end.
__attribute__((naked, noinline)) inline void MultiplyWinogradDsp(WinogradPairDsp*) {
  __asm__ volatile(
      R"(
      .syntax unified
      push {r0, r4-r11, lr}
      sub sp, #20
      ldr r2, [r0, #8]
      ldr r3, [r0, #16]
      adr.w r4, 2f
      add r3, r3, r4
      add r4, r2, #512
      strd r3, r2, [sp, #8]
      str r4, [sp, #16]
      ldr r3, [r0, #12]
      ldrd r0, r1, [r0]
      add r2, r1, r3
      strd r2, r3, [sp]
    1:
      ldrd r2, r3, [r0], #8
      ldrd r12, lr, [r1], #8
      smuad r4, r2, r12
      smuad r5, r2, lr
      smuad r8, r3, r12
      smuad r9, r3, lr
      ldrd r12, lr, [r1], #8
      smuad r6, r2, r12
      smuad r7, r2, lr
      smuad r10, r3, r12
      smuad r11, r3, lr
      ldr r2, [sp, #8]
      bx r2
      .balign 4
    2:
      .rept 16
      ldrd r2, r3, [r0], #8
      ldrd r12, lr, [r1], #8
      smlad r4, r2, r12, r4
      smlad r5, r2, lr, r5
      smlad r8, r3, r12, r8
      smlad r9, r3, lr, r9
      ldrd r12, lr, [r1], #8
      smlad r6, r2, r12, r6
      smlad r7, r2, lr, r7
      smlad r10, r3, r12, r10
      smlad r11, r3, lr, r11
      .endr
      ldr r2, [sp]
      cmp r1, r2
      bne.w 2b
      ldr r3, [sp, #4]
      add r2, r2, r3
      ldrd r12, lr, [sp, #12]
      str r2, [sp]
      stmia r12!, {r4-r11}
      str r12, [sp, #12]
      cmp r12, lr
      bne.w 1b
      add sp, #20
      ldr r1, [sp]
      str r0, [r1]
      pop {r0, r4-r11, pc}
      )");
}

// One layer.
struct WinogradS8Dsp {
  const int32_t* weights;
  const int32_t* stage;
  int32_t in_channels, out_channels, out_width;
  OutputS8Dsp rule;
};

// Step 4 for one window at an edge, or for any rule; `p` are its products, eight words apart.
// rows and columns, 1 or 2, are those of its outputs that there are.
__attribute__((noinline)) inline void StoreWindowDsp(const WinogradS8Dsp& g, const uint32_t* p,
                                                     const int32_t* stage, int32_t rows,
                                                     int32_t columns, int8_t* out) {
  const auto store = [&](uint32_t four, int8_t* to) {
    const uint32_t sum = static_cast<uint32_t>(static_cast<int32_t>(four) >> 2);
    const int32_t acc = static_cast<int32_t>(sum + static_cast<uint32_t>(stage[0]));
    *to = ToOutputDsp(g.rule, acc, stage[1], stage[2]);
  };
  uint32_t top[4], bottom[4];
  for (int32_t j = 0; j < 4; ++j, p += 8) {
    const uint32_t b = p[32], c = p[64];
    top[j] = p[0] + b + c;
    bottom[j] = b - c - p[96];
  }
  store(top[0] + top[1] + top[2], out);
  if (columns > 1) store(top[1] - top[2] - top[3], out + g.out_channels);
  if (rows < 2) return;
  out += g.out_width * g.out_channels;
  store(bottom[0] + bottom[1] + bottom[2], out);
  if (columns > 1) store(bottom[1] - bottom[2] - bottom[3], out + g.out_channels);
}

// Step 4 of a tile with fewer outputs, or for any rule.
inline void StoreTileEdgeDsp(const WinogradS8Dsp& g, const int32_t* products, const int32_t* stage,
                             int32_t rows, int32_t columns, int8_t* out) {
  const uint32_t* p = reinterpret_cast<const uint32_t*>(products);
  for (int32_t x = 0; x < columns; x += 2, ++p, out += 2 * g.out_channels) {
    StoreWindowDsp(g, p, stage, rows, columns - x, out);
  }
}

// Steps 3 and 4 of a tile; the first output is at `out`.
__attribute__((noinline)) inline void MultiplyTileDsp(const WinogradS8Dsp& g, const int32_t* v,
                                                      int32_t* products, int32_t rows,
                                                      int32_t columns, int8_t* out) {
  const int32_t pairs = g.in_channels / 2;
  const bool whole = IsWholeDsp(g.rule) && rows == 2 && columns == 8;
  WinogradPairDsp pair = {g.weights, v, products, 16 * pairs, WinogradEntryDsp(pairs)};
  WinogradStoreDsp store;
  store.out_channels = g.out_channels, store.row = g.out_width * g.out_channels;
  store.zero_point = g.rule.zero_point;
  const int32_t* stage = g.stage;
  for (int32_t c = 0; c < g.out_channels; ++c, ++out, stage += 3) {
    const int32_t* const of_channel = products + c % 2 * 4;
    if (c % 2 == 0) MultiplyWinogradDsp(&pair);
    if (!whole) {
      StoreTileEdgeDsp(g, of_channel, stage, rows, columns, out);
      continue;
    }
    store.products = of_channel, store.products_end = of_channel + 4;
    store.out = out;
    store.bias = stage[0], store.m = stage[1], store.k = stage[2];
    StoreWindowsDsp(&store);
  }
}

// Pointers to the pixels of rows y to y + 3, column by column from x to x + 9.
template <class Spec>
__attribute__((noinline)) inline void FindTilePixelsDsp(const Spec& s, const int8_t* in, int32_t y,
                                                        int32_t x, const int8_t* padding,
                                                        const int8_t** pixels) {
  const int32_t height = s.in_height, width = s.in_width, channels = s.in_channels;
  for (int32_t end = x + 10; x != end; ++x, pixels += 4) {
    const bool column = x >= 0 && x < width;
    const int8_t* at = in + (y * width + x) * channels;
    for (int32_t i = 0; i < 4; ++i, at += width * channels) {
      pixels[i] = column && y + i >= 0 && y + i < height ? at : padding;
    }
  }
}

// in [batch, in_height, in_width, in_channels], in_channels a multiple of 4 and out_channels of 2;
// weights and stage packed as above (bias with the input's zero point folded in), out [batch,
// out_height, out_width, out_channels]. scratch: Conv2dWinogradS8DspScratchWords(in_channels)
// words. out must not overlap what is still to be read of in, tiles of 2 x 8 outputs at a time.
// Spec members as of Conv2dS8Dsp.
template <class Spec>
__attribute__((noinline)) inline void Conv2dWinogradS8Dsp(const Spec& s, const int8_t* in,
                                                          const int32_t* weights,
                                                          const int32_t* stage, int32_t* scratch,
                                                          int8_t* out) {
  const int32_t channels = s.in_channels, out_channels = s.out_channels;
  const int32_t out_height = s.out_height, out_width = s.out_width, batch = s.batch;
  const WinogradS8Dsp g = {weights,   stage,
                           channels,  out_channels,
                           out_width, {s.fused, s.out_zero_point, s.act_min, s.act_max}};
  int32_t* const v = scratch;
  int8_t* const padding = reinterpret_cast<int8_t*>(v + 32 * channels);
  int32_t* const products = v + 32 * channels + channels / 4;
  const int8_t** const pixels = reinterpret_cast<const int8_t**>(products);
  int32_t* const transformed = products + 40;
  FillRun(s.in_zero_point, channels, padding);
  for (int32_t n = 0; n < batch * ((out_height + 1) / 2); ++n) {
    const int32_t b = n / ((out_height + 1) / 2), oy = n % ((out_height + 1) / 2) * 2;
    const int8_t* const image = in + b * s.in_height * s.in_width * channels;
    int8_t* const row = out + (b * out_height + oy) * out_width * out_channels;
    const int32_t rows = out_height - oy < 2 ? 1 : 2;
    for (int32_t ox = 0; ox < out_width; ox += 8) {
      FindTilePixelsDsp(s, image, oy - s.pad_top, ox - s.pad_left, padding, pixels);
      for (int32_t c = 0; c < channels; c += 4) {
        TransformColumnsDsp(pixels, c, transformed);
        TransformRowsDsp(transformed, 8 * channels, v + 2 * c);
        TransformRowsDsp(transformed + 40, 8 * channels, v + 2 * c + 4);
      }
      const int32_t left = out_width - ox, columns = left < 8 ? left : 8;
      int8_t* const to = row + ox * out_channels;
      MultiplyTileDsp(g, v, products, rows, columns, to);
    }
  }
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_WINOGRAD_S8_DSP_H_
