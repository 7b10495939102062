#include "backends/cortex_m/packing.h"

#include "backends/cortex_m/packed_filter.h"

namespace iegen {
namespace cortex_m {
namespace {

// Without a shift the reference rounds once: then the first multiplication changes nothing, and
// the second one is the reference's.
int32_t FirstFactor(const DenseFilter& filter, int32_t channel) {
  if (filter.shift[channel] == 0) return 0;
  const auto multiplier = static_cast<uint32_t>(filter.multiplier[channel]);
  return static_cast<int32_t>(2 * multiplier);  // modulo 2^32: 2m - 2^32
}

// 2^(32 - n), one more where ties below zero have to move away from it; 0 makes every output zero.
int32_t SecondFactor(const DenseFilter& filter, int32_t channel) {
  if (filter.multiplier[channel] == 0) return 0;
  if (filter.shift[channel] == 0) return 2 * filter.multiplier[channel];
  const int32_t power = 1 << (32 + filter.shift[channel]);
  return ClampsNegative(filter) ? power : power + 1;
}

// Two words for each of the channels c to c + 3.
int32_t* PackDspFactors(const DenseFilter& filter, bool fused, int32_t c, int32_t* words) {
  for (int32_t i = c; i < c + 4; ++i) {
    const bool there = i < filter.channels;
    *words++ = !there ? 0 : fused ? FirstFactor(filter, i) : filter.multiplier[i];
    *words++ = !there ? 0 : fused ? SecondFactor(filter, i) : filter.shift[i];
  }
  return words;
}

// Element 4 * i + j of G g G', see iegen/conv2d_winograd_s8_dsp.h; the nine taps of g are `step`
// apart.
int32_t WinogradWeight(const int8_t* taps, int32_t step, int32_t element) {
  static constexpr int8_t kG[4][3] = {{2, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 2}};
  int32_t sum = 0;
  for (int32_t k = 0; k < 9; ++k) {
    sum += kG[element / 4][k / 3] * kG[element % 4][k % 3] * taps[k * step];
  }
  return sum;
}

}  // namespace

bool RoundsTwiceByMultiplication(const DenseFilter& filter) {
  const int32_t most = ClampsNegative(filter) ? 30 : 12;
  for (int32_t c = 0; c < filter.channels; ++c) {
    const int32_t n = -filter.shift[c];
    const bool once = n == 0 && filter.multiplier[c] < 1 << 30;
    if (filter.multiplier[c] != 0 && !once && (n < 2 || n > most)) return false;
  }
  return true;
}

bool EqualFactors(const DenseFilter& filter) {
  for (int32_t c = 1; c < filter.channels; ++c) {
    if (filter.multiplier[c] != filter.multiplier[0]) return false;
    if (filter.shift[c] != filter.shift[0]) return false;
  }
  return true;
}

bool NarrowDspFits(const DenseFilter& filter) {
  constexpr int64_t kRoom = 1 << 23;
  for (int32_t c = 1; c < filter.channels; c += 2) {
    const int8_t* const first = filter.weights + (c - 1) * filter.taps;
    const int8_t* const second = first + filter.taps;
    const int64_t bias = filter.bias[c];
    int64_t most = bias < 0 ? -bias : bias;
    for (int32_t k = 0; k < filter.taps; ++k) {
      if (second[k] == -128 && first[k] < 0) return false;
      most += 128 * (second[k] < 0 ? -second[k] : second[k]);
    }
    if (most >= kRoom) return false;
  }
  return true;
}

int32_t DspRowWords(int32_t taps) { return (taps + 3) / 4 * 4; }

int32_t DspStageWords(int32_t channels) { return (channels + 3) / 4 * 12; }

int32_t DspTapPlace(const DspLayout& layout, int32_t taps, int32_t k) {
  const int32_t segment = taps / layout.runs, whole = segment / 4 * 4, rest = segment - whole;
  const int32_t run = k / segment, i = k % segment;
  return i < whole ? run * whole + i : layout.runs * whole + run * rest + i - whole;
}

int32_t DspBlockWords(const DspLayout& layout, int32_t taps) {
  const int32_t four = layout.wide ? 2 * layout.block : layout.block;
  return (taps + 3) / 4 * four + (layout.once ? 1 : 3) * layout.block;
}

int32_t DspWords(const DspLayout& layout, int32_t channels, int32_t taps) {
  const int32_t blocks = (channels + layout.block - 1) / layout.block;
  return blocks * DspBlockWords(layout, taps) + (layout.once ? 2 * layout.block : 0);
}

namespace {

// Tap k of the channels of a halfword, the first of which is c: one, or two as the headers of the
// kernels say, which differ in what a negative first one takes from the second.
uint32_t DspHalfword(const DenseFilter& filter, const DspLayout& layout, int32_t c, int32_t k) {
  const auto first = static_cast<int8_t>(ByteOf(filter, c, k));
  if (layout.wide) return static_cast<uint32_t>(first) & 0xffff;
  const uint32_t second = ByteOf(filter, c + 1, k) << 8;
  if (layout.block == 8) return static_cast<uint32_t>(first + 128) | second;
  return (static_cast<uint32_t>(first) + second) & 0xffff;
}

// The taps of `layout.block` channels from c on; missing ones are 0.
int32_t* PackDspBlock(const DenseFilter& filter, const DspLayout& layout, int32_t c,
                      int32_t* words) {
  const int32_t together = layout.wide ? 1 : 2, pairs = layout.block / together;
  const int32_t count = DspRowWords(filter.taps) / 2 * pairs;
  for (int32_t i = 0; i < count; ++i) words[i] = layout.block == 8 ? 0x00800080 : 0;
  for (int32_t i = 0; i < layout.block; i += together) {
    for (int32_t k = 0; k < filter.taps; ++k) {
      const int32_t place = DspTapPlace(layout, filter.taps, k), shift = place % 4 / 2 * 16;
      const int32_t at = (place / 4 * 2 + place % 2) * pairs + i / together;
      const uint32_t others = static_cast<uint32_t>(words[at]) & ~(0xffffu << shift);
      const uint32_t half = DspHalfword(filter, layout, c + i, k) << shift;
      words[at] = static_cast<int32_t>(others | half);
    }
  }
  return words + count;
}

// What the sum of channel c begins with.
uint32_t DspStart(const DenseFilter& filter, const DspLayout& layout, int32_t c) {
  const auto bias = [&](int32_t channel) {
    return channel < filter.channels ? static_cast<uint32_t>(filter.bias[channel]) : 0;
  };
  if (layout.wide) return bias(c);
  if (layout.block == 8) return bias(c) + (c % 2 == 0 ? 256 * bias(c + 1) : 0);
  return c % 2 == 0 ? bias(c) : bias(c - 1) + 256 * bias(c);
}

}  // namespace

void PackDsp(const DenseFilter& filter, const DspLayout& layout, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; c += layout.block) {
    const int32_t end = c + layout.block;
    for (int32_t i = c; i < end; ++i) *words++ = static_cast<int32_t>(DspStart(filter, layout, i));
    words = PackDspBlock(filter, layout, c, words);
    if (layout.once) continue;
    for (int32_t i = c; i < end; i += 4) words = PackDspFactors(filter, fused, i, words);
  }
  if (!layout.once) return;
  for (int32_t i = 0; i < layout.block; ++i) {
    *words++ = fused ? FirstFactor(filter, 0) : filter.multiplier[0];
    *words++ = fused ? SecondFactor(filter, 0) : filter.shift[0];
  }
}

void PackDspEight(const DenseFilter& filter, int32_t* words) {
  constexpr int32_t kLower[4] = {0, 1, 4, 5};
  for (int32_t c = 0; c < filter.channels; ++c) {
    const int8_t* const w = filter.weights + 8 * c;
    *words++ = filter.bias[c];
    for (const int32_t k : kLower) {
      *words++ = static_cast<int32_t>((static_cast<uint32_t>(w[k]) & 0xffff) |
                                      static_cast<uint32_t>(w[k + 2]) << 16);
    }
    *words++ = FirstFactor(filter, c);
    *words++ = SecondFactor(filter, c);
  }
}

int32_t WinogradWeightWords(int32_t channels, int32_t in_channels) {
  return channels / 2 * 16 * in_channels;
}

int32_t WinogradStageWords(int32_t channels) { return 3 * channels; }

void PackWinogradWeights(const DenseFilter& filter, int32_t* words) {
  const int32_t inputs = filter.taps / 9;
  const auto half = [&](int32_t element, int32_t o, int32_t c) {
    const int8_t* const taps = filter.weights + o * filter.taps + c;
    return static_cast<uint32_t>(WinogradWeight(taps, inputs, element)) & 0xffff;
  };
  // The first input channel of each pair that SXTB16 makes; the second one is two further.
  const auto first = [](int32_t pair) { return pair / 2 * 4 + pair % 2; };
  for (int32_t o = 0; o < filter.channels; o += 2) {
    for (int32_t n = 0; n < 16 * inputs; ++n) {
      const int32_t element = n / inputs, c = first(n % inputs / 2), channel = o + n % 2;
      *words++ =
          static_cast<int32_t>(half(element, channel, c) | half(element, channel, c + 2) << 16);
    }
  }
}

void PackWinogradStage(const DenseFilter& filter, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; ++c) {
    *words++ = filter.bias[c];
    *words++ = fused ? FirstFactor(filter, c) : filter.multiplier[c];
    *words++ = fused ? SecondFactor(filter, c) : filter.shift[c];
  }
}

int32_t DspDepthwiseWeightWords(int32_t channels, int32_t taps) {
  return channels * ((taps + 1) / 2);
}

void PackDspDepthwiseWeights(const DenseFilter& filter, int32_t* words) {
  const auto half = [&](int32_t t, int32_t c) {
    const int32_t value = t < filter.taps ? filter.weights[t * filter.channels + c] : 0;
    return static_cast<uint32_t>(value) & 0xffff;
  };
  for (int32_t c = 0; c < filter.channels; c += 4) {
    for (int32_t t = 0; t < filter.taps; t += 2) {
      for (int32_t i = c; i < c + 4; ++i) {
        *words++ = static_cast<int32_t>(half(t, i) | half(t + 1, i) << 16);
      }
    }
  }
}

void PackDspDepthwise3x3(const DenseFilter& filter, int32_t stride, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; ++c) {
    const auto pair = [&](int32_t lower, int32_t upper) {
      const int32_t a = filter.weights[lower * filter.channels + c];
      const int32_t b = upper < 9 ? filter.weights[upper * filter.channels + c] : 0;
      return static_cast<int32_t>((static_cast<uint32_t>(a) & 0xffff) | static_cast<uint32_t>(b)
                                                                            << 16);
    };
    for (int32_t kx = 0; kx < 3; ++kx) {
      *words++ = pair(kx, kx + 3);
      if (stride == 1) *words++ = pair(kx + 3, kx + 6);
    }
    if (stride == 2) {
      *words++ = pair(6, 7);
      *words++ = pair(8, 9);
      *words++ = 0;
    }
    *words++ = filter.bias[c];
    *words++ = FirstFactor(filter, c);
    *words++ = SecondFactor(filter, c);
  }
}

void PackDspDepthwiseStage(const DenseFilter& filter, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; c += 4) {
    for (int32_t i = c; i < c + 4; ++i) *words++ = filter.bias[i];
    words = PackDspFactors(filter, fused, c, words);
  }
}

bool DspBytesStageFits(const DenseFilter& filter) {
  constexpr int32_t kRoom = 1 << 23;
  for (int32_t c = 0; c < filter.channels; ++c) {
    if (filter.bias[c] < -kRoom || filter.bias[c] >= kRoom) return false;
  }
  return true;
}

void PackDspBytesStage(const DenseFilter& filter, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; ++c) {
    const int32_t shift = filter.multiplier[c] == 0 ? 0 : filter.shift[c];
    *words++ = filter.multiplier[c];
    *words++ = static_cast<int32_t>(static_cast<uint32_t>(filter.bias[c]) << 8 |
                                    (static_cast<uint32_t>(shift) & 0xff));
  }
}

}  // namespace cortex_m
}  // namespace iegen
