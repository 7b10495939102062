// Programs that end badly, each in its way, for runner_test.sh.
#include <stdint.h>
#include <stdio.h>

namespace {
volatile uint32_t words[2];
volatile uintptr_t unaligned = reinterpret_cast<uintptr_t>(words) + 1;
}  // namespace

int main() {
  printf("begun\n");
#if defined(ENDS_IN_FAULT)
  return static_cast<int>(*reinterpret_cast<volatile uint32_t*>(unaligned));
#elif defined(ENDS_NEVER)
  for (;;) words[0] = words[1];
#else
  return 7;
#endif
}
