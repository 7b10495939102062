// Checks the instruction counter: 300 and 30000 more instructions must be counted as such, also
// where the timer wraps in between.
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

}  // namespace

int main() {
  Spin(1);
  const int base = Spin(1000);
  const int few = Spin(1100) - base;
  const int many = Spin(11000) - base;
  const int before_wrap = Spin(7000000);
  const int wrapped = Spin(7010000) - before_wrap;
  printf("100 turns: %d, 10000 turns: %d, over a wrap: %d\n", few, many, wrapped);
  return Near(few, 300, 2) && Near(many, 30000, 2) && Near(wrapped, 30000, 40) ? 0 : 1;
}
