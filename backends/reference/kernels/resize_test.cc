// Both ways to resize.
#include <vector>

#include "gtest/gtest.h"
#include "iegen/resize_bilinear_s8.h"
#include "iegen/resize_nearest.h"

namespace iegen {
namespace {

struct BilinearSpec {
  int32_t batch, in_height, in_width, out_height, out_width, channels;
  int32_t height_scale, width_scale, height_offset, width_offset;
};
struct NearestSpec {
  int32_t batch, in_height, in_width, out_height, out_width, pixel_bytes;
};

// Recorded from TensorFlow Lite Micro (tflite-micro 0.dev20261023182759).
TEST(ResizeTest, MatchesRecordedCentres) {
  const std::vector<int8_t> in = {33, -113, 43,   -42,  74,   31,  -3,  19,   91,  123, 87,  34,
                                  45, -60,  114,  -101, -43,  36,  0,   49,   127, 2,   -12, -34,
                                  81, 81,   -118, 37,   -111, -85, -19, -112, -89, 43,  99,  8};
  const BilinearSpec s = {1, 3, 6, 1, 1, 2, 3072, 6144, 1024, 2560};
  std::vector<int8_t> out(2);
  ResizeBilinearS8(s, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{-22, 43}));
}

TEST(ResizeTest, BilinearDoublesARow) {
  const std::vector<int8_t> in = {0, 100, -100};
  const BilinearSpec s = {1, 1, 3, 1, 6, 1, 1024, 512, 0, 0};
  std::vector<int8_t> out(6);
  ResizeBilinearS8(s, in.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{0, 50, 100, 0, -100, -100}));
}

// The rounded scale of 64 steps from 2 pixels is 33, so the last places lie behind the last pixel.
TEST(ResizeTest, PlacesBehindTheLastPixelAreOnIt) {
  for (int32_t place = -512; place < 5000; ++place) {
    const BilinearPlace found = BilinearPlaceAt(place, 3);
    EXPECT_GE(found.first, 0);
    EXPECT_LE(found.first, found.second);
    EXPECT_LE(found.second, 2);
  }
  EXPECT_EQ(BilinearPlaceAt(2049, 3).first, 2);
}

TEST(ResizeTest, NearestCopiesPixels) {
  const std::vector<int8_t> in = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // 2 x 2 pixels of 3
  const std::vector<int32_t> rows = {1, 0}, columns = {0, 0, 1};
  std::vector<int8_t> out(18);
  ResizeNearest(NearestSpec{1, 2, 2, 2, 3, 3}, in.data(), rows.data(), columns.data(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{7, 8, 9, 7, 8, 9, 10, 11, 12, 1, 2, 3, 1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace iegen
