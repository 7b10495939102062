// The constants of the kernels with Helium.
#include "backends/cortex_m/packed_filter.h"
#include "backends/cortex_m/packing.h"

namespace iegen {
namespace cortex_m {
namespace {

// The order of a filter's taps in iegen/depthwise_conv2d_3x3_s8_mve.h.
constexpr int32_t kDepthwiseTaps[9] = {1, 2, 0, 4, 5, 3, 7, 8, 6};

// The first channels of the four sums of sixteen.
constexpr int32_t kFirstOfSum[4] = {0, 2, 1, 3};

// 16 taps of a channel.
int32_t* PackMveStep(const DenseFilter& filter, int32_t channel, int32_t tap, int32_t* words) {
  for (int32_t k = tap; k < tap + 16; k += 4) {
    const uint32_t word = ByteOf(filter, channel, k) | ByteOf(filter, channel, k + 1) << 8 |
                          ByteOf(filter, channel, k + 2) << 16 |
                          ByteOf(filter, channel, k + 3) << 24;
    *words++ = static_cast<int32_t>(word);
  }
  return words;
}

// All taps of channels [first, first + count), 16 of each in turn: the last ones, which may be
// fewer, first.
int32_t* PackMveSteps(const DenseFilter& filter, int32_t first, int32_t count, int32_t* words) {
  const int32_t steps = (filter.taps + 15) / 16;
  for (int32_t n = 0; n < steps; ++n) {
    const int32_t step = n == 0 ? steps - 1 : n - 1;
    for (int32_t i = first; i < first + count; ++i) {
      words = PackMveStep(filter, i, step * 16, words);
    }
  }
  return words;
}

// 2^(31 - n), one more where ties below zero have to move away from it.
int32_t MveFactor(const DenseFilter& filter, int32_t channel) {
  if (filter.multiplier[channel] == 0) return 0;
  const int32_t power = 1 << (31 + filter.shift[channel]);
  return ClampsNegative(filter) ? power : power + 1;
}

// What follows the products of a channel, its words four apart.
void PackMveLane(const DenseFilter& filter, bool fused, int32_t channel, int32_t* lane) {
  for (int32_t v = 0; v < (fused ? 3 : 4); ++v) lane[4 * v] = 0;
  if (channel >= filter.channels) return;
  const int32_t shift = filter.shift[channel], multiplier = filter.multiplier[channel];
  lane[0] = filter.bias[channel];
  lane[fused ? 4 : 8] = multiplier;
  if (fused) {
    lane[8] = MveFactor(filter, channel);
  } else {
    lane[4] = shift > 0 ? shift : 0;
    lane[12] = shift < 0 ? shift : 0;
  }
}

}  // namespace

int32_t MveDepthwiseStageWords(int32_t channels, bool fused) {
  return (channels + 15) / 16 * 4 * (fused ? 12 : 16);
}

void PackMveDepthwiseStage(const DenseFilter& filter, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; c += 16) {
    for (const int32_t first : kFirstOfSum) {
      for (int32_t i = 0; i < 4; ++i) PackMveLane(filter, fused, c + first + 4 * i, words + i);
      words += fused ? 12 : 16;
    }
  }
}

bool MveDepthwisePairsFit(const DenseFilter& filter) {
  const int32_t channels = filter.channels;
  for (int32_t t = 0; t + 1 < filter.taps; t += 2) {
    const int8_t* const first = filter.weights + t * channels;
    for (int32_t c = 0; c < channels; ++c) {
      if (first[c] == -128 && first[channels + c] == -128) return false;
    }
  }
  return true;
}

bool MveFused(const DenseFilter& filter) {
  const int32_t most = ClampsNegative(filter) ? 31 : 11;
  for (int32_t c = 0; c < filter.channels; ++c) {
    const int32_t n = -filter.shift[c];
    if (filter.multiplier[c] != 0 && (n < 1 || n > most)) return false;
  }
  return true;
}

int32_t MveWords(int32_t channels, int32_t taps, bool fused) {
  return (channels + 3) / 4 * ((taps + 15) / 16 * 16 + (fused ? 12 : 16));
}

void PackMve(const DenseFilter& filter, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; c += 4) {
    words = PackMveSteps(filter, c, 4, words);
    for (int32_t i = 0; i < 4; ++i) PackMveLane(filter, fused, c + i, words + i);
    words += fused ? 12 : 16;
  }
}

int32_t MveRowWords(int32_t channels, int32_t taps, bool fused) {
  return (channels + 7) / 8 * ((taps + 15) / 16 * 32 + 2 * (fused ? 12 : 16));
}

void PackMveRow(const DenseFilter& filter, bool fused, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; c += 8) {
    words = PackMveSteps(filter, c, 8, words);
    for (int32_t odd = 0; odd < 2; ++odd) {
      for (int32_t i = 0; i < 4; ++i) PackMveLane(filter, fused, c + odd + 2 * i, words + i);
      words += fused ? 12 : 16;
    }
  }
}

bool MveDepthwise3x3Fits(const DenseFilter& filter) {
  for (int32_t i = 0; i + 1 < 9; i += 2) {
    const int8_t* const first = filter.weights + kDepthwiseTaps[i] * filter.channels;
    const int8_t* const second = filter.weights + kDepthwiseTaps[i + 1] * filter.channels;
    for (int32_t c = 0; c < filter.channels; ++c) {
      if (first[c] == -128 && second[c] == -128) return false;
    }
  }
  return true;
}

int32_t MveDepthwise3x3Words(int32_t channels, bool fused) {
  return (channels + 15) / 16 * (36 + 4 * (fused ? 12 : 16));
}

void PackMveDepthwise3x3(const DenseFilter& filter, bool fused, bool pairs, int32_t* words) {
  const int32_t wrap = pairs ? 8 : 16;
  for (int32_t c = 0; c < filter.channels; c += 16) {
    const auto byte = [&](int32_t tap, int32_t i) -> uint32_t {
      const int32_t channel = c + i % wrap;
      if (channel >= filter.channels) return 0;
      return static_cast<uint8_t>(filter.weights[tap * filter.channels + channel]);
    };
    for (const int32_t tap : kDepthwiseTaps) {
      for (int32_t i = 0; i < 16; i += 4) {
        *words++ = static_cast<int32_t>(byte(tap, i) | byte(tap, i + 1) << 8 |
                                        byte(tap, i + 2) << 16 | byte(tap, i + 3) << 24);
      }
    }
    for (const int32_t first : kFirstOfSum) {
      for (int32_t i = 0; i < 4; ++i) {
        PackMveLane(filter, fused, c + (first + 4 * i) % wrap, words + i);
      }
      words += fused ? 12 : 16;
    }
  }
}

int32_t MvePatchWords(int32_t channels) { return 7 * channels + 1; }

void PackMvePatches(const DenseFilter& filter, int32_t* words) {
  const auto byte = [&](int32_t tap, int32_t c) -> uint32_t {
    return static_cast<uint8_t>(filter.weights[tap * filter.channels + c]);
  };
  for (int32_t c = 0; c < filter.channels; ++c) {
    *words++ = 0;
    for (int32_t x = 0; x < 3; ++x) {
      *words++ = static_cast<int32_t>(byte(x, c) | byte(x + 3, c) << 8 | byte(x + 6, c) << 16);
    }
  }
  *words++ = 0;
  for (int32_t c = 0; c < filter.channels; ++c) {
    *words++ = filter.bias[c];
    *words++ = filter.multiplier[c];
    *words++ = MveFactor(filter, c);
  }
}

}  // namespace cortex_m
}  // namespace iegen
