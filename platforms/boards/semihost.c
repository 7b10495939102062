// Semihosting: a special breakpoint asks the simulator for a service of its host.
#include "platforms/boards/board.h"

enum {
  SYS_OPEN = 0x01,
  SYS_CLOSE = 0x02,
  SYS_WRITE = 0x05,
  SYS_READ = 0x06,
  SYS_EXIT_EXTENDED = 0x20
};
enum { kApplicationExit = 0x20026 };
enum { kReadBinary = 1, kWrite = 4, kWriteBinary = 5 };  // As fopen's "rb", "w", "wb".

#if defined(__riscv)
static intptr_t Call(intptr_t operation, const void* block) {
  register intptr_t a0 __asm__("a0") = operation;
  register const void* a1 __asm__("a1") = block;
  // The three instructions must be uncompressed and in one page; the padding before them is
  // compressed like the code around it, or lld cannot align.
  __asm__ volatile(
      ".balign 16\n.option push\n.option norvc\n"
      "slli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
  return a0;
}
#else
static intptr_t Call(intptr_t operation, const void* block) {
  register intptr_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
#endif

static int Open(const char* path, uintptr_t mode) {
  uintptr_t length = 0;
  while (path[length] != 0) ++length;
  const uintptr_t block[3] = {(uintptr_t)path, mode, length};
  return (int)Call(SYS_OPEN, block);
}

// Reading and writing return how many bytes are left.
static size_t Transfer(intptr_t operation, int handle, uintptr_t data, size_t size) {
  const uintptr_t block[3] = {(uintptr_t)handle, data, size};
  const intptr_t left = Call(operation, block);
  return left < 0 || (size_t)left > size ? 0 : size - (size_t)left;
}

void iegen_board_write(const void* data, size_t size) {
  static int handle = -1;
  if (handle < 0) handle = Open(":tt", kWrite);
  Transfer(SYS_WRITE, handle, (uintptr_t)data, size);
}

void iegen_board_exit(int code) {
  const uintptr_t block[2] = {kApplicationExit, (uintptr_t)(code & 0xff)};
  for (;;) Call(SYS_EXIT_EXTENDED, block);
}

int iegen_file_open(const char* path, int writing) {
  return Open(path, writing ? kWriteBinary : kReadBinary);
}

size_t iegen_file_read(int handle, void* data, size_t size) {
  return Transfer(SYS_READ, handle, (uintptr_t)data, size);
}

size_t iegen_file_write(int handle, const void* data, size_t size) {
  return Transfer(SYS_WRITE, handle, (uintptr_t)data, size);
}

void iegen_file_close(int handle) {
  const uintptr_t block[1] = {(uintptr_t)handle};
  Call(SYS_CLOSE, block);
}
