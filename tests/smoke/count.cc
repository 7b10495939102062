// Checks the instruction counter: 300 and 30000 more instructions must be counted as such, also
// where a timer of 24 bits or the lower half of a counter of 64 bits wraps in between.
#include <stdint.h>
#include <stdio.h>

#include "platforms/boards/board.h"

namespace {

// Runs a loop of three instructions n times. Returns the count of instructions.
__attribute__((noinline)) int Spin(uint32_t n) {
  const uint64_t before = iegen_counter_ticks();
#if defined(__riscv)
  __asm__ volatile("1: addi %0, %0, -1\nnop\nbnez %0, 1b" : "+r"(n));
#else
  __asm__ volatile(".syntax unified\n1: subs %0, #1\nnop\nbne 1b" : "+l"(n) : : "cc");
#endif
  return static_cast<int>(iegen_counter_instructions(iegen_counter_ticks() - before));
}

bool Near(int count, int want, int tolerance) {
  return count >= want - tolerance && count <= want + tolerance;
}

// From a counter that is started in the middle of its lower half: ten times 7.5 million
// instructions, 64 ticks each on a core with a counter of its own, are more than 2^32 ticks.
bool CountsAllPieces() {
  Spin(11000000);
  iegen_counter_start();
  bool right = true;
  for (int i = 0; i < 10; ++i) right = Near(Spin(2500000), 7500000, 2000) && right;
  return right;
}

}  // namespace

int main() {
  Spin(1);
  const int base = Spin(1000);
  const int few = Spin(1100) - base;
  const int many = Spin(11000) - base;
  const int before_wrap = Spin(7000000);
  const int wrapped = Spin(7010000) - before_wrap;
  const bool pieces = CountsAllPieces();
  printf("100 turns: %d, 10000 turns: %d, over a wrap: %d, over 2^32 ticks: %s\n", few, many,
         wrapped, pieces ? "as counted" : "wrong");
  return Near(few, 300, 2) && Near(many, 30000, 2) && Near(wrapped, 30000, 40) && pieces ? 0 : 1;
}
