// The DSP pools on the core itself, against the portable kernels.
#include <stdio.h>

#include "backends/testing/guarded.h"
#include "backends/testing/random.h"
#include "iegen/average_pool2d_s8.h"
#include "iegen/average_pool2d_s8_dsp.h"
#include "iegen/max_pool2d_s8.h"
#include "iegen/max_pool2d_s8_dsp.h"

namespace iegen {
namespace {

struct Spec {
  int32_t batch, in_height, in_width, channels, out_height, out_width;
  int32_t kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left, act_min, act_max;
};

constexpr int32_t kMost = 20000;
testing::Guarded<kMost> in_bytes, out_bytes;
int8_t expected[kMost];
int cases = 0, failures = 0;

void Check(const Spec& s, const char* kernel, int8_t* out) {
  const int32_t bytes = s.batch * s.out_height * s.out_width * s.channels;
  const bool intact = out_bytes.Intact();
  if (intact && memcmp(out, expected, static_cast<size_t>(bytes)) == 0) return;
  ++failures;
  printf("%s, %d channels, filter %dx%d: %s\n", kernel, static_cast<int>(s.channels),
         static_cast<int>(s.kernel_height), static_cast<int>(s.kernel_width),
         intact ? "other bytes" : "writes outside");
}

void TestAverage(const Spec& s, const int8_t* in) {
  const int32_t bytes = s.batch * s.out_height * s.out_width * s.channels;
  AveragePool2dS8(s, in, expected);
  int8_t* out = out_bytes.Begin(bytes);
  AveragePool2dS8Dsp(s, in, out);
  Check(s, "average forward", out);
  out = out_bytes.Begin(bytes);
  AveragePool2dS8DspBackward(s, in, out);
  Check(s, "average backward", out);
}

void TestMax(const Spec& s, const int8_t* in) {
  const int32_t bytes = s.batch * s.out_height * s.out_width * s.channels;
  MaxPool2dS8(s, in, expected);
  int8_t* out = out_bytes.Begin(bytes);
  MaxPool2dS8Dsp(s, in, out);
  Check(s, "max forward", out);
  out = out_bytes.Begin(bytes);
  MaxPool2dS8DspBackward(s, in, out);
  Check(s, "max backward", out);
}

// `extreme` fills the input with its most negative or most positive value.
void Test(Spec s, int32_t extreme) {
  testing::Random random(static_cast<uint32_t>(++cases));
  const int32_t count = s.batch * s.in_height * s.in_width * s.channels;
  int8_t* const in = in_bytes.Begin(count);
  for (int32_t i = 0; i < count; ++i) {
    in[i] = extreme == 0 ? random.Byte() : static_cast<int8_t>(extreme);
  }
  s.act_min = cases % 3 == 0 ? random.Between(-128, 0) : -128;
  s.act_max = cases % 3 == 0 ? random.Between(1, 127) : 127;
  if (s.channels % 4 == 0 && s.kernel_height * s.kernel_width <= 255) TestAverage(s, in);
  TestMax(s, in);
}

void TestAll() {
  for (int32_t channels = 1; channels <= 36; ++channels) {
    Test({2, 4, 5, channels, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0}, 0);
    Test({1, 3, 4, channels, 3, 4, 3, 3, 1, 1, 1, 1, 0, 0}, 0);
    Test({1, 3, 4, channels, 2, 1, 2, 4, 1, 1, 0, 0, 0, 0}, 0);
  }
  // Every number of taps from 1 to 255, with the sums of greatest size.
  for (int32_t height = 1; height <= 16; ++height) {
    for (int32_t width = 1; width <= 16 && height * width <= 255; ++width) {
      const Spec whole = {1, height, width, 8, 1, 1, height, width, 1, 1, 0, 0, 0, 0};
      Test(whole, 0);
      Test(whole, -128);
      Test(whole, 127);
    }
  }
  constexpr int32_t kExtremes[] = {-128, 127};
  for (const int32_t extreme : kExtremes) {
    Test({1, 17, 15, 4, 1, 1, 17, 15, 1, 1, 0, 0, 0, 0}, extreme);
    Test({1, 1, 255, 4, 1, 1, 1, 255, 1, 1, 0, 0, 0, 0}, extreme);
    Test({1, 255, 2, 4, 1, 1, 255, 1, 1, 1, 0, 0, 0, 0}, extreme);
  }
  printf("%d cases, %d failures\n", cases, failures);
}

}  // namespace
}  // namespace iegen

int main() {
  iegen::TestAll();
  return iegen::failures == 0 ? 0 : 1;
}
