#include "iegen/dequantize_f32.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t elements;
  float scale;
  int32_t zero_point;
};

// Recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759).
TEST(DequantizeF32Test, MatchesRecordedS8) {
  const std::vector<int8_t> in = {-128, -88, -48, -8, 32, 72, 112};
  std::vector<float> out(in.size());
  DequantizeS8F32(Spec{7, 0.0193381626f, -17}, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<float>{-2.146536111831665f, -1.3730095624923706f,
                                     -0.5994830131530762f, 0.1740434616804123f, 0.9475699663162231f,
                                     1.7210965156555176f, 2.4946229457855225f}));
}

// Where the input lies in the first bytes of the output.
TEST(DequantizeF32Test, LastElementFirstTheInputMayBeginWithTheOutput) {
  std::vector<float> out(7);
  int8_t* const in = reinterpret_cast<int8_t*>(out.data());
  for (int i = 0; i < 7; ++i) in[i] = static_cast<int8_t>(40 * i - 128);
  DequantizeS8F32Backward(Spec{7, 0.5f, -18}, in, out.data());
  EXPECT_EQ(out, (std::vector<float>{-55, -35, -15, 5, 25, 45, 65}));
  uint8_t* const bytes = reinterpret_cast<uint8_t*>(out.data());
  for (int i = 0; i < 7; ++i) bytes[i] = static_cast<uint8_t>(40 * i);
  DequantizeU8F32Backward(Spec{7, 0.5f, 10}, bytes, out.data());
  EXPECT_EQ(out, (std::vector<float>{-5, 15, 35, 55, 75, 95, 115}));
}

TEST(DequantizeF32Test, MatchesRecordedU8) {
  const std::vector<uint8_t> in = {0, 50, 100, 150, 200, 250};
  std::vector<float> out(in.size());
  DequantizeU8F32(Spec{6, 0.0873137638f, 211}, in.data(), out.data());
  EXPECT_EQ(out,
            (std::vector<float>{-18.42320442199707f, -14.057516098022461f, -9.691827774047852f,
                                -5.326139450073242f, -0.9604514241218567f, 3.4052367210388184f}));
}

}  // namespace
}  // namespace iegen
