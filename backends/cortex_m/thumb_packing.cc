#include "backends/cortex_m/thumb_packing.h"

namespace iegen {
namespace cortex_m {
namespace {

constexpr int32_t kLongestGroup = 20;

// What some products with inputs of eight bits can add up to.
struct SumRange {
  int64_t least = 0, most = 0;

  void Add(int32_t weight) {
    least += weight > 0 ? -128 * weight : 127 * weight;
    most += weight > 0 ? 127 * weight : -128 * weight;
  }
  bool FitsHalf() const { return least >= -32768 && most <= 32767; }
};

// A channel without a multiplier has the sum 0, whatever its input.
bool Dead(const ThumbFilter& f, int32_t c) { return f.dense.multiplier[c] == 0; }
int32_t WeightOf(const ThumbFilter& f, int32_t c, int32_t k) {
  return Dead(f, c) ? 0 : f.weight(c, k);
}
uint32_t BiasOf(const ThumbFilter& f, int32_t c) {
  return Dead(f, c) ? 0 : static_cast<uint32_t>(f.dense.bias[c]);
}

// Taps of the channel's group that begins at tap k.
int32_t GroupTaps(const ThumbFilter& f, int32_t c, int32_t k) {
  const int32_t left = f.dense.taps - k, most = left < kLongestGroup ? left : kLongestGroup;
  SumRange range;
  int32_t n = 0;
  for (; n < most; ++n) {
    range.Add(WeightOf(f, c, k + n));
    if (!range.FitsHalf()) break;
  }
  return n;
}

ScaledSum SumOf(const ThumbFilter& f, int32_t c, const SumRange& range) {
  const DenseFilter& d = f.dense;
  return {d.multiplier[c],
          Dead(f, c) ? -1 : d.shift[c],
          d.zero_point,
          d.act_min,
          d.act_max,
          static_cast<int32_t>(range.least),
          static_cast<int32_t>(range.most)};
}

SumRange RangeOf(const ThumbFilter& f, int32_t c) {
  SumRange range;
  for (int32_t k = 0; k < f.dense.taps; ++k) range.Add(WeightOf(f, c, k));
  const int32_t bias = static_cast<int32_t>(BiasOf(f, c));
  range.least += bias;
  range.most += bias;
  return range;
}

// Whether form 1 holds: doubled, the multiplier needs all of 32 bits, and neither the sums nor what
// is added to them before the shift leave 32 bits.
bool ShiftsInside(const ScaledSum& s) {
  constexpr int32_t kMost = 1 << 30;
  const bool whole = s.multiplier == 0 || s.multiplier >= kMost;
  return whole && s.shift <= -1 && s.shift >= -21 && s.least > -kMost && s.most < kMost;
}

// What OutputS8Thumb() needs for a channel.
int32_t* PackOutputWords(const ThumbFilter& filter, int32_t form, int32_t c, int32_t* words) {
  const ScaledSum sum = SumOf(filter, c, RangeOf(filter, c));
  TwoMultipliesS8 constants;
  if (form == 2 && FindTwoMultiplies(sum, &constants)) {
    *words++ = constants.low;
    *words++ = constants.high;
    *words++ = constants.factor;
    *words++ = constants.fraction;
    *words++ = constants.offset;
    *words++ = constants.tilt;
  } else {
    *words++ = static_cast<int32_t>(2 * static_cast<uint32_t>(sum.multiplier));
    *words++ = -sum.shift;
  }
  return words;
}

}  // namespace

ThumbFilter ThumbDense(const DenseFilter& filter) { return {filter, filter.taps, 1}; }
ThumbFilter ThumbDepthwise(const DenseFilter& filter) { return {filter, 1, filter.channels}; }

int32_t ThumbForm(const ThumbFilter& filter, bool thumb2) {
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    const SumRange range = RangeOf(filter, c);
    TwoMultipliesS8 constants;
    if (range.least < INT32_MIN || range.most > INT32_MAX) return 0;
    const ScaledSum sum = SumOf(filter, c, range);
    if (thumb2 ? !ShiftsInside(sum) : !FindTwoMultiplies(sum, &constants)) return 0;
  }
  return thumb2 ? 1 : 2;
}

int32_t ThumbStageWords(int32_t channels, int32_t form) {
  return channels * StageS8Thumb{form, 0, 0, 0}.words();
}

int32_t PackThumbGroups(const ThumbFilter& filter, int8_t* bytes) {
  int32_t size = 0;
  const auto put = [&](int32_t byte) {
    if (bytes != nullptr) bytes[size] = static_cast<int8_t>(byte);
    ++size;
  };
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    for (int32_t k = 0; k < filter.dense.taps;) {
      const int32_t n = GroupTaps(filter, c, k);
      put(11 * (kLongestGroup - n) + 1);
      for (const int32_t end = k + n; k < end; ++k) put(WeightOf(filter, c, k));
    }
    put(0);
  }
  return size;
}

void PackThumbGroupStage(const ThumbFilter& filter, int32_t form, int32_t* words) {
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    uint32_t groups = 0;
    for (int32_t k = 0; k < filter.dense.taps; ++groups) k += GroupTaps(filter, c, k);
    const uint32_t bias = BiasOf(filter, c);
    *words++ = static_cast<int32_t>(bias + (bias << 16) - (groups << 15));
    *words++ = static_cast<int32_t>(bias);
    words = PackOutputWords(filter, form, c, words);
  }
}

void PackThumb3x3Weights(const ThumbFilter& filter, int8_t* bytes) {
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    for (int32_t i = 0; i < 9; ++i) {
      *bytes++ = static_cast<int8_t>(WeightOf(filter, c, i % 3 * 3 + i / 3));
    }
  }
}

void PackThumb3x3Stage(const ThumbFilter& filter, int32_t form, int32_t offset, int32_t* words) {
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    uint32_t start = BiasOf(filter, c);
    for (int32_t k = 0; k < 9; ++k) start -= static_cast<uint32_t>(offset * WeightOf(filter, c, k));
    *words++ = static_cast<int32_t>(start);
    words = PackOutputWords(filter, form, c, words);
  }
}

int32_t ThumbVectorBytes(int32_t channels, int32_t taps) { return (channels + 7) / 8 * 8 * taps; }

void PackThumbVectorWeights(const ThumbFilter& filter, int32_t offset, int8_t* bytes) {
  const int32_t channels = filter.dense.channels, taps = filter.dense.taps;
  for (int32_t n = 0; n < ThumbVectorBytes(channels, taps); ++n) {
    const int32_t c = n / (8 * taps) * 8 + n % 8, k = n / 8 % taps;
    const int32_t weight = c < channels ? WeightOf(filter, c, k) : 0;
    bytes[n] = static_cast<int8_t>(weight + offset);
  }
}

int32_t ThumbVectorStageWords(int32_t channels, int32_t form) {
  const int32_t rounded = (channels + 7) / 8 * 8;
  return ThumbStageWords(rounded, form) - rounded;
}

void PackThumbVectorStage(const ThumbFilter& filter, int32_t form, int32_t* words) {
  int32_t* const end = words + ThumbVectorStageWords(filter.dense.channels, form);
  for (int32_t c = 0; c < filter.dense.channels; ++c) {
    *words++ = static_cast<int32_t>(BiasOf(filter, c));
    words = PackOutputWords(filter, form, c, words);
  }
  while (words != end) *words++ = 0;
}

}  // namespace cortex_m
}  // namespace iegen
