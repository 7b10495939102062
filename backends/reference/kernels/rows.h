// Images of which only some rows are in memory at a time: what emitted code needs to run layers row
// by row. Which layer runs when is a table made by the generator, which has also made sure that
// there is room for every row.
#ifndef IEGEN_ROWS_H_
#define IEGEN_ROWS_H_

#include <stddef.h>
#include <stdint.h>

namespace iegen {

// Rows [first, end) of an image, the first of them at `at`, where there is room for `capacity`
// rows.
struct Rows {
  uint8_t* at;
  int32_t row_bytes, capacity, first, end;
};

// Rows that a layer reads: [first, first + count).
struct RowRange {
  int32_t first, count;
};

// The rows floor(low / divisor) .. floor(high / divisor) of those that exist, [0, height).
inline RowRange RowsBetween(int32_t low, int32_t high, int32_t divisor, int32_t height) {
  int32_t first = low < 0 ? 0 : low / divisor;
  if (first > height) first = height;
  int32_t end = high < 0 ? 0 : high / divisor + 1;
  if (end > height) end = height;
  return {first, end < first ? 0 : end - first};
}

// The first row that a layer still needs: floor(low / divisor), or none where it has no rows left
// to make.
inline int32_t LowestRow(int32_t rows_left, int32_t low, int32_t divisor, int32_t height) {
  return rows_left > 0 ? RowsBetween(low, low, divisor, height).first : height;
}

inline int32_t Lower(int32_t a, int32_t b) { return a < b ? a : b; }

// Where row `row` is.
template <class T>
inline T* RowAt(const Rows& rows, int32_t row) {
  return reinterpret_cast<T*>(rows.at + (row - rows.first) * rows.row_bytes);
}

// The word at `from`, and the same at `to`; both are aligned.
inline uint32_t LoadRowWord(const uint8_t* from) {
  uint32_t word;
  __builtin_memcpy(&word, __builtin_assume_aligned(from, 4), 4);
  return word;
}
inline void StoreRowWord(uint32_t word, uint8_t* to) {
  __builtin_memcpy(__builtin_assume_aligned(to, 4), &word, 4);
}

// Moves `bytes` bytes to a lower place. Libraries for small memories move byte by byte; rows of
// whole words need a sixth of the instructions, 12 for 16 bytes.
inline void MoveDown(const uint8_t* from, int32_t bytes, uint8_t* to) {
  for (; bytes >= 16; bytes -= 16, from += 16, to += 16) {
    const uint32_t a = LoadRowWord(from), b = LoadRowWord(from + 4);
    const uint32_t c = LoadRowWord(from + 8), d = LoadRowWord(from + 12);
    StoreRowWord(a, to), StoreRowWord(b, to + 4);
    StoreRowWord(c, to + 8), StoreRowWord(d, to + 12);
  }
  for (; bytes > 0; bytes -= 4, from += 4, to += 4) StoreRowWord(LoadRowWord(from), to);
}

// Where the next row is to be written. Where there is no room, rows below `lowest` go, and the
// others move to the beginning. Where windows lie further apart than they are high, `lowest` may be
// a row that is still to come.
__attribute__((noinline)) inline uint8_t* NextRow(Rows* rows, int32_t lowest) {
  lowest = Lower(lowest, rows->end);
  if (rows->end - rows->first == rows->capacity) {
    const uint8_t* const from = rows->at + (lowest - rows->first) * rows->row_bytes;
    const int32_t bytes = (rows->end - lowest) * rows->row_bytes;
    if (rows->row_bytes % 4 == 0) {
      MoveDown(from, bytes, rows->at);
    } else {
      __builtin_memmove(rows->at, from, static_cast<size_t>(bytes));
    }
    rows->first = lowest;
  }
  const int32_t row = rows->end++;
  return rows->at + (row - rows->first) * rows->row_bytes;
}

}  // namespace iegen

#endif  // IEGEN_ROWS_H_
