#include "iegen/svdf_s8.h"

#include <limits>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::Ints;
using kernel_testing::SlowScale;

struct Spec {
  int32_t batches, in_features, units, rank, memory, state_zero_point, out_zero_point;
  int32_t state_multiplier, state_shift, out_multiplier, out_shift;
};

template <class State>
struct Layer {
  Bytes features;
  Ints features_bias;
  std::vector<State> time;
  Ints bias;  // with the zero point of the state folded in
};

template <class State>
Bytes Run(const Spec& s, const Layer<State>& layer, const Bytes& in, std::vector<State>* state) {
  Bytes out(static_cast<size_t>(s.batches * s.units));
  SvdfS8(s, in.data(), layer.features.data(), layer.features_bias.data(), layer.time.data(),
         layer.bias.data(), state->data(), out.data());
  return out;
}

// Whole streams, recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759); one
// inference a line.
template <class State>
void ExpectStream(const Spec& s, const Layer<State>& layer, const std::vector<Bytes>& in,
                  const std::vector<Bytes>& expected) {
  std::vector<State> state(static_cast<size_t>(s.batches * s.units * s.rank * s.memory),
                           static_cast<State>(s.state_zero_point));
  for (size_t k = 0; k < in.size(); ++k) EXPECT_EQ(Run(s, layer, in[k], &state), expected[k]) << k;
}

TEST(SvdfS8Test, MatchesRecordedStreamWithStateOf8Bits) {
  const Spec s = {1, 8, 3, 3, 7, 0, -128, 1523185280, -8, 2008244096, -7};
  const Layer<int8_t> layer = {
      {-100, -5,   -60,  -54, 9,    16,   -88, 98,  22,  101,  56,   123, 10,   101, 50,
       30,   -37,  -99,  92,  49,   88,   -53, 106, -32, -127, -50,  113, 79,   -72, 119,
       -48,  -89,  -125, 121, -117, 14,   -85, -84, 51,  31,   -107, 97,  -121, 70,  20,
       -21,  -74,  -96,  15,  126,  -119, 64,  45,  -28, 122,  119,  73,  59,   -75, -118,
       102,  -112, 63,   -6,  -52,  -29,  -77, 66,  38,  99,   -73,  53},
      {13432, -35989, -8322, 5475, 14162, 16936, -25112, 1022, -1825},
      {-64, -102, -100, 67,   71,  -9,   21, -67, -71, 63,  -19,  -110, -59,  -17,  -63, -95,
       20,  -62,  105,  106,  -47, 2,    58, -60, -53, -9,  -123, -91,  54,   22,   -1,  -4,
       100, -62,  5,    -118, -6,  -125, 41, -60, 96,  2,   88,   -47,  9,    -123, 117, -99,
       41,  124,  -45,  12,   -78, -51,  9,  -81, 23,  -67, -103, -78,  -112, 9,    -113},
      {306, 628, 541}};
  ExpectStream(s, layer,
               {{-79, -124, -14, 13, 91, 51, 25, 106},
                {20, 102, 21, 31, 62, 116, 29, -74},
                Bytes(8, 127),
                Bytes(8, -128),
                {92, 66, 52, 71, 66, 69, 61, 77},
                {25, -121, 103, 2, 20, -48, 69, -14},
                Bytes(8, 73),
                {-128, 127, -128, 127, -128, -128, 127, -128}},
               {{-109, -128, -128},
                {-48, -128, -99},
                {-3, -115, -128},
                {-48, -128, -128},
                {-128, -128, -1},
                {-113, -128, -128},
                {127, -93, 42},
                {-104, -128, -128}});
}

TEST(SvdfS8Test, MatchesRecordedStreamWithStateOf16Bits) {
  const Spec s = {2, 2, 1, 2, 7, 0, -31, 1535131904, 1, 1210726784, -22};
  const Layer<int16_t> layer = {{-6, 75, 109, -66},
                                {-8763, -5461},
                                {21750, -8003, 13525, 23247, -14500, -30260, 21466, -32212, -9030,
                                 24242, -15680, 14407, 12976, -3877},
                                {0}};
  ExpectStream(s, layer,
               {{107, 39, 47, -44},
                {-92, -23, -88, -11},
                Bytes(4, 127),
                Bytes(4, -128),
                {113, 127, 121, 105},
                {-19, -16, -127, -44},
                Bytes(4, 127),
                {127, -128, 127, 127}},
               {{-60, -84},
                {-15, 20},
                {20, 27},
                {-128, -128},
                {43, 19},
                {-128, -111},
                {-50, -74},
                {-128, -101}});
}

// One inference by the definition, over the history of all values that filters ever took.
template <class State>
class SlowSvdf {
 public:
  SlowSvdf(const Spec& s, const Layer<State>& layer) : s_(s), layer_(layer) {
    history_.resize(static_cast<size_t>(s.batches * s.units * s.rank));
    for (std::vector<State>& values : history_) {
      values.assign(static_cast<size_t>(s.memory), static_cast<State>(s.state_zero_point));
    }
  }

  Bytes Run(const Bytes& in) {
    Bytes out;
    for (int32_t b = 0; b < s_.batches; ++b) {
      for (int32_t u = 0; u < s_.units; ++u) {
        int64_t acc = layer_.bias[static_cast<size_t>(u)];
        for (int32_t r = 0; r < s_.rank; ++r) acc += Filter(in, b, u * s_.rank + r);
        const int64_t y = SlowScale(acc, s_.out_multiplier, s_.out_shift) + s_.out_zero_point;
        out.push_back(static_cast<int8_t>(y < -128 ? -128 : y > 127 ? 127 : y));
      }
    }
    return out;
  }

 private:
  int64_t Filter(const Bytes& in, int32_t b, int32_t f) {
    int64_t dot = layer_.features_bias[static_cast<size_t>(f)];
    for (int32_t i = 0; i < s_.in_features; ++i) {
      dot += in[static_cast<size_t>(b * s_.in_features + i)] *
             layer_.features[static_cast<size_t>(f * s_.in_features + i)];
    }
    const int64_t low = std::numeric_limits<State>::min(), high = std::numeric_limits<State>::max();
    const int64_t scaled = SlowScale(dot, s_.state_multiplier, s_.state_shift);
    std::vector<State>& values = history_[static_cast<size_t>(b * s_.units * s_.rank + f)];
    values.push_back(static_cast<State>((scaled < low    ? low
                                         : scaled > high ? high
                                                         : scaled) +
                                        s_.state_zero_point));
    int64_t sum = 0;
    for (int32_t j = 0; j < s_.memory; ++j) {
      sum += layer_.time[static_cast<size_t>(f * s_.memory + j)] *
             int64_t{values[values.size() - static_cast<size_t>(s_.memory - j)]};
    }
    return sum;
  }

  const Spec& s_;
  const Layer<State>& layer_;
  std::vector<std::vector<State>> history_;
};

template <class State>
void SweepShapes(int32_t zero_point, int32_t out_shift) {
  uint32_t seed = 1;
  for (int32_t rank = 1; rank <= 3; ++rank) {
    for (int32_t units : {1, 2, 5}) {
      for (int32_t memory : {1, 2, 7}) {
        const Spec s = {1 + memory % 2, 5,  units,      rank,     memory, zero_point, -3,
                        2043409408,     -8, 1321814528, out_shift};
        const auto filters = static_cast<size_t>(units * rank);
        Layer<State> layer;
        layer.features = kernel_testing::RandomBytes(++seed, filters * 5);
        layer.features_bias.assign(filters, 1234);
        for (int8_t w :
             kernel_testing::RandomBytes(++seed, filters * static_cast<size_t>(memory))) {
          layer.time.push_back(static_cast<State>(w * (sizeof(State) == 1 ? 1 : 200)));
        }
        layer.bias.assign(static_cast<size_t>(units), -777);
        std::vector<State> state(
            static_cast<size_t>(s.batches) * filters * static_cast<size_t>(memory),
            static_cast<State>(zero_point));
        SlowSvdf<State> slow(s, layer);
        for (uint32_t run = 0; run < 12; ++run) {
          const Bytes x = kernel_testing::RandomBytes(++seed, static_cast<size_t>(s.batches) * 5);
          ASSERT_EQ(Run(s, layer, x, &state), slow.Run(x))
              << rank << ", " << units << ", " << memory;
        }
      }
    }
  }
}

TEST(SvdfS8Test, SweepMatchesTheDefinition) {
  SweepShapes<int8_t>(0, -6);
  SweepShapes<int8_t>(-19, -6);  // newest values wrap
  SweepShapes<int16_t>(0, -14);
}

}  // namespace
}  // namespace iegen
