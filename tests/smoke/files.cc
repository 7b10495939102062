// Files of the host, and constants that are larger than the code memory of some boards.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "platforms/boards/board.h"

namespace {

constexpr uint32_t kLarge = 1 << 20;
const volatile uint8_t kConstants[kLarge] = {1, 2, 3};

bool ReadsWhatIsThere() {
  const int file = iegen_file_open("tests/smoke/files.txt", 0);
  if (file < 0) return false;
  char text[32];
  const size_t first = iegen_file_read(file, text, 4);
  const size_t rest = iegen_file_read(file, text + first, sizeof text - first);
  const size_t end = iegen_file_read(file, text, 0) + iegen_file_read(file, text + 20, 1);
  iegen_file_close(file);
  return first == 4 && rest == 8 && end == 0 && memcmp(text, "twelve bytes", 12) == 0;
}

bool WritesWhole() {
  const int file = iegen_file_open("/dev/null", 1);
  if (file < 0) return false;
  const size_t written = iegen_file_write(file, "abc", 3);
  iegen_file_close(file);
  return written == 3;
}

uint32_t SumOfConstants() {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < kLarge; ++i) sum += kConstants[i];
  return sum;
}

}  // namespace

int main() {
  const bool missing = iegen_file_open("tests/smoke/no_such_file", 0) == -1;
  const bool reads = ReadsWhatIsThere();
  const bool writes = WritesWhole();
  const uint32_t sum = SumOfConstants();
  printf("missing %d reads %d writes %d sum %lu\n", missing, reads, writes,
         static_cast<unsigned long>(sum));
  return missing && reads && writes && sum == 6 ? 0 : 1;
}
