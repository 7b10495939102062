// Beginning and end of every run.
#include "platforms/boards/board.h"
#include "platforms/boards/startup.h"

// Weak: a program without printf gets none of it.
extern int fflush(void* file) __attribute__((weak));

enum { kFaultExitCode = 139 };

static void Print(const char* text) {
  size_t size = 0;
  while (text[size] != 0) ++size;
  iegen_board_write(text, size);
}

static void PrintNumber(uint64_t value, uint32_t base) {
  char text[24];
  size_t at = sizeof text;
  do {
    text[--at] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  iegen_board_write(text + at, sizeof text - at);
}

void iegen_board_finish(int code) {
  const uint64_t count = iegen_counter_instructions(iegen_counter_ticks());
  if (fflush != 0) fflush(0);
  Print("[target] instructions=");
  PrintNumber(count, 10);
  Print(" exit=");
  PrintNumber((uint32_t)code & 0xff, 10);
  Print("\n");
  iegen_board_exit(code);
}

void iegen_board_fault(uint32_t cause, uint32_t address) {
  Print("\n[target] fault cause=0x");
  PrintNumber(cause, 16);
  Print(" address=0x");
  PrintNumber(address, 16);
  Print("\n");
  iegen_board_exit(kFaultExitCode);
}

void iegen_board_run(void) {
  for (uint32_t *to = __data_start, *from = __data_load; to < __data_end;) *to++ = *from++;
  for (uint32_t* to = __bss_start; to < __bss_end;) *to++ = 0;
  iegen_counter_start();
  for (void (**init)(void) = __init_array_start; init < __init_array_end; ++init) (*init)();
  iegen_board_finish(main());
}
