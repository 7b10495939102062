#include "tests/suite/image_size.h"

#include <cstddef>

#include "absl/strings/match.h"

namespace iegen::suite {
namespace {

// The number of `bytes` bytes at `at`; 0 behind the end.
uint32_t NumberAt(absl::string_view elf, size_t at, size_t bytes) {
  uint32_t value = 0;
  for (size_t i = bytes; i > 0; --i) {
    const size_t from = at + i - 1;
    value = value << 8 | (from < elf.size() ? static_cast<unsigned char>(elf[from]) : 0u);
  }
  return value;
}

}  // namespace

// Offsets and values as the System V ABI gives them for Elf32_Ehdr and Elf32_Shdr.
int64_t ImageBytes(absl::string_view elf) {
  if (!absl::StartsWith(elf, absl::string_view("\177ELF\1\1", 6))) return -1;
  constexpr uint32_t kNoBits = 8, kAlloc = 2;
  const uint32_t table = NumberAt(elf, 32, 4);
  const uint32_t row_bytes = NumberAt(elf, 46, 2), rows = NumberAt(elf, 48, 2);
  int64_t sum = 0;
  for (uint32_t i = 0; i < rows; ++i) {
    const size_t row = size_t{table} + size_t{i} * row_bytes;
    const bool loaded =
        (NumberAt(elf, row + 8, 4) & kAlloc) != 0 && NumberAt(elf, row + 4, 4) != kNoBits;
    if (loaded) sum += NumberAt(elf, row + 20, 4);
  }
  return sum;
}

}  // namespace iegen::suite
