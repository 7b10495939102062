// board.h on the host, so that a test for a core can be a test of the host as well.
#include <stdio.h>
#include <stdlib.h>

#include "platforms/boards/board.h"

enum { kMaxFiles = 16 };
static FILE* files[kMaxFiles];

void iegen_board_write(const void* data, size_t size) { fwrite(data, 1, size, stdout); }

void iegen_board_exit(int code) { exit(code & 0xff); }

int iegen_file_open(const char* path, int writing) {
  int handle = 0;
  while (handle < kMaxFiles && files[handle]) ++handle;
  if (handle == kMaxFiles) return -1;
  files[handle] = fopen(path, writing ? "wb" : "rb");
  return files[handle] ? handle : -1;
}

size_t iegen_file_read(int handle, void* data, size_t size) {
  return fread(data, 1, size, files[handle]);
}

size_t iegen_file_write(int handle, const void* data, size_t size) {
  return fwrite(data, 1, size, files[handle]);
}

void iegen_file_close(int handle) {
  fclose(files[handle]);
  files[handle] = NULL;
}

void iegen_counter_start(void) {}

uint64_t iegen_counter_ticks(void) { return 0; }

uint64_t iegen_counter_instructions(uint64_t ticks) { return ticks; }
