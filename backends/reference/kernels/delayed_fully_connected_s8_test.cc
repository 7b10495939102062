// A stream through the delay line against the sums over the whole window, by their definition.
#include "iegen/delayed_fully_connected_s8.h"

#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "iegen/copy_at.h"
#include "iegen/shift_bytes.h"

namespace iegen {
namespace {

struct Spec {
  int32_t features, outputs, taps, per_channel, out_zero_point, act_min, act_max;
};

struct Layer {
  Spec s;
  std::vector<int8_t> weights;  // [outputs, taps, features]
  std::vector<int32_t> bias, multiplier;
  std::vector<int8_t> shift;
};

template <class T>
std::vector<T> Random(size_t size, int low, int high, std::mt19937* random) {
  std::uniform_int_distribution<int> spread(low, high);
  std::vector<T> values(size);
  for (T& value : values) value = static_cast<T>(spread(*random));
  return values;
}

Layer MakeLayer(int32_t features, int32_t outputs, int32_t taps, std::mt19937* random) {
  const auto n = static_cast<size_t>(outputs);
  Layer layer;
  layer.s = {features, outputs, taps, outputs > 2 ? 1 : 0, -7, -128, 127};
  layer.weights = Random<int8_t>(n * static_cast<size_t>(taps * features), -128, 127, random);
  layer.bias = Random<int32_t>(n, -50000, 50000, random);
  layer.multiplier = Random<int32_t>(n, 1 << 30, (1 << 30) + 12345678, random);
  layer.shift = Random<int8_t>(n, -12, -8, random);
  return layer;
}

// By the newest tap first: [taps, outputs, features].
std::vector<int8_t> Packed(const Layer& l) {
  std::vector<int8_t> packed;
  for (int32_t k = l.s.taps - 1; k >= 0; --k) {
    for (int32_t o = 0; o < l.s.outputs; ++o) {
      const auto from = l.weights.begin() + (o * l.s.taps + k) * l.s.features;
      packed.insert(packed.end(), from, from + l.s.features);
    }
  }
  return packed;
}

int32_t Sum(const Layer& l, const std::vector<int8_t>& window, int32_t o) {
  int64_t sum = l.bias[static_cast<size_t>(o)];
  const size_t row = window.size();
  for (size_t i = 0; i < row; ++i) {
    sum += l.weights[static_cast<size_t>(o) * row + i] * window[i];
  }
  return static_cast<int32_t>(sum);
}

int8_t Output(const Layer& l, int32_t sum, int32_t o) {
  const auto channel = static_cast<size_t>(l.s.per_channel * o);
  const int32_t scaled =
      MultiplyByQuantizedMultiplier(sum, l.multiplier[channel], l.shift[channel]);
  return static_cast<int8_t>(Clamp(scaled + l.s.out_zero_point, -128, 127));
}

// From a window of zeros: all sums begin as the bias.
void Check(const Layer& l, std::mt19937* random) {
  const std::vector<int8_t> packed = Packed(l);
  const int32_t frame = l.s.features, rest = (l.s.taps - 1) * frame;
  std::vector<int8_t> window(static_cast<size_t>(rest + frame), 0);
  std::vector<int32_t> sums;
  for (int32_t j = 0; j < l.s.taps - 1; ++j) sums.insert(sums.end(), l.bias.begin(), l.bias.end());
  for (int step = 0; step < 12; ++step) {
    const auto x = Random<int8_t>(static_cast<size_t>(frame), -128, 127, random);
    struct {
      int32_t bytes, offset, by;
    } const copy = {frame, rest, frame}, move = {rest, 0, frame};
    CopyAt(copy, x.data(), window.data());
    std::vector<int8_t> out(static_cast<size_t>(l.s.outputs));
    DelayedFullyConnectedS8(l.s, x.data(), packed.data(), l.bias.data(), l.multiplier.data(),
                            l.shift.data(), sums.data(), out.data());
    for (int32_t o = 0; o < l.s.outputs; ++o) {
      ASSERT_EQ(out[static_cast<size_t>(o)], Output(l, Sum(l, window, o), o)) << "step " << step;
    }
    ShiftBytes(move, window.data());
  }
}

TEST(DelayedFullyConnectedTest, GivesWhatTheWholeWindowGives) {
  std::mt19937 random(1);
  for (const int32_t outputs : {1, 2, 3, 4, 5, 9}) {
    for (const int32_t taps : {2, 3, 5, 8}) {
      for (const int32_t features : {1, 3, 4, 17}) {
        SCOPED_TRACE(testing::Message() << outputs << " " << taps << " " << features);
        Check(MakeLayer(features, outputs, taps, &random), &random);
      }
    }
  }
}

}  // namespace
}  // namespace iegen
