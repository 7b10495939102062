#include "iegen/quantize_f32.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t elements;
  float scale;
  int32_t zero_point;
};

std::vector<int> S8(float scale, int32_t zero_point, const std::vector<float>& in) {
  std::vector<int8_t> out(in.size());
  QuantizeF32S8(Spec{static_cast<int32_t>(in.size()), scale, zero_point}, in.data(), out.data());
  return std::vector<int>(out.begin(), out.end());
}

std::vector<int> U8(float scale, int32_t zero_point, const std::vector<float>& in) {
  std::vector<uint8_t> out(in.size());
  QuantizeF32U8(Spec{static_cast<int32_t>(in.size()), scale, zero_point}, in.data(), out.data());
  return std::vector<int>(out.begin(), out.end());
}

TEST(QuantizeF32Test, RoundsHalfAwayFromZero) {
  EXPECT_EQ(S8(1, 0, {0.5f, 1.5f, -0.5f, -1.5f, 0.49999997f, -0.49999997f}),
            (std::vector<int>{1, 2, -1, -2, 0, 0}));
  EXPECT_EQ(S8(2, 3, {1, -1, -3, 5}), (std::vector<int>{4, 2, 1, 6}));
}

// Recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759).
TEST(QuantizeF32Test, MatchesRecordedBytes) {
  EXPECT_EQ(S8(0.02715042233467102f, 127,
               {-7.163760185241699f, -6.413127422332764f, -5.618101119995117f, -4.8984551429748535f,
                -4.091586112976074f, -3.244988441467285f, -2.658620595932007f, -1.8586487770080566f,
                -1.1956069469451904f, -0.4897382855415344f, 0.20796985924243927f}),
            (std::vector<int>{-128, -109, -80, -53, -24, 7, 29, 59, 83, 109, 127}));
}

TEST(QuantizeF32Test, FarValuesAreClamped) {
  const float inf = std::numeric_limits<float>::infinity(),
              nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(S8(0.1f, 5, {1e30f, -1e30f, inf, -inf, nan}),
            (std::vector<int>{127, -128, 127, -128, -128}));
  EXPECT_EQ(U8(0.1f, 255, {0, 1, -1, -100, inf, nan}),
            (std::vector<int>{255, 255, 245, 0, 255, 0}));
}

// Four floats make four bytes in the last four of their sixteen.
TEST(QuantizeF32Test, LastElementFirstTheOutputMayEndWithTheInput) {
  float both[4] = {1.0f, -2.0f, 3.5f, 100.0f};
  int8_t* const out = reinterpret_cast<int8_t*>(both) + 12;
  QuantizeF32S8Backward(Spec{4, 0.5f, 1}, both, out);
  EXPECT_EQ(std::vector<int>(out, out + 4), (std::vector<int>{3, -3, 8, 127}));
  float bytes[4] = {1.0f, 2.0f, 3.5f, 100.0f};
  uint8_t* const u8 = reinterpret_cast<uint8_t*>(bytes) + 12;
  QuantizeF32U8Backward(Spec{4, 0.5f, 1}, bytes, u8);
  EXPECT_EQ(std::vector<int>(u8, u8 + 4), (std::vector<int>{3, 5, 8, 201}));
}

}  // namespace
}  // namespace iegen
