// Windows of rows, against rows that are written into a whole image.
#include "iegen/rows.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

// Writes `count` rows into a window of `capacity`, where the last `kept` are always needed, and
// expects the right ones to be there, and nothing behind the window to change.
void ExpectRowsStay(int32_t row_bytes, int32_t capacity, int32_t kept, int32_t count) {
  const int32_t bytes = row_bytes * capacity;
  std::vector<uint32_t> arena(static_cast<size_t>(bytes / 4 + 2), 0xa5a5a5a5u);
  uint8_t* const at = reinterpret_cast<uint8_t*>(arena.data());
  Rows rows = {at, row_bytes, capacity, 0, 0};
  const auto element = [&](int32_t y, int32_t x) {
    return static_cast<uint8_t>(y * 31 + x * 7 + 1);
  };
  for (int32_t y = 0; y < count; ++y) {
    const int32_t lowest = y < kept ? 0 : y - kept;
    uint8_t* const row = NextRow(&rows, lowest);
    ASSERT_LE(row + row_bytes, at + bytes);
    for (int32_t x = 0; x < row_bytes; ++x) row[x] = element(y, x);
    for (int32_t i = lowest; i <= y; ++i) {
      const uint8_t* const found = RowAt<const uint8_t>(rows, i);
      for (int32_t x = 0; x < row_bytes; ++x) {
        ASSERT_EQ(found[x], element(i, x)) << "row " << i << " of " << row_bytes << " bytes";
      }
    }
    for (int32_t x = bytes; x < bytes + 4; ++x) ASSERT_EQ(at[x], 0xa5);
  }
}

TEST(RowsTest, RowsThatAreNeededStay) {
  for (int32_t row_bytes = 1; row_bytes <= 40; ++row_bytes) {
    for (int32_t kept = 0; kept <= 4; ++kept) {
      ExpectRowsStay(row_bytes, kept + 1, kept, 9);
      ExpectRowsStay(row_bytes, kept + 3, kept, 9);
    }
  }
}

// Rows 4 i - 1 to 4 i + 1 are read together, so that nobody reads every fourth one.
TEST(RowsTest, RowsThatNobodyReadsArePassedOver) {
  constexpr int32_t kRowBytes = 8, kCapacity = 3;
  std::vector<uint32_t> arena(kRowBytes / 4 * (kCapacity + 2), 0xa5a5a5a5u);
  uint8_t* const at = reinterpret_cast<uint8_t*>(arena.data()) + kRowBytes;
  Rows rows = {at, kRowBytes, kCapacity, 0, 0};
  for (int32_t y = 0; y < 24; ++y) {
    const int32_t window = (y + 2) / 4, lowest = window == 0 ? 0 : 4 * window - 1;
    uint8_t* const row = NextRow(&rows, lowest);
    ASSERT_GE(row, at) << "row " << y;
    ASSERT_LE(row + kRowBytes, at + kCapacity * kRowBytes) << "row " << y;
    std::fill(row, row + kRowBytes, static_cast<uint8_t>(y));
    for (int32_t i = lowest; i <= y; ++i) EXPECT_EQ(*RowAt<const uint8_t>(rows, i), i);
  }
  for (int32_t i = 0; i < kRowBytes; ++i) {
    EXPECT_EQ(at[i - kRowBytes], 0xa5);
    EXPECT_EQ(at[i + kCapacity * kRowBytes], 0xa5);
  }
}

// floor(low / divisor) .. floor(high / divisor) of rows 0 to 6, by hand.
TEST(RowsTest, RangesEndWithTheImage) {
  const auto expect = [](RowRange range, int32_t first, int32_t count) {
    EXPECT_EQ(range.first, first);
    EXPECT_EQ(range.count, count);
  };
  expect(RowsBetween(-1, 1, 1, 7), 0, 2);
  expect(RowsBetween(3, 5, 1, 7), 3, 3);
  expect(RowsBetween(5, 7, 1, 7), 5, 2);
  expect(RowsBetween(7, 9, 1, 7), 7, 0);
  expect(RowsBetween(-3, -1, 1, 7), 0, 0);
  expect(RowsBetween(5, 8, 3, 7), 1, 2);
  EXPECT_EQ(LowestRow(1, 4, 2, 7), 2);
  EXPECT_EQ(LowestRow(0, 4, 2, 7), 7);
}

}  // namespace
}  // namespace iegen
