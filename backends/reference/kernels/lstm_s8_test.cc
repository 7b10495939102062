#include "iegen/lstm_s8.h"

#include <algorithm>

#include "backends/reference/kernels/kernel_testing.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using kernel_testing::Bytes;
using kernel_testing::Ints;
using kernel_testing::SlowScale;

struct Spec {
  int32_t batches, steps, in_features, cells, in_step, in_batch, out_step, out_batch;
  int32_t cell_exponent, cell_clip, hidden_zero_point;
};

Spec SpecOf(int32_t batches, int32_t steps, int32_t in, int32_t cells, bool time_major) {
  const int32_t step = time_major ? batches : 1, batch = time_major ? 1 : steps;
  return {batches,      steps,         in,  cells,         step * in, batch * in,
          step * cells, batch * cells, -11, (1 << 15) - 1, -77};
}

// Constants of a layer, biases with the zero points folded in; in_zero_point is 5 in random ones.
struct Layer {
  Bytes weights, recurrent, shift;
  Ints bias, recurrent_bias, multiplier;
};

Ints FoldedBias(const Bytes& matrix, int32_t columns, int32_t zero_point, uint32_t seed) {
  const Bytes noise =
      kernel_testing::RandomBytes(seed, matrix.size() / static_cast<size_t>(columns));
  Ints bias;
  for (size_t r = 0; r < noise.size(); ++r) {
    int32_t sum = 0;
    for (int32_t k = 0; k < columns; ++k) {
      sum += matrix[r * static_cast<size_t>(columns) + static_cast<size_t>(k)];
    }
    bias.push_back(noise[r] * 50 - zero_point * sum);
  }
  return bias;
}

Layer RandomLayer(const Spec& s, uint32_t seed) {
  const auto rows = static_cast<size_t>(4 * s.cells);
  Layer layer;
  layer.weights = kernel_testing::RandomBytes(seed, rows * static_cast<size_t>(s.in_features));
  layer.recurrent = kernel_testing::RandomBytes(seed + 1, rows * static_cast<size_t>(s.cells));
  layer.bias = FoldedBias(layer.weights, s.in_features, 5, seed + 2);
  layer.recurrent_bias = FoldedBias(layer.recurrent, s.cells, s.hidden_zero_point, seed + 3);
  layer.multiplier = {2043409408, 1854384256, 1385898880, 1779835648, 1321814528,
                      2053650944, 1348517248, 1579420928, 1717986918};
  layer.shift = {-2, -1, 0, 1, -2, -3, 0, 1, -22};
  return layer;
}

// A layer with its state.
struct Stream {
  Stream(const Spec& spec, const Layer& of) : layer(of) {
    const auto n = static_cast<size_t>(spec.batches * spec.cells);
    hidden.assign(n, static_cast<int8_t>(spec.hidden_zero_point));
    cell.assign(n, 0);
  }

  Bytes Run(const Spec& s, const Bytes& in) {
    std::vector<int16_t> scratch(static_cast<size_t>(LstmS8ScratchBytes(s) / 2));
    Bytes out(static_cast<size_t>(s.batches * s.steps * s.cells));
    LstmS8(s, in.data(), layer.weights.data(), layer.bias.data(), layer.recurrent.data(),
           layer.recurrent_bias.data(), layer.multiplier.data(), layer.shift.data(), hidden.data(),
           cell.data(), scratch.data(), out.data());
    return out;
  }

  const Layer& layer;
  Bytes hidden;
  std::vector<int16_t> cell;
};

int64_t Saturated(int64_t x) { return x < -32768 ? -32768 : x > 32767 ? 32767 : x; }

int64_t Dot(const int8_t* a, const int8_t* b, int32_t n) {
  int64_t sum = 0;
  for (int32_t k = 0; k < n; ++k) sum += a[k] * b[k];
  return sum;
}

// One step of one stream by the definition; h and c are the state of its cells.
void SlowStep(const Spec& s, const Layer& layer, const int8_t* x, int8_t* h, int16_t* c) {
  const Bytes before(h, h + s.cells);
  for (int32_t i = 0; i < s.cells; ++i) {
    int64_t z[4];
    for (int32_t g = 0; g < 4; ++g) {
      const auto row = static_cast<size_t>(4 * i + g), gate = static_cast<size_t>(g);
      const int64_t u =
          Dot(&layer.weights[row * static_cast<size_t>(s.in_features)], x, s.in_features);
      const int64_t v =
          Dot(&layer.recurrent[row * static_cast<size_t>(s.cells)], before.data(), s.cells);
      z[g] = Saturated(
          Saturated(SlowScale(u + layer.bias[row], layer.multiplier[gate], layer.shift[gate])) +
          Saturated(SlowScale(v + layer.recurrent_bias[row], layer.multiplier[gate + 4],
                              layer.shift[gate + 4])));
    }
    const auto gate = [&](int g) { return int64_t{GateSigmoidS16(static_cast<int32_t>(z[g]))}; };
    const int64_t tanh = GateTanhS16(static_cast<int32_t>(z[2]), -12);
    int64_t cell = Saturated(Saturated(SlowScale(gate(1) * c[i], 1 << 30, -14)) +
                             Saturated(SlowScale(gate(0) * tanh, 1 << 30, -29 - s.cell_exponent)));
    if (s.cell_clip > 0)
      cell = std::min<int64_t>(std::max<int64_t>(cell, -s.cell_clip), s.cell_clip);
    c[i] = static_cast<int16_t>(cell);
    const int64_t out = SlowScale(GateTanhS16(c[i], s.cell_exponent) * gate(3), layer.multiplier[8],
                                  layer.shift[8]) +
                        s.hidden_zero_point;
    h[i] = static_cast<int8_t>(std::min<int64_t>(std::max<int64_t>(out, -128), 127));
  }
}

Bytes SlowRun(const Spec& s, const Bytes& in, Stream* stream) {
  Bytes out(static_cast<size_t>(s.batches * s.steps * s.cells));
  for (int32_t t = 0; t < s.steps; ++t) {
    for (int32_t b = 0; b < s.batches; ++b) {
      int8_t* const h = &stream->hidden[static_cast<size_t>(b * s.cells)];
      SlowStep(s, stream->layer, &in[static_cast<size_t>(b * s.in_batch + t * s.in_step)], h,
               &stream->cell[static_cast<size_t>(b * s.cells)]);
      std::copy(h, h + s.cells, &out[static_cast<size_t>(b * s.out_batch + t * s.out_step)]);
    }
  }
  return out;
}

Bytes RandomInput(const Spec& s, uint32_t seed) {
  return kernel_testing::RandomBytes(seed,
                                     static_cast<size_t>(s.batches * s.steps * s.in_features));
}

// Three inferences of one stream, recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(LstmS8Test, MatchesRecordedStream) {
  const Spec s = {1, 3, 9, 2, 9, 27, 2, 6, -12, 0, 17};
  const Layer layer = {
      {-37, 0,    39,   0,   -3,  0,    14,  0,   0,    -89,  -73,  -77,  -69, -122, -18,
       63,  5,    -35,  127, 127, -127, 127, 127, -127, -127, 127,  -127, -49, 87,   -5,
       -99, 67,   124,  15,  -14, -126, 0,   0,   0,    0,    24,   0,    0,   0,    0,
       108, -38,  -102, -29, -92, 2,    28,  125, 91,   127,  -127, -127, 127, 127,  -127,
       127, -127, 127,  100, 7,   -20,  112, 121, 107,  10,   -79,  -20},
      {-127, -127, 26, -68, 0, 0, 91, -10, 127, 127, 111, -127, 0, 0, 71, -16},
      {-2, -1, -1, -1, -2, -3, -2, -2, -22},
      {4938, 14576, 3466, -1370, -691, -2159, -8949, -14229},
      {4318, 714, 0, -1377, -4318, 272, 0, -935},
      {2043409408, 1854384256, 1385898880, 1779835648, 1321814528, 2053650944, 1348517248,
       1579420928, 1073741824}};
  const Bytes inputs[] = {{33,  3,  -90, -3,   82,   -26, -67, 2,  -86, -105, 73,  -42,  -59, -55,
                           -68, 71, -3,  -124, -104, 8,   -28, -3, -20, -53,  -58, -120, -96},
                          {61, -79, -101, 78,  127, -73, -105, 73,  -121, -39, -95, -99, 18, 39,
                           79, -42, 42,   -46, -24, -97, 95,   -40, 33,   -60, 5,   53,  23},
                          Bytes(27, 127)};
  const Bytes expected[] = {
      {59, 17, 87, 16, 83, 9}, {52, 39, 91, 8, 32, 14}, {47, 14, 48, 49, 45, 74}};
  Stream stream(s, layer);
  for (size_t k = 0; k < 3; ++k) EXPECT_EQ(stream.Run(s, inputs[k]), expected[k]) << k;
}

// Steps around the block and its pairs, features and cells around the unrolling; clips; both orders
// of batch and time.
TEST(LstmS8Test, SweepMatchesTheDefinition) {
  uint32_t seed = 1;
  for (int32_t steps : {1, 2, 3, 4, 5, 8, 9}) {
    for (int32_t in : {1, 3, 4, 9}) {
      for (int32_t cells : {1, 2, 5, 8}) {
        Spec s = SpecOf(1 + steps % 3, steps, in, cells, (in + cells) % 2 == 0);
        s.cell_clip = seed % 3 == 0 ? 0 : static_cast<int32_t>(seed * 97 % 32767 + 1);
        s.cell_exponent = -9 - static_cast<int32_t>(seed % 8);
        const Layer layer = RandomLayer(s, ++seed);
        Stream fast(s, layer), slow(s, layer);
        for (uint32_t run = 0; run < 3; ++run) {
          const Bytes x = RandomInput(s, 100 * seed + run);
          ASSERT_EQ(fast.Run(s, x), SlowRun(s, x, &slow)) << steps << ", " << in << ", " << cells;
          ASSERT_EQ(fast.cell, slow.cell);
          ASSERT_EQ(fast.hidden, slow.hidden);
        }
      }
    }
  }
}

// 12 steps at once, or 1, 3, 5 at a time; with a second stream in between.
TEST(LstmS8Test, StreamMayBeCutAnywhere) {
  const Spec whole = SpecOf(1, 12, 7, 6, false);
  const Layer layer = RandomLayer(whole, 7);
  const Bytes x = RandomInput(whole, 8);
  Stream at_once(whole, layer);
  const Bytes expected = at_once.Run(whole, x);
  for (int32_t piece : {1, 3, 5}) {
    Stream cut(whole, layer), other(whole, layer);
    Bytes out;
    for (int32_t t = 0; t < whole.steps; t += piece) {
      const Spec s = SpecOf(1, std::min(piece, whole.steps - t), 7, 6, false);
      const Bytes part(x.begin() + t * 7, x.begin() + (t + s.steps) * 7);
      const Bytes y = cut.Run(s, part);
      out.insert(out.end(), y.begin(), y.end());
      other.Run(s, RandomInput(s, static_cast<uint32_t>(t)));
    }
    EXPECT_EQ(out, expected) << piece;
    EXPECT_EQ(cut.cell, at_once.cell) << piece;
    EXPECT_NE(other.cell, at_once.cell) << piece;
  }
}

}  // namespace
}  // namespace iegen
